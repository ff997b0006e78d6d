import path from "node:path";
import { type QuickPickItem, QuickPickItemKind, window, workspace } from "vscode";
import { visibleText } from "../../core/hover/visible-text.ts";
import type { RunManifest } from "../../core/protocol/run.ts";
import { runDescription } from "../../core/run-facts.ts";
import { runTitle } from "../../core/run-title.ts";
import { type ListedRun, listRuns } from "../../runtime/run-directory.ts";
import type { HostContext } from "../host-context.ts";

const MOST_RUNS = 40;

/** `path` is null for *Browse…*, undefined for a heading. */
interface Choice extends QuickPickItem {
  readonly path?: string | null;
}

/**
 * Asks what a run or profile is compared with: what is shown now, runs of the same program, other runs, opened profiles, or
 * any file. undefined: the user chose nothing.
 */
export async function chooseBaseline(
  host: HostContext,
  opened: readonly string[],
  compared: string,
): Promise<string | undefined> {
  const picked = await window.showQuickPick(choices(host, opened, compared), {
    placeHolder: `Compare ${await nameOf(host, compared)} with`,
    matchOnDescription: true,
  });
  return picked?.path === null ? browse() : picked?.path;
}

async function listed({ runFolders }: HostContext): Promise<ListedRun[]> {
  const lists = await Promise.all(runFolders.directories().map(listRuns));
  return lists.flatMap((list) => list.runs).sort((a, b) => b.manifest.startedAt.localeCompare(a.manifest.startedAt));
}

async function nameOf(host: HostContext, compared: string): Promise<string> {
  const run = (await listed(host)).find(({ dir }) => dir === compared);
  return run === undefined ? visibleText(path.basename(compared), 60) : runTitle(run.manifest);
}

async function choices(host: HostContext, opened: readonly string[], compared: string): Promise<Choice[]> {
  const all = await listed(host);
  const mine = all.find(({ dir }) => dir === compared)?.manifest;
  const others = all.filter(({ dir }) => dir !== compared).slice(0, MOST_RUNS);
  const isSame = ({ manifest }: ListedRun) => mine !== undefined && isSameProgram(mine, manifest);
  const shown = host.currentRun.view?.path;
  const run = ({ dir, manifest }: ListedRun): Choice =>
    described(dir, runTitle(manifest), runDescription(manifest, Date.now()));
  const profile = (file: string): Choice =>
    described(file, visibleText(path.basename(file)), visibleText(path.dirname(file), 80));
  const described = (at: string, label: string, description: string): Choice =>
    at === shown
      ? { label: `$(paintcan) ${label}`, description: `shown now · ${description}`, path: at }
      : { label, description, path: at };
  const shownFirst = (list: Choice[]) => list.sort((a, b) => Number(b.path === shown) - Number(a.path === shown));
  const group = (label: string, list: Choice[]) =>
    list.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...shownFirst(list)];
  return [
    ...group("Runs of the same program", others.filter(isSame).map(run)),
    ...group(mine === undefined ? "Runs" : "Other runs", others.filter((each) => !isSame(each)).map(run)),
    ...group("Opened profiles", opened.filter((file) => file !== compared).map(profile)),
    { label: "", kind: QuickPickItemKind.Separator },
    { label: "Browse…", description: "a profile of any format, or the run.json of a run", path: null },
  ];
}

function isSameProgram(a: RunManifest, b: RunManifest): boolean {
  return JSON.stringify(a.target) === JSON.stringify(b.target);
}

/** A run directory is chosen by its manifest: a file dialog shows files or folders, not both. */
async function browse(): Promise<string | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const [chosen] =
    (await window.showOpenDialog({
      title: "Compare With a Profile of Any Format, or the run.json of a Run",
      openLabel: "Compare",
      ...(folder === undefined ? {} : { defaultUri: folder }),
    })) ?? [];
  const file = chosen?.fsPath;
  return file !== undefined && path.basename(file) === "run.json" ? path.dirname(file) : file;
}
