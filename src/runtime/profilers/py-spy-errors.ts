import type { Note } from "../../core/protocol/run.ts";

/** Facts about this machine that decide which remedy is the right one. */
export interface PtraceFacts {
  readonly platform: NodeJS.Platform;
  /** /proc/sys/kernel/yama/ptrace_scope, null where there is no Yama. */
  readonly yamaScope: number | null;
  readonly inContainer: boolean;
}

/**
 * What py-spy's own words mean for the user, and what to do. The texts are those of py-spy 0.4 (`src/main.rs`,
 * `src/python_spy.rs`, `src/python_process_info.rs`); each row is tried in order, the last row takes what is left.
 */
export function explainPySpyError(output: string, facts: PtraceFacts): Note {
  for (const row of ROWS) {
    const match = row.pattern.exec(output);
    if (match) return { level: "warning", ...row.note(match, facts) };
  }
  const said = firstError(output);
  return {
    level: "warning",
    code: "py-spy-failed",
    message: said === "" ? "py-spy ended without saying why." : `py-spy failed: ${said}`,
    remedy: "Run py-spy by hand on a running Python process to see whether it works on this machine.",
  };
}

interface Row {
  readonly pattern: RegExp;
  note(match: RegExpExecArray, facts: PtraceFacts): Omit<Note, "level">;
}

const ROWS: readonly Row[] = [
  {
    pattern: /requires root on OSX/i,
    note: () => ({
      code: "py-spy-needs-root",
      message: "macOS lets py-spy look into other processes only when it runs as root.",
      remedy:
        "Heatline never asks for root: use the in-process sampler, or start `sudo py-spy record --pid PID -f speedscope` yourself and open its file.",
    }),
  },
  {
    pattern: /Operation timed out \(os error 60\)/,
    note: () => ({
      code: "py-spy-protected-python",
      message: "macOS protects this Python (System Integrity Protection), so py-spy cannot read it.",
      remedy: "Use a Python that does not come with the system, from python.org, Homebrew, pyenv or uv.",
    }),
  },
  {
    pattern: /Permission Denied|Operation not permitted|Permission denied|SYS_PTRACE|os error (?:1|13)\)/,
    note: (_match, facts) => ({
      code: "ptrace-denied",
      message: `py-spy may not look into the program: ${whyDenied(facts)}.`,
      remedy: deniedRemedy(facts),
    }),
  },
  {
    pattern: /Unsupported version of Python: (\S+)/,
    note: ([, version]) => ({
      code: "py-spy-python-unsupported",
      message: `This py-spy does not support Python ${version}.`,
      remedy: "Install a newer py-spy if there is one, or use the in-process sampler.",
    }),
  },
  {
    pattern: /Cannot detect GIL holding|failed to get gil_thread_id/i,
    note: () => ({
      code: "py-spy-gil-unsupported",
      message: "py-spy cannot tell who holds the GIL in this build of Python.",
      remedy: "Turn the setting heatline.pySpy.gil off.",
    }),
  },
  {
    pattern: /Failed to find python version from target process|No python processes found/,
    note: () => ({
      code: "py-spy-not-python",
      message: "py-spy found no Python in the process that was started; it may be a launcher that starts another one.",
      remedy: "Turn the setting heatline.pySpy.subprocesses on, or choose the interpreter itself instead of a wrapper.",
    }),
  },
  {
    pattern: /Failed to find a python interpreter in the \.data section/,
    note: () => ({
      code: "py-spy-odd-build",
      message: "py-spy cannot find its way in this build of Python: it is stripped or built in an unusual way.",
      remedy: "Use another build of the same version, or the in-process sampler.",
    }),
  },
  {
    pattern: /Failed to suspend process/,
    note: () => ({
      code: "py-spy-suspend-failed",
      message: "py-spy could not pause the program to look at it; another tool may be attached to it.",
      remedy: "End debuggers, strace or other profilers of this program and run it again.",
    }),
  },
  {
    pattern: /native extensions .*not supported|--native.*not supported|native.*nonblocking/i,
    note: () => ({
      code: "py-spy-native-unsupported",
      message: "py-spy cannot sample native code on this platform.",
      remedy: "Turn the setting heatline.pySpy.native off.",
    }),
  },
  {
    pattern: /Failed to open process|Failed to get process executable name/,
    note: () => ({
      code: "py-spy-process-gone",
      message: "The program had ended, or was protected, before py-spy could attach.",
      remedy: "Run it again; if it happens every time, use the in-process sampler.",
    }),
  },
  {
    pattern: /Failed to create process '?(.*?)'?: (.*)/,
    note: ([, file, why]) => ({
      code: "py-spy-failed",
      message: `py-spy could not start ${file}: ${why}.`,
      remedy: "Check that the file exists and may be executed.",
    }),
  },
  {
    pattern: /No space left on device|Read-only file system|File too large/,
    note: ([why]) => ({
      code: "py-spy-cannot-write",
      message: `py-spy could not write its result: ${why}.`,
      remedy: "Free some space, or choose another folder in the setting heatline.runsDirectory.",
    }),
  },
  {
    pattern: /error: (.*(?:argument|invalid value|required).*)/i,
    note: ([, said]) => ({
      code: "py-spy-usage",
      message: `This py-spy does not understand what it is asked: ${said}.`,
      remedy: "Install py-spy 0.4.0 or newer.",
    }),
  },
  {
    pattern: /panicked at|RUST_BACKTRACE/,
    note: () => ({
      code: "py-spy-crashed",
      message: "py-spy itself crashed.",
      remedy: "Run it again, or use the in-process sampler; the whole message is in the run's directory.",
    }),
  },
];

function whyDenied(facts: PtraceFacts): string {
  if (facts.platform === "darwin") return "macOS allows that to root only";
  if (facts.platform === "win32") return "Windows allows that to the same user or to administrators only";
  if (facts.yamaScope === 3) return "this Linux forbids it to everybody until it is restarted (ptrace_scope is 3)";
  if (facts.yamaScope === 2) return "this Linux allows it to root only (ptrace_scope is 2)";
  if (facts.inContainer) return "the container was started without the capability SYS_PTRACE, or runs as another user";
  if (facts.yamaScope === 1) return "this Linux allows it to parent processes only (ptrace_scope is 1)";
  return "the program belongs to another user or has privileges of its own";
}

function deniedRemedy(facts: PtraceFacts): string {
  if (facts.platform === "linux" && facts.inContainer)
    return "Start the container with `--cap-add SYS_PTRACE` (compose: `cap_add: [SYS_PTRACE]`; Kubernetes: securityContext.capabilities.add). Until then the in-process sampler gives line heat.";
  if (facts.platform === "linux" && facts.yamaScope !== null && facts.yamaScope > 0)
    return "The in-process sampler needs no such right. Your administrator can lower kernel.yama.ptrace_scope, but that lets every program of a user read the memory of all others of that user.";
  if (facts.platform === "darwin") return "Use the in-process sampler, or run py-spy yourself with sudo.";
  return "Run the editor and the program as the same user; until then the in-process sampler gives line heat.";
}

/** The first thing an error output says, without its frame: `Error: X`, then `Caused by:` lines. */
function firstError(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const error =
    lines.find((line) => /^Error: /.test(line)) ?? lines.find((line) => line !== "" && !/^py-spy>/.test(line));
  return (error ?? "").replace(/^Error: /, "").slice(0, 300);
}
