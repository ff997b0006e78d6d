import path from "node:path";
import { type Disposable, type Event, EventEmitter, Uri, type WorkspaceFolder, workspace } from "vscode";
import type { SettingsReader } from "./settings.ts";

/** Where runs are kept, and the word that the list of runs changed. */
export interface RunFolders {
  /** The directory that holds the run directories of a workspace folder: `.heatline/runs` unless a setting moves it. */
  directoryOf(folder: WorkspaceFolder): string;
  /** Where the runs of a file go: its workspace folder's directory, else one in the extension's own storage. */
  directoryFor(file: Uri): string;
  /** Of every workspace folder on this machine, without doubles; without a folder, the extension's own. */
  directories(): string[];
  /** To be called by whoever adds, changes or removes a run. */
  changed(): void;
  readonly onDidChange: Event<void>;
}

export function createRunFolders(settings: SettingsReader, globalStorage: Uri): RunFolders & Disposable {
  const listChanged = new EventEmitter<void>();

  function directoryOf(folder: WorkspaceFolder): string {
    const moved = settings.read(folder.uri).runsDirectory;
    return moved === ""
      ? path.join(folder.uri.fsPath, ".heatline", "runs")
      : path.resolve(
          folder.uri.fsPath,
          moved.replace(/\$\{workspaceFolder\}/g, () => folder.uri.fsPath),
        );
  }

  const homeless = Uri.joinPath(globalStorage, "runs").fsPath;

  return {
    directoryOf,
    directoryFor: (file) => {
      const folder = workspace.getWorkspaceFolder(file);
      return folder === undefined ? homeless : directoryOf(folder);
    },
    directories: () => {
      const local = (workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
      return local.length === 0 ? [homeless] : [...new Set(local.map(directoryOf))];
    },
    changed: () => listChanged.fire(),
    onDidChange: listChanged.event,
    dispose: () => listChanged.dispose(),
  };
}
