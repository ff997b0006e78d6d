import { createFloatColumn, createIntColumn } from "./columns.ts";
import type { MergedTree } from "./tree-layout.ts";
import { subtreeSums } from "./tree-walk.ts";

export interface PrunedTree {
  readonly tree: MergedTree;
  /** Nodes that were drawn together. */
  readonly left: number;
}

/**
 * The heaviest `most` nodes of a tree. What was too small is drawn together, as one node of `smallFrame` below each
 * parent that had such children: every total stays. A node is never lighter than what is below it, so that the nodes that
 * are kept still make a tree.
 */
export function pruneTree(tree: MergedTree, most: number, smallFrame: () => number): PrunedTree {
  const { parent, frame, self } = tree;
  if (parent.length <= most) return { tree, left: 0 };
  const sums = subtreeSums(tree, self);
  const threshold = sums.slice().sort()[parent.length - most - 1] ?? 0;
  const isKept = (node: number) => node < 0 || (sums[node] ?? 0) > threshold;
  const kept = { parent: createIntColumn(), frame: createIntColumn(), self: createFloatColumn() };
  const place = new Int32Array(parent.length).fill(-1);
  /** By the new index of the parent, -1 for roots. */
  const together = new Map<number, number>();
  for (let node = 0; node < parent.length; node++) {
    const above = parent[node] ?? -1;
    const at = place[above] ?? -1;
    if (isKept(node)) {
      kept.frame.push(frame[node] ?? 0);
      kept.self.push(self[node] ?? 0);
      place[node] = kept.parent.push(at);
    } else if (isKept(above)) together.set(at, (together.get(at) ?? 0) + (sums[node] ?? 0));
  }
  const left = parent.length - kept.frame.length;
  const small = smallFrame();
  for (const [at, sum] of together) {
    kept.frame.push(small);
    kept.self.push(sum);
    kept.parent.push(at);
  }
  return {
    tree: { parent: kept.parent.toArray(), frame: kept.frame.toArray(), self: kept.self.toArray() },
    left,
  };
}
