import path from "node:path";
import { type QuickPickItem, Uri, window } from "vscode";
import { joinArguments, splitArguments } from "../../core/launch/shell-words.ts";
import type { Target } from "../../core/protocol/run.ts";
import { targetTitle } from "../../core/run-title.ts";
import type { LaunchOptions } from "./launches.ts";

/** Asks for the program's arguments. @returns undefined where the user backs out */
export async function askArguments(target: Target, now: readonly string[]): Promise<string[] | undefined> {
  const text = await window.showInputBox({
    title: `Arguments for ${targetTitle(target)}`,
    prompt: "As in a terminal, quotes around what holds blanks. Remembered for this program; leave empty for none.",
    value: joinArguments(now),
    placeHolder: 'e.g. --days 3 "my file.txt"',
    ignoreFocusOut: true,
    validateInput: (value) => {
      const split = splitArguments(value);
      return split.ok ? undefined : split.message;
    },
  });
  if (text === undefined) return undefined;
  const split = splitArguments(text);
  return split.ok ? split.args : undefined;
}

/** Lets the user choose where a file is run in more than one way: by itself, or as a module. */
export async function askTarget(targets: readonly [Target, ...Target[]]): Promise<Target | undefined> {
  if (targets.length === 1) return targets[0];
  const rows = targets.map((target) => ({ label: targetTitle(target), target }));
  return (await window.showQuickPick(rows, { title: "Change how a program is run", placeHolder: "Which program" }))
    ?.target;
}

interface Item extends QuickPickItem {
  readonly edit: "args" | "cwd" | "env" | "run" | "save";
}

/**
 * Shows how a target is run and lets the user change it, step by step.
 * @param defaultCwd where it runs when no folder is chosen
 * @returns undefined where the user backs out: nothing is changed
 */
export async function changeLaunch(
  target: Target,
  before: LaunchOptions,
  defaultCwd: string,
): Promise<{ options: LaunchOptions; run: boolean } | undefined> {
  let options = before;
  for (;;) {
    const picked = await window.showQuickPick(items(options, defaultCwd), {
      title: `How ${targetTitle(target)} is run`,
      placeHolder: "What to change",
      ignoreFocusOut: true,
    });
    switch (picked?.edit) {
      case undefined:
        return undefined;
      case "run":
        return { options, run: true };
      case "save":
        return { options, run: false };
      case "args":
        options = { ...options, args: (await askArguments(target, options.args)) ?? options.args };
        break;
      case "cwd":
        options = { ...options, cwd: await askFolder(options.cwd, defaultCwd) };
        break;
      case "env":
        options = { ...options, env: (await askEnvironment(options.env)) ?? options.env };
    }
  }
}

function items(options: LaunchOptions, defaultCwd: string): Item[] {
  const names = Object.keys(options.env);
  return [
    { edit: "args", label: "$(symbol-parameter) Arguments", description: joinArguments(options.args) || "none" },
    { edit: "cwd", label: "$(folder) Folder", description: options.cwd ?? `${defaultCwd} (workspace folder)` },
    {
      edit: "env",
      label: "$(symbol-variable) Environment",
      description: names.length === 0 ? "as it is" : names.join(", "),
      detail: "The file of the setting python.envFile (default .env) is read, too",
    },
    { edit: "run", label: "$(play) Profile now" },
    { edit: "save", label: "$(check) Keep for the next run" },
  ];
}

async function askFolder(now: string | null, defaultCwd: string): Promise<string | null> {
  const picked = await window.showOpenDialog({
    title: "The folder the program runs in",
    openLabel: "Run Here",
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: Uri.file(now ?? defaultCwd),
  });
  const folder = picked?.[0]?.fsPath;
  if (folder === undefined) return now;
  return path.relative(folder, defaultCwd) === "" ? null : folder;
}

async function askEnvironment(now: Readonly<Record<string, string>>): Promise<Record<string, string> | undefined> {
  const text = await window.showInputBox({
    title: "Variables to add or replace",
    prompt: "NAME=value, separated by blanks, quotes around what holds blanks. Kept in VS Code's own storage.",
    value: joinArguments(Object.entries(now).map(([name, value]) => `${name}=${value}`)),
    placeHolder: "e.g. LEVEL=debug 'GREETING=hello you'",
    ignoreFocusOut: true,
    validateInput: (value) => {
      const parsed = parseAssignments(value);
      return parsed.ok ? undefined : parsed.message;
    },
  });
  if (text === undefined) return undefined;
  const parsed = parseAssignments(text);
  return parsed.ok ? parsed.env : undefined;
}

function parseAssignments(text: string): { ok: true; env: Record<string, string> } | { ok: false; message: string } {
  const split = splitArguments(text);
  if (!split.ok) return split;
  const entries: [string, string][] = [];
  for (const word of split.args) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word);
    if (match === null) return { ok: false, message: `${word} is not of the form NAME=value.` };
    entries.push([match[1] ?? "", match[2] ?? ""]);
  }
  return { ok: true, env: Object.fromEntries(entries) };
}
