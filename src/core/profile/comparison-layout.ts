import type { ComparedSide, Comparison, Flamegraph } from "./model.ts";
import { orderedLayout, type TreeLayout } from "./tree-layout.ts";
import { subtreeSums } from "./tree-walk.ts";

/** A tree, parents before children, without numbers. */
export interface TreeShape {
  readonly parent: Int32Array;
  readonly frame: Int32Array;
}

/** What is known of a side beside its columns. */
export type SideFacts = Omit<ComparedSide, "self" | "totals">;

/** One side of a tree that is to be laid out. */
export interface SideValues extends SideFacts {
  /** One entry per node of the tree. */
  readonly self: Float64Array;
}

/**
 * Lays out two profiles in one tree. A box is as wide as the mean of both sides: what is gone is seen as well as what is new,
 * a box is never narrower than what is in it, and nothing moves when the sides are swapped. The width of a larger one
 * alone would add up to more than a parent has.
 */
export function layoutComparison(
  { parent, frame }: TreeShape,
  before: SideValues,
  after: SideValues,
): TreeLayout & { readonly comparison: Comparison } {
  const mean = before.self.map((value, node) => (value + (after.self[node] ?? 0)) / 2);
  const { layout, order } = orderedLayout({ parent, frame, self: mean });
  const side = ({ self, ...facts }: SideValues): ComparedSide => {
    const ordered = new Float64Array(order.length);
    for (let node = 0; node < order.length; node++) ordered[node] = self[order[node] ?? 0] ?? 0;
    return { ...facts, self: ordered, totals: subtreeSums(layout, ordered) };
  };
  return { ...layout, comparison: { before: side(before), after: side(after) } };
}

/**
 * The nodes of a graph put together anew: `into[node]` is the node of the new tree that takes the `values` of a node, -1
 * where none does. The way in which every view of a graph is made, so that a comparison stays one.
 */
export function regroup(
  graph: Flamegraph,
  tree: TreeShape,
  into: Int32Array,
  values: "self" | "totals",
): TreeLayout & Pick<Flamegraph, "comparison"> {
  const sums = (column: Float64Array) => {
    const summed = new Float64Array(tree.parent.length);
    for (let node = 0; node < into.length; node++) {
      const at = into[node] ?? -1;
      if (at >= 0) summed[at] = (summed[at] ?? 0) + (column[node] ?? 0);
    }
    return summed;
  };
  const { comparison } = graph;
  if (!comparison) return orderedLayout({ ...tree, self: sums(graph[values]) }).layout;
  const side = ({ self, totals, ...facts }: ComparedSide): SideValues => ({
    ...facts,
    self: sums(values === "self" ? self : totals),
  });
  return layoutComparison(tree, side(comparison.before), side(comparison.after));
}
