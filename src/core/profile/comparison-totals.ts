import type { ComparedSide, Flamegraph } from "./model.ts";

/** What one side has of each row of a table, recursion counted once per stack. */
export interface SideTotals {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

export interface ComparedTotals {
  readonly before: SideTotals;
  readonly after: SideTotals;
}

/** The rows of `FlamegraphTotals` on both sides; null where the graph is no comparison. */
export function comparedTotals(graph: Flamegraph, rowOfFrame: Int32Array, rows: number): ComparedTotals | null {
  const { comparison } = graph;
  if (!comparison) return null;
  return {
    before: sideTotals(graph, comparison.before, rowOfFrame, rows),
    after: sideTotals(graph, comparison.after, rowOfFrame, rows),
  };
}

function sideTotals(graph: Flamegraph, side: ComparedSide, rowOfFrame: Int32Array, rows: number): SideTotals {
  const self = new Float64Array(rows);
  const total = new Float64Array(rows);
  // In preorder a row is open until the subtree of its outermost node ends; nodes before that are recursion.
  const openUntil = new Int32Array(rows);
  for (let node = 0; node < graph.frame.length; node++) {
    const row = rowOfFrame[graph.frame[node] ?? 0] ?? -1;
    if (row < 0) continue;
    self[row] = (self[row] ?? 0) + (side.self[node] ?? 0);
    if (node < (openUntil[row] ?? 0)) continue;
    total[row] = (total[row] ?? 0) + (side.totals[node] ?? 0);
    openUntil[row] = graph.subtreeEnd[node] ?? 0;
  }
  return { self, total };
}
