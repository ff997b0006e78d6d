import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { RunManifest, RunState } from "../core/protocol/run.ts";
import { ExplainedError, reasonOf } from "./explained-error.ts";
import { readManifest, updateManifest } from "./run-manifest.ts";

/** The runs of a folder as a whole: list, rename, pin, delete, retention. */

export interface ListedRun {
  readonly dir: string;
  readonly manifest: RunManifest;
}

export interface RunList {
  /** Newest first. */
  readonly runs: ListedRun[];
  /** Directories that hold no readable run, with the reason. */
  readonly skipped: { readonly dir: string; readonly reason: string }[];
}

/** All runs below `runsDir`; none where the folder does not exist. */
export async function listRuns(runsDir: string): Promise<RunList> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch(() => []);
  const runs: ListedRun[] = [];
  const skipped: RunList["skipped"] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const dir = path.join(runsDir, entry.name);
    try {
      runs.push({ dir, manifest: await readManifest(dir) });
    } catch (error) {
      skipped.push({ dir, reason: reasonOf(error) });
    }
  }
  const key = (run: ListedRun) => `${run.manifest.startedAt} ${run.manifest.id}`;
  runs.sort((a, b) => (key(a) < key(b) ? 1 : -1));
  return { runs, skipped };
}

const ENDED: readonly RunState[] = ["done", "failed", "cancelled"];

export function hasEnded(manifest: RunManifest): boolean {
  return ENDED.includes(manifest.state);
}

/** An empty name gives the run its own title back. */
export function renameRun(dir: string, name: string): Promise<RunManifest> {
  return updateManifest(dir, (manifest) => ({ ...manifest, name: name.trim() === "" ? null : name.trim() }));
}

/** A pinned run is never removed by retention. */
export function pinRun(dir: string, pinned: boolean): Promise<RunManifest> {
  return updateManifest(dir, (manifest) => ({ ...manifest, pinned }));
}

/**
 * Removes a run and all its files.
 * @throws ExplainedError while it goes on, and for a folder that is not a run
 */
export async function deleteRun(dir: string): Promise<void> {
  const manifest = await readManifest(dir);
  if (!hasEnded(manifest))
    throw new ExplainedError("run-goes-on", `The run ${manifest.id} still goes on.`, "Stop it first, then delete it.");
  await rm(dir, { recursive: true, force: true });
}

/**
 * Removes runs, oldest first, until at most `count` runs with at most `megabytes` (10^6 bytes) in all are left. Pinned
 * runs and runs that go on are counted but never removed.
 * @returns the directories that were removed
 */
export async function applyRetention(
  runsDir: string,
  limits: { readonly count: number; readonly megabytes: number },
): Promise<string[]> {
  const { runs } = await listRuns(runsDir);
  const sizes = await Promise.all(runs.map((run) => sizeOf(run.dir)));
  let left = runs.length;
  let sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
  const removed: string[] = [];
  for (let i = runs.length - 1; i >= 0; i--) {
    const run = runs[i];
    if (left <= limits.count && sizeBytes <= limits.megabytes * 1e6) break;
    if (!run || run.manifest.pinned || !hasEnded(run.manifest)) continue;
    await rm(run.dir, { recursive: true, force: true });
    left -= 1;
    sizeBytes -= sizes[i] ?? 0;
    removed.push(run.dir);
  }
  return removed;
}

async function sizeOf(dir: string): Promise<number> {
  const names = await readdir(dir, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(dir, name)).then(
        (s) => (s.isFile() ? s.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
