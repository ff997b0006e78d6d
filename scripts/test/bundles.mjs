// Builds the bundles and holds them to their budgets.
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "../setup/paths.mjs";
import { add, check } from "./counts.mjs";
import { runCommand } from "./run-command.mjs";

/** The first is what VS Code loads at activation; the goals of the others keep them from growing unseen. */
export const BUDGETS_KB = {
  "extension.js": 150,
  "features.js": 500,
  "language-client.js": 500,
  "server.js": 600,
  "cli.js": 700,
  "webview/flamegraph.js": 300,
  "webview/report.js": 300,
};

export async function checkBundles() {
  const { ok } = await runCommand(process.execPath, [path.join(root, "esbuild.mjs"), "--meta"]);
  if (!ok) return check(false);
  return add(check(true), ...Object.entries(BUDGETS_KB).map(([file, budgetKb]) => checkSize(file, budgetKb)));
}

function checkSize(name, budgetKb) {
  const file = path.join(root, "dist", name);
  const sizeKb = existsSync(file) ? statSync(file).size / 1000 : Number.NaN;
  const fits = sizeKb < budgetKb;
  console.log(`  dist/${name}: ${sizeKb.toFixed(0)} kB of ${budgetKb} kB${fits ? "" : "  TOO LARGE"}`);
  return check(fits);
}
