import type { TreeProfile } from "./model.ts";

type Nodes = Pick<TreeProfile["nodes"], "parent">;

/** Value of every node with all below it. One pass: a parent's index is always smaller than its children's. */
export function subtreeSums({ parent }: Nodes, self: Float64Array): Float64Array {
  const sums = Float64Array.from(self);
  for (let node = sums.length - 1; node >= 0; node--) {
    const above = parent[node] ?? -1;
    if (above >= 0) sums[above] = (sums[above] ?? 0) + (sums[node] ?? 0);
  }
  return sums;
}

/**
 * Marks the nodes that are outermost for their key: no ancestor has the same key. Summing the subtrees of these nodes
 * counts every stack once, however often a line or a function recurs in it. `key[node]` is below `keyCount`, or -1 for
 * nodes that have none. Depth first along links, not recursion: Python stacks are deep. Linear.
 */
export function outermost({ parent }: Nodes, key: Int32Array, keyCount: number): Uint8Array {
  const count = parent.length;
  const { firstChild, nextSibling, firstRoot } = linkChildren(parent);
  const open = new Int32Array(keyCount);
  const marks = new Uint8Array(count);
  let node = firstRoot;
  while (node >= 0) {
    enter(node);
    const child = firstChild[node] ?? -1;
    if (child >= 0) {
      node = child;
      continue;
    }
    let next = -1;
    while (node >= 0 && next < 0) {
      leave(node);
      next = nextSibling[node] ?? -1;
      if (next < 0) node = parent[node] ?? -1;
    }
    node = next;
  }
  return marks;

  function enter(at: number): void {
    const k = key[at] ?? -1;
    if (k < 0) return;
    if (open[k] === 0) marks[at] = 1;
    open[k] = (open[k] ?? 0) + 1;
  }

  function leave(at: number): void {
    const k = key[at] ?? -1;
    if (k >= 0) open[k] = (open[k] ?? 0) - 1;
  }
}

/** Children as linked lists; roots are linked like siblings. Lists are in the order of the indices. */
function linkChildren(parent: Int32Array): {
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly firstRoot: number;
} {
  const firstChild = new Int32Array(parent.length).fill(-1);
  const nextSibling = new Int32Array(parent.length).fill(-1);
  let firstRoot = -1;
  for (let node = parent.length - 1; node >= 0; node--) {
    const above = parent[node] ?? -1;
    if (above < 0) {
      nextSibling[node] = firstRoot;
      firstRoot = node;
    } else {
      nextSibling[node] = firstChild[above] ?? -1;
      firstChild[above] = node;
    }
  }
  return { firstChild, nextSibling, firstRoot };
}
