import { type LogOutputChannel, window } from "vscode";

/** The one output channel, "Heatline". */
export type Log = Pick<LogOutputChannel, "trace" | "debug" | "info" | "warn" | "error" | "show">;

export function createLog(): LogOutputChannel {
  return window.createOutputChannel("Heatline", { log: true });
}
