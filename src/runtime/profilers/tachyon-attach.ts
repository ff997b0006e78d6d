import { stat } from "node:fs/promises";
import { visibleText } from "../../core/hover/visible-text.ts";
import type { Note, Pass } from "../../core/protocol/run.ts";
import { type AttachOutcome, attach, attachedFiles } from "./attach.ts";

/**
 * The command, from the options in the manifest (`python -m profiling.sampling attach --help` of Python 3.15). All
 * threads, as py-spy does; not compressed, as Node 20 cannot read zstd; until the target ends.
 */
export function tachyonArgs(options: Pass["options"], targetPid: number, profile: string): string[] {
  return [
    ...["-I", "-m", "profiling.sampling", "attach"],
    ...["--all-threads", "--sampling-rate", String(options["rate"] ?? 100)],
    ...["--binary", "--compression", "none", "--output", profile],
    ...(options["native"] === true ? ["--native"] : []),
    ...(options["subprocesses"] === true ? ["--subprocesses"] : []),
    String(targetPid),
  ];
}

/** Attaches Tachyon: see `attach`. It says nothing when it samples; its file is made just before. */
export function attachTachyon(dir: string, targetPid: number, options: Pass["options"]): Promise<AttachOutcome> {
  const { profile } = attachedFiles(dir, "tachyon", targetPid);
  return attach(dir, targetPid, {
    profiler: "tachyon",
    label: "profiling.sampling",
    file: String(options["binary"]),
    args: tachyonArgs(options, targetPid, profile),
    isSampling: () =>
      stat(profile).then(
        () => true,
        () => false,
      ),
    explain: async (log) => explainTachyonError(log),
  });
}

/** What its last words mean; it names the missing right itself, per platform. */
export function explainTachyonError(log: string): Note {
  const said = visibleText(log.trim().split("\n").at(-1) ?? "", 300);
  const denied = /permission|not permitted|root|SYS_PTRACE|ptrace/i.test(log);
  return {
    level: "warning",
    code: denied ? "ptrace-denied" : "tachyon-failed",
    message: denied
      ? `profiling.sampling may not look into the program: ${said}`
      : `profiling.sampling failed: ${said || "it ended without saying why"}`,
    remedy: denied
      ? "Allow it to (on Linux: CAP_SYS_PTRACE, or kernel.yama.ptrace_scope), or use the in-process sampler."
      : "Run `python -m profiling.sampling` by hand on a running program to see whether it works on this machine.",
  };
}
