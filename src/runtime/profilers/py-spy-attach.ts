import type { Pass } from "../../core/protocol/run.ts";
import { type AttachOutcome, attach, attachedFiles, readAttachedLog } from "./attach.ts";
import { explainPySpyError } from "./py-spy-errors.ts";
import { ptraceFacts } from "./py-spy-find.ts";
import { parsePySpyLog } from "./py-spy-log.ts";

/** The recording command, from the options in the manifest. */
export function recordArgs(options: Pass["options"], targetPid: number, profile: string): string[] {
  return [
    "record",
    ...["--pid", String(targetPid), "--format", "speedscope", "--output", profile],
    ...["--duration", "unlimited", "--rate", String(options["rate"] ?? 100)],
    ...(options["native"] === true ? ["--native"] : []),
    ...samplingFlags(options),
  ];
}

/** The options that decide which threads and processes are seen. */
export function samplingFlags(options: Pass["options"]): string[] {
  return (["gil", "idle", "subprocesses"] as const).filter((flag) => options[flag] === true).map((flag) => `--${flag}`);
}

/** Attaches py-spy: see `attach`. It says on its console that it samples. */
export function attachPySpy(dir: string, targetPid: number, options: Pass["options"]): Promise<AttachOutcome> {
  const { profile } = attachedFiles(dir, "py-spy", targetPid);
  return attach(dir, targetPid, {
    profiler: "py-spy",
    label: "py-spy",
    file: String(options["binary"]),
    args: recordArgs(options, targetPid, profile),
    isSampling: async () => parsePySpyLog(await readAttachedLog(dir, "py-spy", targetPid)).sampling,
    explain: async (log) => explainPySpyError(log, await ptraceFacts()),
  });
}
