import path from "node:path";
import packageJson from "../../package.json";
import { ExplainedError } from "../runtime/explained-error.ts";
import { compareCommand } from "./compare-command.ts";
import { convertCommand } from "./convert-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { HELP, OVERVIEW } from "./help.ts";
import { infoCommand } from "./info-command.ts";
import { lspCommand } from "./lsp-command.ts";
import { UNREADABLE } from "./read-profiles.ts";
import { reportCommand } from "./report-command.ts";
import { type Outcome, runCommand } from "./run-command.ts";
import { functionsCommand, linesCommand } from "./table-command.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";

/** The probe and the pages lie beside the bundle, as they do in the extension. */
const PROBE_DIR = path.join(__dirname, "probe");
const PAGE_DIR = path.join(__dirname, "webview");

/** Each gets what stands after its name. A number is the exit code. */
const COMMANDS: Readonly<Record<string, (argv: readonly string[]) => Promise<number | Outcome>>> = {
  run: (argv) => runCommand(argv, PROBE_DIR),
  lines: linesCommand,
  functions: functionsCommand,
  compare: compareCommand,
  info: infoCommand,
  convert: convertCommand,
  report: (argv) => reportCommand(argv, PAGE_DIR),
  lsp: lspCommand,
  doctor: doctorCommand,
};

async function main([name, ...rest]: readonly string[]): Promise<number | Outcome> {
  if (name === "--version") return say(`${packageJson.version}\n`);
  if (name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) return say(OVERVIEW);
  if (name === undefined) throw new UsageError("no command");
  const wanted = name === "help" ? (rest[0] ?? "") : name;
  const command = Object.hasOwn(COMMANDS, wanted) ? COMMANDS[wanted] : undefined;
  if (command === undefined) throw new UsageError(`there is no command ${wanted}`);
  if (name === "help" || asksForHelp(rest)) return say(HELP[wanted]?.text ?? OVERVIEW);
  return command(rest);
}

/** What stands after `--` is the program's own. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** 2: how it was called, 3: what it should read, 1: anything else. */
function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return error instanceof ExplainedError && UNREADABLE.includes(error.code) ? 3 : 1;
}

/** One line, whatever happened. */
function sentenceOf(error: unknown, command: string | undefined): string {
  if (error instanceof UsageError) {
    const known = command !== undefined && Object.hasOwn(HELP, command);
    return `${error.message} (see heatline ${known ? `${command} ` : ""}--help)`;
  }
  if (error instanceof ExplainedError) return `${error.message}${error.remedy ? ` ${error.remedy}` : ""}`;
  if (!(error instanceof Error)) return String(error);
  const place = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return `this should not have happened: ${error.message} (${place?.trim() ?? "place unknown"})`;
}

// `heatline lines | head` is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const argv = process.argv.slice(2);
main(argv).then(
  (outcome) => {
    const { exitCode, signal } = typeof outcome === "number" ? { exitCode: outcome, signal: null } : outcome;
    if (signal !== null) process.kill(process.pid, signal as NodeJS.Signals);
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`heatline: ${visible(sentenceOf(error, argv[0]))}\n`);
    process.exitCode = exitCodeOf(error);
  },
);
