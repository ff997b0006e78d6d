import { EventEmitter, type ProviderResult, type TreeDataProvider, type TreeItem } from "vscode";
import type { Note, Pass } from "../../core/protocol/run.ts";
import { runNotes } from "../../core/run-facts.ts";
import { type ListedRun, listRuns } from "../../runtime/run-directory.ts";
import type { HostContext } from "../host-context.ts";
import type { ProfileEditors } from "../profiles/profile-editors.ts";
import { damagedItem, noteItem, passItem, profileItem, runItem } from "./run-items.ts";

export interface RunNode {
  readonly kind: "run";
  readonly run: ListedRun;
}

/** A profile that is open in an editor. */
export interface ProfileNode {
  readonly kind: "profile";
  readonly path: string;
}

export type RunsNode =
  | RunNode
  | ProfileNode
  | { readonly kind: "pass"; readonly pass: Pass }
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "damaged"; readonly dir: string; readonly reason: string };

export interface RunsTree extends TreeDataProvider<RunsNode> {
  refresh(): void;
  /** Draws the list anew only where it is another: a row that is drawn anew under the mouse takes no click. */
  refreshIfChanged(): Promise<void>;
  dispose(): void;
}

/** The opened profiles, then the runs of all workspace folders, newest first; below each run its passes and what there is to say about it. */
export function createRunsTree({ runFolders, currentRun }: HostContext, profiles: ProfileEditors): RunsTree {
  const changed = new EventEmitter<undefined>();

  /** What is shown, as text. */
  let shown = "";

  async function roots(): Promise<RunsNode[]> {
    const nodes = await readRoots();
    shown = signature(nodes);
    return nodes;
  }

  function signature(nodes: readonly RunsNode[]): string {
    return JSON.stringify([currentRun.view?.path ?? null, nodes]);
  }

  async function readRoots(): Promise<RunsNode[]> {
    const lists = await Promise.all(runFolders.directories().map(listRuns));
    const runs = lists.flatMap((list) => list.runs);
    if (lists.length > 1) runs.sort((a, b) => b.manifest.startedAt.localeCompare(a.manifest.startedAt));
    return [
      ...profiles.paths.map((path) => ({ kind: "profile", path }) as const),
      ...runs.map((run) => ({ kind: "run", run }) as const),
      ...lists.flatMap((list) => list.skipped).map((skipped) => ({ kind: "damaged", ...skipped }) as const),
    ];
  }

  return {
    onDidChangeTreeData: changed.event,
    getChildren: (node): ProviderResult<RunsNode[]> => {
      if (node === undefined) return roots();
      if (node.kind !== "run") return [];
      const { manifest } = node.run;
      return [
        ...manifest.passes.map((pass) => ({ kind: "pass", pass }) as const),
        ...runNotes(manifest).map((note) => ({ kind: "note", note }) as const),
      ];
    },
    getTreeItem: (node): TreeItem => {
      switch (node.kind) {
        case "run":
          return runItem(node, currentRun.view?.path === node.run.dir);
        case "profile":
          return profileItem(node, currentRun.view?.path === node.path);
        case "pass":
          return passItem(node.pass);
        case "note":
          return noteItem(node.note);
        case "damaged":
          return damagedItem(node.dir, node.reason);
      }
    },
    refresh: () => changed.fire(undefined),
    async refreshIfChanged() {
      if (signature(await readRoots()) !== shown) changed.fire(undefined);
    },
    dispose: () => changed.dispose(),
  };
}
