import { regroup } from "./comparison-layout.ts";
import type { CodeOrigin, Flamegraph } from "./model.ts";

/** A flamegraph of some code, and what could not be put on any function of it. */
export interface OriginsView {
  /** Shares stay comparable: `graph.total` is the total of the whole run, not the sum over these roots. */
  readonly graph: Flamegraph;
  /** Weight of stacks without a single function that is shown, in the graph's unit. */
  readonly outside: number;
}

/**
 * Leaves out the code of some origins: the weight of its frames goes to the self value of the nearest ancestor that is left,
 * and functions that become siblings of themselves are merged. O(n log n) in the nodes.
 */
export function withoutOrigins(graph: Flamegraph, hidden: readonly CodeOrigin[]): OriginsView {
  const { frames } = graph;
  const isHidden = new Set<CodeOrigin | undefined>(hidden);
  const frameCount = frames.name.length;
  const tree: RawTree = { parent: [], frame: [] };
  const known = new Map<number, number>();
  const ownNode = new Int32Array(graph.frame.length);
  let outside = 0;
  for (let node = 0; node < graph.frame.length; node++) {
    const up = graph.parent[node] ?? -1;
    const frame = graph.frame[node] ?? 0;
    const above = up < 0 ? -1 : (ownNode[up] ?? -1);
    const here = isHidden.has(frames.origin[frame]) ? above : childOf(tree, known, above, frame, frameCount);
    ownNode[node] = here;
    if (here < 0) outside += graph.self[node] ?? 0;
  }
  const { weight, total, estimated, counts } = graph;
  const shape = { parent: Int32Array.from(tree.parent), frame: Int32Array.from(tree.frame) };
  const shown = { ...regroup(graph, shape, ownNode, "self"), weight, total, frames, estimated };
  if (counts === undefined) return { graph: shown, outside };
  // A function is called as often, whoever else is shown; but the time of others is in its own now.
  const unknown = new Float64Array(counts.calls.length).fill(Number.NaN);
  return { graph: { ...shown, counts: { calls: counts.calls, self: unknown, total: counts.total } }, outside };
}

/** Nodes in any order in which parents come before their children. */
interface RawTree {
  readonly parent: number[];
  readonly frame: number[];
}

function childOf(tree: RawTree, known: Map<number, number>, parent: number, frame: number, frameCount: number): number {
  const key = (parent + 1) * frameCount + frame;
  const found = known.get(key);
  if (found !== undefined) return found;
  const id = tree.parent.push(parent) - 1;
  tree.frame.push(frame);
  known.set(key, id);
  return id;
}
