// Lets a script use one of the tests' TypeScript modules; Node 20 cannot load them itself.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./setup/paths.mjs";

/** Bundles our own .ts files, leaves packages and .mjs files where they are, and imports the result. */
export async function loadTypeScript(file) {
  const esbuild = await import("esbuild");
  const outfile = path.join(root, "out", "scripts", `${file.replaceAll("/", "-").replace(/\.ts$/, "")}.mjs`);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
    plugins: [keepModules],
  });
  return import(pathToFileURL(outfile));
}

/** An .mjs file finds its neighbours by its own address, so it stays where it is. */
const keepModules = {
  name: "keep-modules",
  setup(build) {
    build.onResolve({ filter: /\.mjs$/ }, (args) => {
      if (args.kind === "entry-point") return undefined;
      return { path: pathToFileURL(path.resolve(args.resolveDir, args.path)).href, external: true };
    });
  },
};
