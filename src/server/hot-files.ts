import type { GraphProfile, TreeProfile } from "../core/profile/model.ts";
import { weightIndex } from "../core/profile/weights.ts";
import { chooseWeight } from "./choose-weight.ts";
import type { RunIndex } from "./evidence.ts";

export interface HotFile {
  readonly path: string;
  /** 0..1 of the run. */
  readonly share: number;
}

/**
 * Own-code files, hottest first. A file has the time of its own lines and of the library code they called, up to the
 * next own code: the shares of all files add up to at most the whole run.
 */
export function hotFiles(index: RunIndex): HotFile[] {
  const weight = chooseWeight(index, null);
  if (weight === null) return [];
  const total = index.totals.get(weight.id) ?? 0;
  const values = new Map<string, number>();
  const add = (path: string, value: number) => values.set(path, (values.get(path) ?? 0) + value);
  const trees = index.trees.filter(({ profile }) => weightIndex(profile, weight.id) >= 0);
  for (const { profile } of trees) addTree(index, profile, weightIndex(profile, weight.id), add);
  if (trees.length === 0) for (const { profile } of index.graphs) addGraph(index, profile, add);
  return [...values]
    .map(([path, value]) => ({ path, share: total > 0 ? value / total : 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

type Add = (path: string, value: number) => void;

/** The path of each file of a profile where it is own code, else ''. */
function ownPaths({ facts }: RunIndex, files: readonly string[]): string[] {
  return files.map((file) => (facts.classify(file).origin === "own" ? (facts.place(file)?.path ?? "") : ""));
}

function addTree(index: RunIndex, profile: TreeProfile, weight: number, add: Add): void {
  const { nodes, frames, functions } = profile;
  const own = ownPaths(index, profile.files);
  const owner: string[] = [];
  for (let node = 0; node < nodes.parent.length; node++) {
    const file = functions.file[frames.function[nodes.frame[node] ?? -1] ?? -1] ?? -1;
    owner[node] = own[file] || (owner[nodes.parent[node] ?? -1] ?? "");
    const value = nodes.self[weight]?.[node] ?? 0;
    if (owner[node] && value > 0) add(owner[node] ?? "", value);
  }
}

/** A call graph knows no stacks: a function has its own time and that of the library functions it called itself. */
function addGraph(index: RunIndex, { functions, files, edges, selfNs }: GraphProfile, add: Add): void {
  const own = ownPaths(index, files);
  const pathOf = (entry: number): string => own[functions.file[entry] ?? -1] ?? "";
  selfNs.forEach((value, entry) => {
    if (pathOf(entry)) add(pathOf(entry), value);
  });
  edges.selfNs.forEach((value, edge) => {
    const path = pathOf(edges.caller[edge] ?? -1);
    if (path && !pathOf(edges.callee[edge] ?? -1)) add(path, value);
  });
}
