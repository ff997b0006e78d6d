// Bundles everything that ships, into dist/. `--watch` rebuilds on change, `--meta` writes out/meta.json (bundle sizes).
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";

const watch = process.argv.includes("--watch");

/**
 * Keeps what is seldom needed out of the file that VS Code loads at activation, and out of the command line: a dynamic
 * import of one of these modules becomes a require of its own bundle.
 */
const LAZY = {
  "host/features.ts": "features",
  "host/language-client.ts": "language-client",
  "server/main.ts": "server",
};
const lazyBundles = {
  name: "lazy-bundles",
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, (args) => {
      if (args.kind !== "dynamic-import") return;
      const file = path.relative("src", path.resolve(args.resolveDir, args.path)).replaceAll("\\", "/");
      const bundle = LAZY[file];
      return bundle ? { path: `./${bundle}.js`, external: true } : undefined;
    });
  },
};

const shared = {
  bundle: true,
  sourcemap: true,
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
};
const node = { ...shared, platform: "node", target: "node20", format: "cjs", mainFields: ["module", "main"] };
const builds = [
  {
    ...node,
    entryPoints: {
      extension: "src/extension.ts",
      features: "src/host/features.ts",
      "language-client": "src/host/language-client.ts",
    },
    external: ["vscode"],
    plugins: [lazyBundles],
    outdir: "dist",
  },
  { ...node, entryPoints: { server: "src/server/main.ts" }, outdir: "dist" },
  {
    ...node,
    entryPoints: { cli: "src/cli/main.ts" },
    banner: { js: "#!/usr/bin/env node" },
    plugins: [lazyBundles],
    outdir: "dist",
  },
  {
    ...shared,
    entryPoints: { "webview/flamegraph": "webview/flamegraph/main.ts", "webview/report": "webview/report/main.ts" },
    platform: "browser",
    target: "es2022",
    format: "iife",
    outdir: "dist",
  },
];

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });
cpSync("src/runtime/probe", "dist/probe", { recursive: true, filter: (file) => !file.includes("__pycache__") });
cpSync("webview/flamegraph/flamegraph.css", "dist/webview/flamegraph.css");
cpSync("webview/report/report.css", "dist/webview/report.css");

if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  const results = await Promise.all(builds.map((options) => esbuild.build(options))).catch(() => process.exit(1)); // esbuild has said why
  if (process.argv.includes("--meta")) {
    mkdirSync("out", { recursive: true });
    writeFileSync("out/meta.json", JSON.stringify(results.map((result) => result.metafile)));
  }
}
