import type { Flamegraph } from "./model.ts";
import { linkChildren, subtreeSums } from "./tree-walk.ts";

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
  const sums = subtreeSums(tree, tree.self);
  const { firstChild, nextSibling, firstRoot } = linkChildren(tree.parent);
  const count = countValued(sums);
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
  // Nodes wait here as (node, parent's new index); heaviest on top.
  const stack = new Int32Array(count * 2);
  const nextStart = new Float64Array(count + 1);
  const scratch: number[] = [];
  let waiting = 0;
  let placed = 0;
  let maxDepth = 0;

  const wait = (first: number, parentIndex: number): void => {
    scratch.length = 0;
    for (let child = first; child >= 0; child = nextSibling[child] ?? -1)
      if ((sums[child] ?? 0) > 0) scratch.push(child);
    sortByFallingSum(scratch, sums);
    for (let index = scratch.length - 1; index >= 0; index--) {
      stack[waiting++] = scratch[index] ?? 0;
      stack[waiting++] = parentIndex;
    }
  };

  wait(firstRoot, -1);
  while (waiting > 0) {
    const parentIndex = stack[--waiting] ?? -1;
    const node = stack[--waiting] ?? 0;
    const index = placed++;
    const total = sums[node] ?? 0;
    const start = nextStart[parentIndex + 1] ?? 0;
    const depth = parentIndex < 0 ? 0 : (layout.depth[parentIndex] ?? 0) + 1;
    order[index] = node;
    layout.start[index] = start;
    layout.totals[index] = total;
    layout.self[index] = tree.self[node] ?? 0;
    layout.depth[index] = depth;
    layout.parent[index] = parentIndex;
    layout.frame[index] = tree.frame[node] ?? 0;
    nextStart[parentIndex + 1] = start + total;
    nextStart[index + 1] = start;
    maxDepth = Math.max(maxDepth, depth);
    wait(firstChild[node] ?? -1, index);
  }
  endSubtrees(layout.parent, layout.subtreeEnd);
  return { layout: { ...layout, total: nextStart[0] ?? 0, maxDepth }, order };
}

function countValued(sums: Float64Array): number {
  let count = 0;
  for (const sum of sums) if (sum > 0) count++;
  return count;
}

function endSubtrees(parent: Int32Array, subtreeEnd: Int32Array): void {
  for (let index = parent.length - 1; index >= 0; index--) {
    const end = Math.max(subtreeEnd[index] ?? 0, index + 1);
    subtreeEnd[index] = end;
    const above = parent[index] ?? -1;
    if (above >= 0) subtreeEnd[above] = Math.max(subtreeEnd[above] ?? 0, end);
  }
}

function sortByFallingSum(nodes: number[], sums: Float64Array): void {
  const sumOf = (node: number | undefined): number => sums[node ?? -1] ?? 0;
  if (nodes.length > FEW) {
    nodes.sort((a, b) => sumOf(b) - sumOf(a));
    return;
  }
  for (let index = 1; index < nodes.length; index++) {
    const node = nodes[index] ?? 0;
    let at = index;
    for (; at > 0 && sumOf(nodes[at - 1]) < sumOf(node); at--) nodes[at] = nodes[at - 1] ?? 0;
    nodes[at] = node;
  }
}
