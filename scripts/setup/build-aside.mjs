// Folders appear whole or not at all: an interrupted or doubled set-up leaves no half state.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { say } from "./commands.mjs";
import { cacheDir, shown } from "./paths.mjs";

const ABANDONED_AFTER_MS = 60 * 60_000;

/**
 * Makes sure that `dir` exists: else fills a new folder beside it by `build(folder)` and renames it.
 * Two processes may do so at once; the slower one throws its copy away.
 */
export async function buildAside(dir, what, build) {
  if (existsSync(dir)) return dir;
  mkdirSync(path.dirname(dir), { recursive: true });
  mkdirSync(cacheDir, { recursive: true });
  removeAbandoned();
  const started = Date.now();
  say(`Fetching ${what} (once, into ${shown(dir)}) ...`);
  const aside = mkdtempSync(path.join(cacheDir, "tmp-"));
  try {
    await build(aside);
    renameSync(aside, dir);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(dir)) throw error;
  }
  say(`Fetched ${what} in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  return dir;
}

/** Removes what a killed set-up left behind. */
function removeAbandoned() {
  for (const name of readdirSync(cacheDir)) {
    const file = path.join(cacheDir, name);
    if (!name.startsWith("tmp-") || Date.now() - statSync(file).mtimeMs < ABANDONED_AFTER_MS) continue;
    rmSync(file, { recursive: true, force: true });
  }
}
