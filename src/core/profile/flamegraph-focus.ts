import { type Column, createFloatColumn } from "./columns.ts";
import { functionTotals } from "./flamegraph-view-totals.ts";
import type { Flamegraph } from "./model.ts";
import { createNodeTable } from "./node-table.ts";
import { layoutTree } from "./tree-layout.ts";
import type { TripleTable } from "./triple-table.ts";

/**
 * What a function did, over all stacks: one root, its total that of the function (recursion counted once), below it what it
 * called, merged. `frame` is any frame of the function; null where the graph has none of it.
 */
export function calleesOf(graph: Flamegraph, frame: number): Flamegraph | null {
  const { rowOfFrame, frame: frameOfRow } = functionTotals(graph);
  const row = rowOfFrame[frame] ?? -1;
  if (row < 0) return null;
  const nodes = createNodeTable();
  const self = createFloatColumn();
  const place = new Int32Array(graph.frame.length);
  let end = 0;
  for (let node = 0; node < graph.frame.length; node++) {
    const at = graph.frame[node] ?? 0;
    const isInside = node < end;
    if (!isInside && rowOfFrame[at] !== row) continue;
    if (!isInside) end = graph.subtreeEnd[node] ?? 0;
    // The lines of the function are one; those of what it called stay apart, as in the whole graph.
    const above = isInside ? (place[graph.parent[node] ?? 0] ?? 0) : -1;
    const merged = nodes.index(above, isInside ? at : (frameOfRow[row] ?? at), 0);
    place[node] = merged;
    self.set(merged, self.get(merged) + (graph.self[node] ?? 0));
  }
  const callees = laidOut(graph, nodes, self);
  if (callees === null || graph.counts === undefined) return callees;
  // What it called may have been called by others, too: only its own calls are known. Its times are those of the root.
  const calls = graph.counts.calls.map((count, at) => (rowOfFrame[at] === row ? count : Number.NaN));
  const unknown = new Float64Array(calls.length).fill(Number.NaN);
  return { ...callees, counts: { calls, self: unknown, total: unknown } };
}

/** Who called a function, over all stacks: one root, its total that of the function, below it its callers, and theirs. */
export function callersOf(graph: Flamegraph, frame: number): Flamegraph | null {
  const { rowOfFrame, frame: frameOfRow } = functionTotals(graph);
  const row = rowOfFrame[frame] ?? -1;
  if (row < 0) return null;
  const nodes = createNodeTable();
  const self = createFloatColumn();
  let end = 0;
  for (let node = 0; node < graph.frame.length; node++) {
    if (node < end || rowOfFrame[graph.frame[node] ?? 0] !== row) continue;
    end = graph.subtreeEnd[node] ?? 0;
    let at = -1;
    for (let up = node; up >= 0; up = graph.parent[up] ?? -1)
      at = nodes.index(at, frameOfRow[rowOfFrame[graph.frame[up] ?? 0] ?? 0] ?? 0, 0);
    self.set(at, self.get(at) + (graph.totals[node] ?? 0));
  }
  const callers = laidOut(graph, nodes, self);
  return callers && { ...callers, inverted: "total" };
}

/** Shares are of the function: the total is that of the root. Null where the function took nothing. */
function laidOut(graph: Flamegraph, nodes: TripleTable, self: Column<Float64Array>): Flamegraph | null {
  const { a: parent, b: frame } = nodes.columns();
  const values = new Float64Array(parent.length);
  values.set(self.toArray());
  const layout = layoutTree({ parent, frame, self: values });
  const { weight, frames, estimated } = graph;
  return layout.total > 0 ? { ...layout, weight, frames, estimated } : null;
}
