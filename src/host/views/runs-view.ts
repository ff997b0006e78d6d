import { Disposable, RelativePattern, Uri, window, workspace } from "vscode";
import { VIEWS } from "../contributions.ts";
import type { HostContext, Part } from "../host-context.ts";
import type { ProfileEditors } from "../profiles/profile-editors.ts";
import { type RunCommand, runCommands } from "./run-commands.ts";
import { createRunsTree } from "./runs-tree.ts";

/** Several files of a run change at once. */
const WATCH_PAUSE_MS = 150;
/** `5 min ago` grows old. */
const CLOCK_MS = 60_000;
/** Watchers lose events on some disks, and may be late by more than that: a look at the folder's time costs nothing. */
const LOOK_MS = 3000;

/** The list of runs in the side bar: follows the disk, whoever changes it. */
export function createRunsView(host: HostContext, profiles: ProfileEditors): Part<RunCommand | "refreshRuns"> {
  const { runFolders, currentRun, settings } = host;
  const tree = createRunsTree(host, profiles);
  const view = window.createTreeView(VIEWS.runs, { treeDataProvider: tree, canSelectMany: true });
  let pause: ReturnType<typeof setTimeout> | undefined;
  let watchers = watch();
  let seen = "";

  function refreshSoon(): void {
    clearTimeout(pause);
    pause = setTimeout(() => void tree.refreshIfChanged(), WATCH_PAUSE_MS);
  }

  function watch(): Disposable {
    return Disposable.from(
      ...runFolders.directories().map((dir) => {
        // The folder itself is in the pattern because its removal is told without its files.
        const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(dir), "{*,*/run.json}"));
        for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) event(refreshSoon);
        return watcher;
      }),
    );
  }

  /** The time of a directory changes when a run comes or goes. */
  async function look(): Promise<void> {
    const times = runFolders.directories().map((dir) =>
      workspace.fs.stat(Uri.file(dir)).then(
        ({ mtime }) => mtime,
        () => 0,
      ),
    );
    const now = (await Promise.all(times)).join();
    if (now !== seen) refreshSoon();
    seen = now;
  }

  function watchAgain(): void {
    watchers.dispose();
    watchers = watch();
    refreshSoon();
  }

  const clock = setInterval(() => view.visible && tree.refresh(), CLOCK_MS);
  const looking = setInterval(() => view.visible && void look(), LOOK_MS);
  const parts = Disposable.from(
    view,
    tree,
    runFolders.onDidChange(refreshSoon),
    currentRun.onDidChange(refreshSoon),
    profiles.onDidChange(refreshSoon),
    workspace.onDidChangeWorkspaceFolders(watchAgain),
    settings.onDidChange(watchAgain),
    view.onDidChangeVisibility(({ visible }) => visible && refreshSoon()),
  );
  return {
    commands: { ...runCommands(host, () => view.selection), refreshRuns: tree.refresh },
    dispose: () => {
      clearInterval(clock);
      clearInterval(looking);
      clearTimeout(pause);
      watchers.dispose();
      parts.dispose();
    },
  };
}
