import path from "node:path";
import { ConfigurationTarget, type QuickPickItem, QuickPickItemKind, type Uri, window, workspace } from "vscode";
import { type InterpreterCandidate, onPath, probeInterpreter } from "../../runtime/interpreters.ts";
import { SETTINGS_SECTION } from "../contributions.ts";
import type { HostContext } from "../host-context.ts";
import type { Interpreters } from "./interpreters.ts";

interface Item extends QuickPickItem {
  /** The setting's new value: '' lets Heatline choose, null asks for a file. */
  readonly value?: string | null;
}

/** Lets the user name the interpreter for a folder; writes the setting `heatline.interpreter`. */
export async function selectInterpreter(
  { settings }: Pick<HostContext, "settings">,
  interpreters: Interpreters,
  uri: Uri,
): Promise<void> {
  const now = settings.read(uri).interpreter;
  const picked = await window.showQuickPick(items(interpreters, uri, now), {
    title: "Heatline: Select Interpreter",
    placeHolder: "The Python that runs your programs under Heatline",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.value === undefined) return;
  const value = picked.value ?? (await browse(uri));
  if (value === undefined) return;
  const configuration = workspace.getConfiguration(SETTINGS_SECTION, uri);
  const inFolder = workspace.workspaceFolders !== undefined;
  const target = inFolder ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  // An interpreter in the user's settings is overruled for this folder: without a value it would come back.
  const overrules = inFolder && Boolean(configuration.inspect("interpreter")?.globalValue);
  await configuration.update("interpreter", value === "" && !overrules ? undefined : value, target);
}

async function items(interpreters: Interpreters, uri: Uri, now: string): Promise<Item[]> {
  const automatic: Item = {
    label: "$(sparkle) Automatic",
    description: now === "" ? "in use" : "",
    detail: "The one of the Python extension, else .venv, venv, the project's tools, the PATH",
    value: "",
  };
  const seen = new Set<string>();
  const found: Item[] = [];
  const probed = (await candidates(interpreters, uri)).map(({ path: file, why }) => probeInterpreter(file, why));
  for (const result of await Promise.all(probed)) {
    if (!result.ok || seen.has(result.interpreter.path)) continue;
    const { path: file, version, why, implementation } = result.interpreter;
    seen.add(file);
    const name = implementation === "cpython" ? "Python" : implementation;
    found.push({
      label: `${name} ${version}`,
      description: file === now ? `${why} · in use` : why,
      detail: file,
      value: file,
    });
  }
  return [
    automatic,
    { label: "found", kind: QuickPickItemKind.Separator },
    ...found,
    { label: "", kind: QuickPickItemKind.Separator },
    { label: "$(folder-opened) Browse…", detail: "Choose a Python executable on this machine", value: null },
  ];
}

async function candidates(interpreters: Interpreters, uri: Uri): Promise<InterpreterCandidate[]> {
  const known = await interpreters.known(uri);
  const current = await interpreters.find(uri);
  const folder = workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(uri.fsPath);
  const parts = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  const inFolder = [".venv", "venv"].map((name) => ({ path: path.join(folder, name, ...parts), why: name }));
  const names = process.platform === "win32" ? ["python.exe"] : ["python3", "python"];
  const onThePath = (await Promise.all(names.map((name) => onPath(name, process.env)))).flat();
  return [
    ...(current.ok ? [current.interpreter] : []),
    ...known,
    ...inFolder,
    ...onThePath.map((file) => ({ path: file, why: "the PATH" })),
  ];
}

async function browse(uri: Uri): Promise<string | undefined> {
  const picked = await window.showOpenDialog({
    title: "Python executable",
    openLabel: "Use This Python",
    canSelectMany: false,
    ...(workspace.getWorkspaceFolder(uri) ? { defaultUri: uri } : {}),
  });
  return picked?.[0]?.fsPath;
}
