import { regroup } from "./comparison-layout.ts";
import { functionTotals } from "./flamegraph-view-totals.ts";
import type { ComparedSide, Flamegraph } from "./model.ts";
import { createNodeTable } from "./node-table.ts";
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
  const place = new Int32Array(graph.frame.length).fill(-1);
  let end = 0;
  for (let node = 0; node < graph.frame.length; node++) {
    const at = graph.frame[node] ?? 0;
    const isInside = node < end;
    if (!isInside && rowOfFrame[at] !== row) continue;
    if (!isInside) end = graph.subtreeEnd[node] ?? 0;
    // The lines of the function are one; those of what it called stay apart, as in the whole graph.
    const above = isInside ? (place[graph.parent[node] ?? 0] ?? 0) : -1;
    place[node] = nodes.index(above, isInside ? at : (frameOfRow[row] ?? at), 0);
  }
  const callees = laidOut(graph, nodes, place, "self");
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
  const into = new Int32Array(graph.frame.length).fill(-1);
  let end = 0;
  for (let node = 0; node < graph.frame.length; node++) {
    if (node < end || rowOfFrame[graph.frame[node] ?? 0] !== row) continue;
    end = graph.subtreeEnd[node] ?? 0;
    let at = -1;
    for (let up = node; up >= 0; up = graph.parent[up] ?? -1)
      at = nodes.index(at, frameOfRow[rowOfFrame[graph.frame[up] ?? 0] ?? 0] ?? 0, 0);
    into[node] = at;
  }
  const callers = laidOut(graph, nodes, into, "totals");
  return callers && { ...callers, inverted: "total" };
}

/** Shares are of the function: the total is that of the root. Null where the function took nothing. */
function laidOut(
  graph: Flamegraph,
  nodes: TripleTable,
  into: Int32Array,
  values: "self" | "totals",
): Flamegraph | null {
  const { a: parent, b: frame } = nodes.columns();
  const { comparison, ...layout } = regroup(graph, { parent, frame }, into, values);
  const { weight, frames, estimated } = graph;
  if (!(layout.total > 0)) return null;
  const rooted = (side: ComparedSide): ComparedSide => ({ ...side, total: side.totals[0] ?? 0 });
  return {
    ...{ ...layout, weight, frames, estimated },
    ...(comparison && { comparison: { before: rooted(comparison.before), after: rooted(comparison.after) } }),
  };
}
