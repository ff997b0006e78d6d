import { commands, env, Uri, window } from "vscode";
import type { ExplainedError } from "../runtime/explained-error.ts";
import { COMMANDS, SETTINGS_SECTION } from "./contributions.ts";
import type { Log } from "./log.ts";
import { unlinked } from "./message-text.ts";

/** A sentence for the user: what happened, why, what to do next, and the buttons that do it. */
export interface Message {
  readonly level: "info" | "warning" | "error";
  readonly text: string;
  readonly buttons: readonly Button[];
}

export interface Button {
  readonly label: string;
  press(): unknown;
}

export async function tell({ level, text, buttons }: Message): Promise<void> {
  const labels = buttons.map(({ label }) => label);
  const show = {
    info: window.showInformationMessage,
    warning: window.showWarningMessage,
    error: window.showErrorMessage,
  }[level];
  const picked = await show(unlinked(text), ...labels);
  await buttons.find(({ label }) => label === picked)?.press();
}

export const BUTTONS = {
  selectInterpreter: button("Select Interpreter…", () => commands.executeCommand(COMMANDS.selectInterpreter)),
  showLog: button("Show Log", () => commands.executeCommand(COMMANDS.showLog)),
  runAgain: button("Run Again", () => commands.executeCommand(COMMANDS.runAgain)),
  installPySpy: button("Install py-spy", () => commands.executeCommand(COMMANDS.installPySpy)),
} as const;

export function button(label: string, press: () => unknown): Button {
  return { label, press };
}

export function openSetting(name: string): Button {
  return button("Open Setting", () =>
    commands.executeCommand("workbench.action.openSettings", `${SETTINGS_SECTION}.${name}`),
  );
}

export function copyCommand(command: string): Button {
  return button("Copy Command", () => env.clipboard.writeText(command));
}

/** The command that a remedy names between backticks, or undefined. */
export function commandIn(remedy: string | undefined): string | undefined {
  return /`([^`]+)`/.exec(remedy ?? "")?.[1];
}

/** There is no interpreter that can be used. `message` and `remedy` are the runtime's own sentences. */
export function noInterpreter(message: string, remedy: string): Message {
  return {
    level: "error",
    text: `${message} ${remedy}`,
    buttons: [BUTTONS.selectInterpreter, openSetting("interpreter")],
  };
}

export function noPythonFile(): Message {
  const open = button("Open File…", () => commands.executeCommand("workbench.action.files.openFile"));
  return { level: "info", text: "Open a Python file first: Heatline profiles the file you see.", buttons: [open] };
}

export function notOnDisk(): Message {
  return {
    level: "warning",
    text: "This file is not on a disk that Python can run it from. Save it to a folder of this machine first.",
    buttons: [],
  };
}

export function nothingToRunAgain(): Message {
  return { level: "info", text: "Nothing was profiled in this folder yet. Profile a file first.", buttons: [] };
}

export function nothingToStop(): Message {
  return { level: "info", text: "No program is running under Heatline.", buttons: [] };
}

/** A failure with an explanation: told as it is. */
export function explained(error: ExplainedError): Message {
  const text = error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
  const setting = /heatline\.([A-Za-z.]+[A-Za-z])/.exec(text)?.[1];
  return { level: "error", text, buttons: [...(setting ? [openSetting(setting)] : []), BUTTONS.showLog] };
}

/** A failure nobody foresaw: one sentence for the user, the stack for the log. */
export function unexpected(what: string, error: unknown, log: Log): Message {
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const reason = error instanceof Error ? error.message : String(error);
  const report = button("Report Issue", () =>
    env.openExternal(Uri.parse("https://github.com/heatline/heatline/issues")),
  );
  return { level: "error", text: `${what}: ${reason}`, buttons: [BUTTONS.showLog, report] };
}
