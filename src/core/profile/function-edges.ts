import type { GraphProfile, Profile, TreeProfile } from "./model.ts";
import { outermost, subtreeSums } from "./tree-walk.ts";
import { weightIndex } from "./weights.ts";

/** One caller or callee of a function. */
export interface FunctionEdge {
  /** Index into `profile.functions`; -1 where a thread starts with the function. */
  readonly function: number;
  /** In the weight asked for, as part of the function's total; NaN where the producer does not say. */
  readonly total: number;
  /** Calls through this pair; null where calls are not counted. */
  readonly calls: number | null;
  /** The line in the caller that most of it came from, 0 where lines are not known. */
  readonly line: number;
}

export interface FunctionEdges {
  readonly callers: readonly FunctionEdge[];
  readonly callees: readonly FunctionEdge[];
}

/**
 * Who called a function and whom it called, heaviest first. In a tree a pair that recurs in one stack counts once, as
 * cProfile counts only the outermost activation of a pair. `weight` indexes `profile.weights`.
 */
export function functionEdges(profile: Profile, weight: number, functionIndex: number): FunctionEdges {
  return profile.kind === "tree"
    ? treeEdges(profile, weight, functionIndex)
    : graphEdges(profile, weight, functionIndex);
}

function graphEdges(profile: GraphProfile, weight: number, functionIndex: number): FunctionEdges {
  const { caller, callee, calls, totalNs } = profile.edges;
  const values = weight === weightIndex(profile, "calls") ? calls : totalNs;
  const callers: FunctionEdge[] = [];
  const callees: FunctionEdge[] = [];
  for (let edge = 0; edge < caller.length; edge++) {
    const numbers = { total: values[edge] ?? 0, calls: known(calls[edge]), line: 0 };
    if (callee[edge] === functionIndex) callers.push({ function: caller[edge] ?? -1, ...numbers });
    if (caller[edge] === functionIndex) callees.push({ function: callee[edge] ?? -1, ...numbers });
  }
  return { callers: callers.sort(heaviestFirst), callees: callees.sort(heaviestFirst) };
}

function known(count: number | undefined): number | null {
  return count === undefined || Number.isNaN(count) ? null : count;
}

function treeEdges(profile: TreeProfile, weight: number, functionIndex: number): FunctionEdges {
  const { nodes, frames, functions } = profile;
  const self = nodes.self[weight];
  if (self === undefined) return { callers: [], callees: [] };
  const subtree = subtreeSums(nodes, self);
  const functionOf = nodes.frame.map((frame) => frames.function[frame] ?? -1);
  const callerOf = nodes.parent.map((parent) => functionOf[parent] ?? -1);
  const count = functions.name.length;
  // Key 0 is "a thread starts here"; other functions are one up.
  const callerKey = functionOf.map((index, node) => (index === functionIndex ? (callerOf[node] ?? -1) + 1 : -1));
  const calleeKey = functionOf.map((index, node) => (callerOf[node] === functionIndex ? index + 1 : -1));
  return { callers: collect(callerKey), callees: collect(calleeKey) };

  function collect(key: Int32Array): FunctionEdge[] {
    const first = outermost(nodes, key, count + 1);
    const totals = new Map<number, { total: number; lines: Map<number, number> }>();
    for (let node = 0; node < key.length; node++) {
      if (first[node] !== 1) continue;
      const k = key[node] ?? 0;
      const entry = totals.get(k) ?? { total: 0, lines: new Map() };
      const line = frames.line[nodes.frame[nodes.parent[node] ?? -1] ?? -1] ?? 0;
      entry.total += subtree[node] ?? 0;
      entry.lines.set(line, (entry.lines.get(line) ?? 0) + (subtree[node] ?? 0));
      totals.set(k, entry);
    }
    return [...totals]
      .map(([k, { total, lines }]) => ({ function: k - 1, total, calls: null, line: heaviestKey(lines) }))
      .filter(({ total }) => total > 0)
      .sort(heaviestFirst);
  }
}

function heaviestKey(values: ReadonlyMap<number, number>): number {
  let heaviest = 0;
  let most = -1;
  for (const [key, value] of values) {
    if (value <= most) continue;
    heaviest = key;
    most = value;
  }
  return heaviest;
}

function heaviestFirst(a: FunctionEdge, b: FunctionEdge): number {
  return (Number.isNaN(b.total) ? -1 : b.total) - (Number.isNaN(a.total) ? -1 : a.total) || a.function - b.function;
}
