import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../../../scripts/setup/paths.mjs";
import { samplePython } from "../../support/python.ts";
import { type RunOnDisk, runsIn } from "./run-on-disk.ts";

/** Runs a program of the folder under a profiler by the CLI, without an editor; gives the run that it left. */
export async function makeSavedRun(
  folder: string,
  program: readonly string[],
  profiler: "sampler" | "cprofile" = "sampler",
): Promise<RunOnDisk> {
  const cli = path.join(root, "dist", "cli.js");
  const options = ["--profiler", profiler, "--python", samplePython()];
  await promisify(execFile)(process.execPath, [cli, "run", ...options, "--", ...program], { cwd: folder });
  const run = runsIn(folder).at(-1);
  if (run === undefined) throw new Error("The CLI left no run.");
  return run;
}
