import type { RunManifest } from "./protocol/run.ts";

/** Only what no shell gives a meaning to. */
const PLAIN = /^[\w@%+=:,./\\-]+$/;

/** The command of a run, to be pasted into a terminal of the platform it ran on (`manifest.machine.os`). */
export function commandLine({ interpreter, target, args, machine }: RunManifest): string {
  const quote = machine.os === "win32" ? quoteForWindows : quoteForPosix;
  const named = program(target);
  return [interpreter.path, ...named, ...args].map(quote).join(" ");
}

/** For tests the plain run of them: the measured one needs Heatline's own files. */
function program(target: RunManifest["target"]): string[] {
  switch (target.kind) {
    case "file":
      return [target.path];
    case "module":
      return ["-m", target.module];
    case "tests":
      return ["-m", target.runner, ...target.selection];
  }
}

function quoteForPosix(argument: string): string {
  if (PLAIN.test(argument) && !argument.includes("\\")) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** By the rules of CommandLineToArgvW: backslashes count only before a quotation mark. */
function quoteForWindows(argument: string): string {
  if (PLAIN.test(argument) && !argument.includes("%")) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}
