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
  return orderedLayout(tree).layout;
}

/** The same, with the node of the tree that each node of the layout was. */
export function orderedLayout(tree: MergedTree): { readonly layout: TreeLayout; readonly order: Int32Array } {
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
  const order = new Int32Array(count);
  /** New index of a node. */
  const place = new Int32Array(parent.length);
  const waiting = new Int32Array(count);
  let waitingCount = 0;
  let placed = 0;
  let maxDepth = 0;
  let lastRoot = -1;

  /** The children of a node wait, the heaviest on top. */
  const wait = (node: number): void => {
    const from = first[node + 1] ?? 0;
    for (let at = (first[node + 2] ?? 0) - 1; at >= from; at--) waiting[waitingCount++] = children[at] ?? 0;
  };
  /** Where a node of these begins: at the end of the sibling before it, else with its parent. */
  const startAfter = (sibling: number, parentIndex: number): number => {
    if (sibling >= 0) return (layout.start[sibling] ?? 0) + (layout.totals[sibling] ?? 0);
    return parentIndex < 0 ? 0 : (layout.start[parentIndex] ?? 0);
  };

  wait(-1);
  while (waitingCount > 0) {
    const node = waiting[--waitingCount] ?? 0;
    const index = placed++;
    const above = parent[node] ?? -1;
    const parentIndex = above < 0 ? -1 : (place[above] ?? -1);
    // Until all are placed `subtreeEnd` holds the child that was placed last; 0 for none, as no child is the first node.
    const sibling = parentIndex < 0 ? lastRoot : layout.subtreeEnd[parentIndex] || -1;
    const depth = parentIndex < 0 ? 0 : (layout.depth[parentIndex] ?? 0) + 1;
    order[index] = node;
    place[node] = index;
    layout.start[index] = startAfter(sibling, parentIndex);
    layout.totals[index] = sums[node] ?? 0;
    layout.self[index] = tree.self[node] ?? 0;
    layout.depth[index] = depth;
    layout.parent[index] = parentIndex;
    layout.frame[index] = tree.frame[node] ?? 0;
    if (parentIndex < 0) lastRoot = index;
    else layout.subtreeEnd[parentIndex] = index;
    if (depth > maxDepth) maxDepth = depth;
    wait(node);
  }
  const total = startAfter(lastRoot, -1);
  endSubtrees(layout.parent, layout.subtreeEnd);
  return { layout: { ...layout, total, maxDepth }, order };
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
    const above = (parent[node] ?? -1) + 1;
    first[above] = (first[above] ?? 0) + 1;
    count++;
  }
  for (let at = 1; at < first.length; at++) first[at] = (first[at] ?? 0) + (first[at - 1] ?? 0);
  // Backwards from the ends: that leaves the beginnings, and children in their order.
  const children = new Int32Array(count);
  for (let node = parent.length - 1; node >= 0; node--) {
    if (!((sums[node] ?? 0) > 0)) continue;
    const above = (parent[node] ?? -1) + 1;
    const at = (first[above] ?? 0) - 1;
    children[at] = node;
    first[above] = at;
  }
  for (let at = 0; at + 1 < first.length; at++) sortByFallingSum(children, first[at] ?? 0, first[at + 1] ?? 0, sums);
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
