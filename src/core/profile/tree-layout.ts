import type { Flamegraph } from "./model.ts";
import { subtreeSums } from "./tree-walk.ts";

/** A merged call tree: parents before children, one frame per node. */
export interface MergedTree {
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  readonly self: Float64Array;
}

export type TreeLayout = Pick<
  Flamegraph,
  "total" | "start" | "totals" | "self" | "depth" | "parent" | "subtreeEnd" | "frame" | "maxDepth"
>;

/** `depth` is a Uint16Array: what lies deeper is left to the deepest level's nodes by `merge` in flamegraph.ts. */
export const DEEPEST = 0xffff;

/** Below this many children insertion sort beats the engine's sort; nearly all nodes have one or two. */
const FEW = 12;

/**
 * Lays a tree out in preorder with siblings by falling total, so that a viewer may stop at the first sibling below a
 * pixel. Nodes without any value are left out. No recursion, no object per node.
 */
export function layoutTree(tree: MergedTree): TreeLayout {
  const { parent } = tree;
  const sums = subtreeSums(tree, tree.self);
  const { children, first, count } = childrenByFallingSum(parent, sums);
  const layout = {
    start: new Float64Array(count),
    totals: new Float64Array(count),
    self: new Float64Array(count),
    depth: new Uint16Array(count),
    parent: new Int32Array(count),
    subtreeEnd: new Int32Array(count),
    frame: new Int32Array(count),
  };
  /** New index of a node. */
  const place = new Int32Array(parent.length);
  const starts = new Float64Array(parent.length);
  const waiting = new Int32Array(count);
  let waitingCount = 0;
  let placed = 0;
  let maxDepth = 0;

  /** Gives the children of a node their starts and lets them wait, heaviest on top; gives where the last one ends. */
  const wait = (node: number, start: number): number => {
    const from = first[node + 1] ?? 0;
    const to = first[node + 2] ?? 0;
    let end = start;
    for (let at = from; at < to; at++) {
      const child = children[at] ?? 0;
      starts[child] = end;
      end += sums[child] ?? 0;
    }
    for (let at = to - 1; at >= from; at--) waiting[waitingCount++] = children[at] ?? 0;
    return end;
  };

  const total = wait(-1, 0);
  while (waitingCount > 0) {
    const node = waiting[--waitingCount] ?? 0;
    const index = placed++;
    const above = parent[node] ?? -1;
    const parentIndex = above < 0 ? -1 : (place[above] ?? -1);
    const depth = parentIndex < 0 ? 0 : (layout.depth[parentIndex] ?? 0) + 1;
    const start = starts[node] ?? 0;
    place[node] = index;
    layout.start[index] = start;
    layout.totals[index] = sums[node] ?? 0;
    layout.self[index] = tree.self[node] ?? 0;
    layout.depth[index] = depth;
    layout.parent[index] = parentIndex;
    layout.frame[index] = tree.frame[node] ?? 0;
    if (depth > maxDepth) maxDepth = depth;
    wait(node, start);
  }
  endSubtrees(layout.parent, layout.subtreeEnd);
  return { ...layout, total, maxDepth };
}

/**
 * The valued children of each node, in one array: those of `node` are `children[first[node + 1]]` up to
 * `children[first[node + 2]]`, the roots those of -1. `count`: how many nodes have a value.
 */
function childrenByFallingSum(parent: Int32Array, sums: Float64Array) {
  const first = new Int32Array(parent.length + 2);
  let count = 0;
  for (let node = 0; node < parent.length; node++) {
    if (!((sums[node] ?? 0) > 0)) continue;
    const above = (parent[node] ?? -1) + 2;
    first[above] = (first[above] ?? 0) + 1;
    count++;
  }
  for (let at = 1; at < first.length; at++) first[at] = (first[at] ?? 0) + (first[at - 1] ?? 0);
  const children = new Int32Array(count);
  const filled = first.slice(0, -1);
  for (let node = 0; node < parent.length; node++) {
    if (!((sums[node] ?? 0) > 0)) continue;
    const above = (parent[node] ?? -1) + 1;
    const at = filled[above] ?? 0;
    children[at] = node;
    filled[above] = at + 1;
  }
  for (let at = 0; at < filled.length; at++) sortByFallingSum(children, first[at] ?? 0, filled[at] ?? 0, sums);
  return { children, first, count };
}

function endSubtrees(parent: Int32Array, subtreeEnd: Int32Array): void {
  for (let index = parent.length - 1; index >= 0; index--) {
    const end = Math.max(subtreeEnd[index] ?? 0, index + 1);
    subtreeEnd[index] = end;
    const above = parent[index] ?? -1;
    if (above >= 0 && end > (subtreeEnd[above] ?? 0)) subtreeEnd[above] = end;
  }
}

/** Stable: nodes of the same value keep their order. */
function sortByFallingSum(nodes: Int32Array, from: number, to: number, sums: Float64Array): void {
  if (to - from > FEW) {
    nodes.subarray(from, to).sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0));
    return;
  }
  for (let index = from + 1; index < to; index++) {
    const node = nodes[index] ?? 0;
    const sum = sums[node] ?? 0;
    let at = index;
    for (; at > from && (sums[nodes[at - 1] ?? 0] ?? 0) < sum; at--) nodes[at] = nodes[at - 1] ?? 0;
    nodes[at] = node;
  }
}
