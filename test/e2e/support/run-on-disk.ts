import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { Profile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import type { RunManifest } from "../../../src/core/protocol/run.ts";
import { sourceOf } from "../../support/fixtures.ts";
import { waitUntil } from "./wait-until.ts";

/** What a run left on the disk, read without the editor and without the server. */
export interface RunOnDisk {
  readonly dir: string;
  readonly manifest: RunManifest;
}

/** The runs of a folder, oldest first. */
export function runsIn(folder: string): RunOnDisk[] {
  const runs = path.join(folder, ".heatline", "runs");
  if (!existsSync(runs)) return [];
  const dirs = readdirSync(runs).map((name) => path.join(runs, name));
  return dirs
    .filter((dir) => existsSync(path.join(dir, "run.json")))
    .map((dir) => ({ dir, manifest: JSON.parse(readFileSync(path.join(dir, "run.json"), "utf8")) as RunManifest }))
    .sort((a, b) => a.manifest.startedAt.localeCompare(b.manifest.startedAt));
}

/** Waits until the folder has `count` runs and the newest has ended; gives that one. */
export async function endedRun(folder: string, count: number, limitMs = 60_000): Promise<RunOnDisk> {
  const newest = () => runsIn(folder).at(-1);
  await waitUntil(() => runsIn(folder).length >= count && newest()?.manifest.endedAt != null, {
    what: `run ${count} to end`,
    limitMs,
  });
  const run = newest();
  if (run === undefined) throw new Error(`${folder} has no run`);
  return run;
}

/** The profiles of a run, of all its passes. */
function profilesOf({ dir, manifest }: RunOnDisk): Profile[] {
  return manifest.passes.flatMap(({ files }) =>
    files.flatMap((name) => {
      const bytes = readFileSync(path.join(dir, name));
      const read = parseProfile(sourceOf(bytes, name));
      if (!read.ok) throw new Error(`${name}: ${read.message}`);
      return read.profiles;
    }),
  );
}

/** Self and total shares (0..1) of the sampled lines of a file, in the first weight of the profile. */
export function sampledShares(run: RunOnDisk, file: string): Map<number, { self: number; total: number }> {
  const shares = new Map<number, { self: number; total: number }>();
  for (const profile of profilesOf(run)) {
    const weight = profile.weights[0];
    if (profile.kind !== "tree" || weight === undefined) continue;
    const whole = weightTotal(profile, weight.id);
    const lines = treeLineHeat(profile, 0);
    lines.line.forEach((line, row) => {
      if (path.basename(profile.files[lines.file[row] ?? -1] ?? "") !== file) return;
      shares.set(line, { self: (lines.self[row] ?? 0) / whole, total: (lines.total[row] ?? 0) / whole });
    });
  }
  return shares;
}

/** The line with the greatest share. */
export function hottest(
  shares: ReadonlyMap<number, { self: number; total: number }>,
  measure: "self" | "total",
): [line: number, share: number] {
  const [first] = [...shares].sort(([, a], [, b]) => b[measure] - a[measure]);
  if (first === undefined) throw new Error("no line was seen running");
  return [first[0], first[1][measure]];
}
