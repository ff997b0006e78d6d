import path from "node:path";
import { Disposable, type QuickPickItem, QuickPickItemKind, StatusBarAlignment, window } from "vscode";
import { visibleText } from "../core/hover/visible-text.ts";
import { EVERYTHING } from "../core/profile/profile-selection.ts";
import { recordingSubtitle, recordingTitle } from "../core/recording-title.ts";
import { runDescription } from "../core/run-facts.ts";
import { runTitle } from "../core/run-title.ts";
import { listRuns } from "../runtime/run-directory.ts";
import { COMMANDS } from "./contributions.ts";
import type { HostContext, Part } from "./host-context.ts";
import { messageText } from "./message-text.ts";
import type { ProfileEditors } from "./profiles/profile-editors.ts";

const MOST_RUNS = 20;
/** What the status bar asks for while a part alone is looked at. */
const SHOW_ALL = "show all";

/** Says in the status bar whose heat is on the lines; a click chooses among the opened profiles and the runs. */
export function createHeatSource(host: HostContext, profiles: ProfileEditors): Part<"chooseHeatSource"> {
  const { currentRun, settings } = host;
  const item = window.createStatusBarItem("heatSource", StatusBarAlignment.Right, 98);
  item.name = "Heatline: Heat Shown";

  function refresh(): void {
    const { view } = currentRun;
    if (view === null) {
      item.hide();
      return;
    }
    const title = recordingTitle(view.recording);
    const isShown = settings.read().heat.enabled;
    const part = visibleText(view.part?.title ?? "", 60);
    const click = part === "" ? "choose another run or profile" : "show all of it again";
    const showAll = { command: COMMANDS.chooseHeatSource, title: "Show all of it again", arguments: [SHOW_ALL] };
    item.command = part === "" ? COMMANDS.chooseHeatSource : showAll;
    item.text = `$(paintcan) ${isShown ? "" : "off: "}${visibleText(title, 30)}${part === "" ? "" : ` · ${part}`}`;
    item.tooltip = [
      "The heat on the lines is that of",
      title,
      recordingSubtitle(view),
      ...(part === "" ? [] : [`only ${part}`]),
      `Click to ${click}.`,
    ].join("\n");
    item.accessibilityInformation = { label: `Heat shown: ${title}${part === "" ? "" : `, only ${part}`}` };
    item.show();
  }

  async function choose(what: unknown): Promise<void> {
    if (what === SHOW_ALL) {
      await currentRun.select(EVERYTHING);
      return;
    }
    const picked = await window.showQuickPick(choices(host, profiles), {
      placeHolder: "Whose heat the lines show",
      matchOnDescription: true,
    });
    if (picked === undefined || picked.path === undefined) return;
    if (picked.path === null) return currentRun.unload();
    await currentRun.load(picked.path).catch((error: unknown) => {
      void window.showErrorMessage(messageText(error instanceof Error ? error.message : String(error), 400));
    });
  }

  refresh();
  const listeners = Disposable.from(item, currentRun.onDidChange(refresh), settings.onDidChange(refresh));
  return { commands: { chooseHeatSource: choose }, dispose: () => listeners.dispose() };
}

/** `path` is null for no heat at all, undefined for a heading. */
interface Choice extends QuickPickItem {
  readonly path?: string | null;
}

async function choices({ currentRun, runFolders }: HostContext, profiles: ProfileEditors): Promise<Choice[]> {
  const now = currentRun.view?.path;
  const lists = await Promise.all(runFolders.directories().map(listRuns));
  const runs = lists
    .flatMap((list) => list.runs)
    .sort((a, b) => b.manifest.startedAt.localeCompare(a.manifest.startedAt));
  const described = (choice: Choice, isNow: boolean): Choice =>
    isNow
      ? { ...choice, label: `$(paintcan) ${choice.label}`, description: `shown now · ${choice.description}` }
      : choice;
  const opened = profiles.paths.map((file) =>
    described(
      { label: visibleText(path.basename(file)), description: visibleText(path.dirname(file), 80), path: file },
      file === now,
    ),
  );
  const recent = runs
    .slice(0, MOST_RUNS)
    .map(({ dir, manifest }) =>
      described(
        { label: runTitle(manifest), description: runDescription(manifest, Date.now()), path: dir },
        dir === now,
      ),
    );
  return [
    ...(opened.length > 0 ? [heading("Opened profiles"), ...opened] : []),
    ...(recent.length > 0 ? [heading("Runs"), ...recent] : []),
    ...(now === undefined ? [] : [heading(""), { label: "No heat", description: "the lines as they are", path: null }]),
  ];
}

function heading(label: string): Choice {
  return { label, kind: QuickPickItemKind.Separator };
}
