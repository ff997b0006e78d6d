// node_modules as package-lock.json says.
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { npm, say } from "./commands.mjs";
import { root } from "./paths.mjs";

/** Runs `npm ci` when node_modules is missing, half there, or older than package-lock.json. */
export async function ensureNodeModules() {
  const lock = path.join(root, "package-lock.json");
  const installed = path.join(root, "node_modules", ".package-lock.json"); // npm writes it last
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say("Installing the packages of package-lock.json (npm ci) ...");
  const started = Date.now();
  await npm(["ci"], { cwd: root });
  say(`Installed the packages in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}
