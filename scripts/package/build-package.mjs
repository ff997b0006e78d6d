// Makes the .vsix: bundles, notices, vsce in a scratch folder of its own (124 MB that nobody else needs), and a check of
// every file in it.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildAside } from "../setup/build-aside.mjs";
import { npm, run } from "../setup/commands.mjs";
import { cacheDir, root } from "../setup/paths.mjs";
import { thirdPartyNotices } from "./notices.mjs";

/** The last line for Node 20. */
const VSCE = "3.9.2";

/** All that may ship, and what must. */
const ALLOWED = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/(extension|features|language-client|server|cli)\.js$/,
  /^dist\/probe\/.*\.py$/,
  /^dist\/webview\/[a-z-]+\.(js|css)$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^media\/[\w./-]+\.(png|svg|md|woff2|ttf)$/,
  /^syntaxes\/[\w.-]+\.json$/,
];
const REQUIRED = [
  ...["package.json", "README.md", "CHANGELOG.md", "LICENSE"],
  ...["dist/extension.js", "dist/server.js", "dist/cli.js", "dist/probe/launch.py", "dist/probe/site/sitecustomize.py"],
  ...[
    "dist/webview/flamegraph.js",
    "dist/webview/flamegraph.css",
    "dist/webview/report.js",
    "dist/webview/report.css",
    "dist/THIRD-PARTY-NOTICES.txt",
  ],
  "media/icon.png",
];

/**
 * Builds everything and packs it. Gives `{ file, sizeBytes, files }`.
 * @throws Error that names each file that may not ship, or that is missing.
 */
export async function buildPackage() {
  await run(process.execPath, ["esbuild.mjs", "--meta"], { cwd: root });
  const metafiles = JSON.parse(readFileSync(path.join(root, "out", "meta.json"), "utf8"));
  writeFileSync(path.join(root, "dist", "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(metafiles));

  const vsce = await ensureVsce();
  const listing = await run(process.execPath, [vsce, "ls", "--no-dependencies"], { cwd: root });
  const files = listing.trim().split(/\r?\n/).filter(Boolean);
  requireExactFiles(files);

  const { name, version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const file = `${name}-${version}.vsix`;
  rmSync(path.join(root, file), { force: true });
  await run(process.execPath, [vsce, "package", "--no-dependencies", "--out", file], { cwd: root });
  return { file, sizeBytes: statSync(path.join(root, file)).size, files };
}

function requireExactFiles(files) {
  const problems = [
    ...files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file))).map((file) => `${file} may not ship`),
    ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
  ];
  if (problems.length > 0) throw new Error(`The package is not what it should be:\n  ${problems.join("\n  ")}`);
}

async function ensureVsce() {
  const dir = await buildAside(path.join(cacheDir, `vsce-${VSCE}`), "vsce", async (aside) => {
    writeFileSync(path.join(aside, "package.json"), JSON.stringify({ private: true }));
    await npm(["install", "--ignore-scripts", "--no-package-lock", `@vscode/vsce@${VSCE}`], { cwd: aside });
  });
  const entry = path.join(dir, "node_modules", "@vscode", "vsce", "vsce");
  if (!existsSync(entry)) throw new Error(`vsce is not where it should be: ${entry}. Remove ${dir} and start again.`);
  return entry;
}
