import path from "node:path";
import { type Disposable, type Event, EventEmitter, FileType, Uri, workspace } from "vscode";
import {
  findInterpreter,
  INTERPRETER_SETTING,
  type InterpreterCandidate,
  type InterpreterResult,
} from "../../runtime/interpreters.ts";
import type { HostContext } from "../host-context.ts";
import { createPythonEnvironments } from "./python-environments.ts";

/** Which interpreter runs a file, and why. */
export interface Interpreters extends Disposable {
  find(uri: Uri): Promise<InterpreterResult>;
  /** What the editor knows, before any folder or the PATH is looked at. */
  known(uri: Uri): Promise<InterpreterCandidate[]>;
  /** The variables that the Python extension adds for programs of this file; none without it. */
  variables(uri: Uri): Promise<Record<string, string>>;
  readonly onDidChange: Event<void>;
}

export function createInterpreters({ settings, log }: Pick<HostContext, "settings" | "log">): Interpreters {
  const environments = createPythonEnvironments(log);
  const changed = new EventEmitter<void>();
  const listeners = [
    environments.onDidChange(() => changed.fire()),
    settings.onDidChange(() => changed.fire()),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
  ];

  async function known(uri: Uri): Promise<InterpreterCandidate[]> {
    const own = settings.read(uri).interpreter;
    if (own !== "") return [{ path: expanded(own, uri), why: INTERPRETER_SETTING }];
    const fallback = workspace.getConfiguration("python", uri).get<unknown>("defaultInterpreterPath");
    return [
      ...(await environments.candidates(uri)),
      // The Python extension's default is the bare word `python`, which says nothing.
      ...(typeof fallback === "string" && /[\\/]/.test(fallback)
        ? [{ path: expanded(fallback, uri), why: "the setting python.defaultInterpreterPath" }]
        : []),
    ];
  }

  return {
    known,
    variables: environments.variables,
    find: async (uri) => {
      const root = workspace.getWorkspaceFolder(uri)?.uri.fsPath;
      return findInterpreter({
        candidates: await known(uri),
        folder: await folderOrOwn(uri),
        ...(root === undefined ? {} : { workspaceRoot: root }),
        env: process.env,
      });
    },
    onDidChange: changed.event,
    dispose: () => {
      for (const listener of [...listeners, changed, environments]) listener.dispose();
    },
  };
}

/** A folder stands for itself, a file for the folder that it is in. */
async function folderOrOwn(uri: Uri): Promise<string> {
  const isFolder = await workspace.fs.stat(uri).then(
    ({ type }) => (type & FileType.Directory) !== 0,
    () => false,
  );
  return isFolder ? uri.fsPath : path.dirname(uri.fsPath);
}

/** `${workspaceFolder}`, `${env:NAME}` and `~` as VS Code's own settings take them; relative to the folder. */
function expanded(setting: string, uri: Uri): string {
  const folder = workspace.getWorkspaceFolder(uri)?.uri ?? Uri.file(path.dirname(uri.fsPath));
  const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "";
  const text = setting
    .replace(/\$\{workspaceFolder\}/g, () => folder.fsPath)
    .replace(/\$\{env:(\w+)\}/g, (_, name: string) => process.env[name] ?? "")
    .replace(/^~(?=[\\/])/, () => home);
  return path.resolve(folder.fsPath, text);
}
