import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type RunManifest, runManifestSchema } from "../../../src/core/protocol/run.ts";

/** The manifests of the runs in a workspace folder, oldest first. */
export function runsIn(folder: string): RunManifest[] {
  const runs = path.join(folder, ".heatline", "runs");
  if (!existsSync(runs)) return [];
  const manifests = readdirSync(runs)
    .sort()
    .map((name) => path.join(runs, name, "run.json"));
  return manifests.filter(existsSync).map((file) => runManifestSchema.parse(JSON.parse(readFileSync(file, "utf8"))));
}
