import { existsSync } from "node:fs";
import path from "node:path";
import { commands, env, UIKind, Uri, window } from "vscode";
import { commandLine } from "../../core/command-line.ts";
import { manifestOf } from "../../core/recording-title.ts";
import { runTitle } from "../../core/run-title.ts";
import { deleteRun, type ListedRun, pinRun, renameRun } from "../../runtime/run-directory.ts";
import { COMMANDS } from "../contributions.ts";
import type { HostContext, Part } from "../host-context.ts";
import { messageText, unlinked } from "../message-text.ts";
import { openSource } from "../open-source.ts";
import { askForMapping } from "../profiles/ask-for-mapping.ts";

export type RunCommand =
  | "openRun"
  | "pinRun"
  | "unpinRun"
  | "renameRun"
  | "deleteRun"
  | "revealRunDirectory"
  | "copyRunCommand";

/** What the Runs view offers on a run. Menus give the clicked item and, where several are selected, all of them. */
export function runCommands(host: HostContext, selection: () => readonly unknown[]): Part<RunCommand>["commands"] {
  const { runFolders } = host;
  const onRuns = (action: (runs: Runs) => Promise<void>) => onChosen(selection, action);
  const pin = (pinned: boolean) =>
    onRuns(async (runs) => {
      for (const { dir } of runs) await pinRun(dir, pinned);
      runFolders.changed();
    });
  const openChosen = onRuns(([run]) => openRun(host, run));
  return {
    openRun: async (clicked, selected) => {
      const [node] = clicked === undefined ? selection() : [clicked];
      const file = toProfile(node);
      if (file === null) return openChosen(clicked, selected);
      await host.currentRun.load(file);
      await commands.executeCommand(COMMANDS.openProfile, Uri.file(file));
    },
    pinRun: pin(true),
    unpinRun: pin(false),
    renameRun: onRuns(([run]) => askName(host, run)),
    deleteRun: onRuns((runs) => deleteAfterAsking(host, runs)),
    revealRunDirectory: onRuns(([run]) => reveal(run)),
    copyRunCommand: onRuns(async ([run]) => {
      await env.clipboard.writeText(commandLine(run.manifest));
      window.setStatusBarMessage("Command copied", 3000);
    }),
  };
}

type Runs = readonly [ListedRun, ...ListedRun[]];

/** Runs the action on the runs that a command was given, else on the selected ones, and tells what went wrong. */
function onChosen(
  selection: () => readonly unknown[],
  action: (runs: Runs) => Promise<void>,
): (...args: unknown[]) => Promise<void> {
  return async (clicked, selected) => {
    const given = Array.isArray(selected) ? selected : clicked === undefined ? selection() : [clicked];
    const chosen = given.map(toRun).filter((run) => run !== null);
    const [first, ...others] = chosen;
    if (first === undefined) {
      void window.showInformationMessage("Choose a run in the Runs view of the Heatline side bar.");
      return;
    }
    try {
      await action([first, ...others]);
    } catch (error) {
      void window.showErrorMessage(messageText(error instanceof Error ? error.message : String(error), 400));
    }
  };
}

function toRun(node: unknown): ListedRun | null {
  if (typeof node !== "object" || node === null || !("kind" in node) || node.kind !== "run" || !("run" in node)) {
    return null;
  }
  return node.run as ListedRun;
}

/** The file of an opened profile. */
function toProfile(node: unknown): string | null {
  if (typeof node !== "object" || node === null || !("kind" in node) || node.kind !== "profile") return null;
  return "path" in node && typeof node.path === "string" ? node.path : null;
}

/** Makes the run the current one, and shows the file it ran if that is still there and not in view. */
async function openRun(host: HostContext, { dir }: ListedRun): Promise<void> {
  const { currentRun, runFolders } = host;
  const view = await currentRun.load(dir);
  const manifest = manifestOf(view);
  runFolders.changed();
  if (manifest === null) return;
  // A run of a container, a server or another machine, copied here.
  if (!existsSync(manifest.workspaceFolder)) void askForMapping(host, view);
  const { target, cwd } = manifest;
  if (target.kind !== "file") return;
  // A run of the command line names its file as it was typed.
  const file = path.resolve(cwd, target.path);
  const inView = window.visibleTextEditors.some(({ document }) => document.uri.fsPath === file);
  if (!inView) await openSource(file, 0, target.path, { preserveFocus: true });
}

async function askName({ runFolders }: HostContext, { dir, manifest }: ListedRun): Promise<void> {
  const name = await window.showInputBox({
    title: "Rename Run",
    prompt: "A name for this run. Empty gives it its own title back.",
    value: manifest.name ?? "",
    placeHolder: runTitle({ ...manifest, name: null }),
  });
  if (name === undefined) return;
  await renameRun(dir, name);
  runFolders.changed();
}

async function deleteAfterAsking({ currentRun, runFolders }: HostContext, runs: Runs): Promise<void> {
  const what = runs.length === 1 ? `the run "${runTitle(runs[0].manifest)}"` : `${runs.length} runs`;
  const detail = "Its figures and the sources it kept are removed from the disk. This cannot be undone.";
  if ((await window.showWarningMessage(unlinked(`Delete ${what}?`), { modal: true, detail }, "Delete")) !== "Delete")
    return;
  try {
    for (const { dir } of runs) {
      await deleteRun(dir);
      if (currentRun.view?.path === dir) await currentRun.unload();
    }
  } finally {
    runFolders.changed();
  }
}

/** A file manager can only show what is on the user's own machine; elsewhere the explorer does. */
async function reveal({ dir }: ListedRun): Promise<void> {
  const local = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  await commands.executeCommand(local ? "revealFileInOS" : "revealInExplorer", Uri.file(dir));
}
