import { regroup } from "./comparison-layout.ts";
import { functionTotals } from "./flamegraph-view-totals.ts";
import type { Flamegraph } from "./model.ts";
import { createNodeTable } from "./node-table.ts";

/** Callers that are followed in all: a graph of very deep stacks would take their depth times its frames. */
const MOST_STEPS = 40_000_000;
const LEAST_DEPTH = 64;

/**
 * The same weight from the bottom up: a root for each function that had weight itself (its total is the function's self
 * weight), below it the functions that called it, and their callers. Lines of a function are one; the first of its frames
 * in the graph names it. A node's total is the self weight of its root that came through it, its own `self` what began
 * there. Recursion is kept as it is. Callers beyond `deepest` of the answer are left out where stacks are very deep.
 */
export function invertFlamegraph(graph: Flamegraph): Flamegraph {
  const functions = functionTotals(graph);
  const deepest = depthWithin(graph, MOST_STEPS);
  const nodes = createNodeTable();
  const into = new Int32Array(graph.frame.length).fill(-1);
  for (let node = 0; node < graph.frame.length; node++) {
    if (!((graph.self[node] ?? 0) > 0)) continue;
    let at = -1;
    let steps = 0;
    for (let up = node; up >= 0 && steps < deepest; up = graph.parent[up] ?? -1) {
      at = nodes.index(at, functions.rowOfFrame[graph.frame[up] ?? 0] ?? 0, 0);
      steps++;
    }
    into[node] = at;
  }
  const { a: parent, b: row } = nodes.columns();
  const frame = row.map((of) => functions.frame[of] ?? 0);
  const { weight, total, frames, estimated } = graph;
  return { ...regroup(graph, { parent, frame }, into, "self"), weight, total, frames, estimated, inverted: "self" };
}

/** The depth up to which every path can be followed within so many steps. */
function depthWithin(graph: Flamegraph, most: number): number {
  let steps = 0;
  let paths = 0;
  for (let node = 0; node < graph.self.length; node++) {
    if (!((graph.self[node] ?? 0) > 0)) continue;
    paths++;
    steps += (graph.depth[node] ?? 0) + 1;
  }
  return steps <= most ? Number.POSITIVE_INFINITY : Math.max(LEAST_DEPTH, Math.floor(most / paths));
}
