import path from "node:path";
import packageJson from "../../package.json";
import { ExplainedError } from "../runtime/explained-error.ts";
import { convertCommand } from "./convert-command.ts";
import { infoCommand } from "./info-command.ts";
import { UNREADABLE } from "./read-profiles.ts";
import { reportCommand } from "./report-command.ts";
import { runCommand } from "./run-command.ts";
import { functionsCommand, linesCommand } from "./table-command.ts";
import { USAGE, UsageError } from "./usage.ts";

/** The probe lies beside the bundle, as it does in the extension. */
const PROBE_DIR = path.join(__dirname, "probe");
const PAGE_DIR = path.join(__dirname, "webview");

async function main([command, ...rest]: readonly string[]): Promise<{ exitCode: number; signal: string | null }> {
  switch (command) {
    case "run":
      return runCommand(rest, PROBE_DIR);
    case "lines":
      return { exitCode: await linesCommand(rest), signal: null };
    case "functions":
      return { exitCode: await functionsCommand(rest), signal: null };
    case "info":
      return { exitCode: await infoCommand(rest), signal: null };
    case "convert":
      return { exitCode: await convertCommand(rest), signal: null };
    case "report":
      return { exitCode: await reportCommand(rest, PAGE_DIR), signal: null };
    case "--version":
      process.stdout.write(`${packageJson.version}\n`);
      return { exitCode: 0, signal: null };
    case "--help":
    case "help":
      process.stdout.write(USAGE);
      return { exitCode: 0, signal: null };
    case undefined:
      throw new UsageError("no command");
    default:
      throw new UsageError(`there is no command ${command}`);
  }
}

/** 2: how it was called, 3: what it should read, 1: anything else. */
function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return error instanceof ExplainedError && UNREADABLE.includes(error.code) ? 3 : 1;
}

// `heatline lines | head` is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

main(process.argv.slice(2)).then(
  ({ exitCode, signal }) => {
    if (signal !== null) process.kill(process.pid, signal as NodeJS.Signals);
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    if (error instanceof UsageError) process.stderr.write(`heatline: ${error.message}\n\n${USAGE}`);
    else if (error instanceof ExplainedError)
      process.stderr.write(`heatline: ${error.message}${error.remedy ? ` ${error.remedy}` : ""}\n`);
    else process.stderr.write(`heatline: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exitCodeOf(error);
  },
);
