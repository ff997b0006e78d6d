import { execFileSync } from "node:child_process";

/** Before vitest: the bundles that the workbench loads, unless `npm test` has just built them. */
export function setup(): void {
  if (process.env["HEATLINE_BUILT"]) return;
  execFileSync(process.execPath, ["esbuild.mjs"], { stdio: "inherit" });
}
