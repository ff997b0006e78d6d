import { createFloatColumn, createIntColumn } from "./columns.ts";
import { type FrameMerger, functionNames } from "./flamegraph-frames.ts";
import type { FlamegraphTotals } from "./flamegraph-view-totals.ts";
import type { CallColumns, CallGraph, GraphProfile } from "./model.ts";
import { createTripleTable } from "./triple-table.ts";

/** The call graphs of several processes as one: the numbers of the same function, and of the same pair, add up. */
export function mergeCallGraphs(graphs: readonly GraphProfile[], merger: FrameMerger): CallGraph {
  const functionOfFrame = new Map<number, number>();
  const frame = createIntColumn();
  const pairs = createTripleTable();
  const ofFunctions = createSums();
  const ofPairs = createSums();
  for (const graph of graphs) {
    const describe = functionNames(graph.functions, graph.files);
    const place = graph.functions.name.map((_, index) => {
      const { name, file, firstLine } = describe(index);
      const merged = merger.frame(name, file, firstLine, 0);
      const known = functionOfFrame.get(merged) ?? frame.push(merged);
      functionOfFrame.set(merged, known);
      ofFunctions.add(known, graph, index);
      return known;
    });
    const { caller, callee } = graph.edges;
    for (let edge = 0; edge < caller.length; edge++)
      ofPairs.add(pairs.index(place[caller[edge] ?? -1] ?? 0, place[callee[edge] ?? -1] ?? 0, 0), graph.edges, edge);
  }
  const { a: caller, b: callee } = pairs.columns();
  return { frame: frame.toArray(), ...ofFunctions.columns(), pairs: { caller, callee, ...ofPairs.columns() } };
}

type Numbers = Pick<CallColumns, "calls" | "selfNs" | "totalNs">;

/** What is not known of one process is not known of all together: NaN stays NaN. */
function createSums() {
  const sums = { calls: createFloatColumn(), selfNs: createFloatColumn(), totalNs: createFloatColumn() };
  return {
    add(at: number, from: Numbers, index: number): void {
      for (const key of ["calls", "selfNs", "totalNs"] as const)
        sums[key].set(at, sums[key].get(at) + (from[key][index] ?? 0));
    },
    columns: () => ({
      calls: sums.calls.toArray(),
      selfNs: sums.selfNs.toArray(),
      totalNs: sums.totalNs.toArray(),
    }),
  };
}

/** Pairs by function, heaviest first; what is not known comes last, by calls. */
export interface CallIndex {
  /** Pairs in which the function is called. */
  readonly callers: (functionIndex: number) => Int32Array;
  /** Pairs in which it calls. */
  readonly callees: (functionIndex: number) => Int32Array;
}

/** O(pairs) once, then O(own pairs log own pairs). */
export function createCallIndex({ frame, pairs }: CallGraph): CallIndex {
  const lookUp = (by: Int32Array) => {
    const from = new Int32Array(frame.length + 1);
    for (const of of by) from[of + 1] = (from[of + 1] ?? 0) + 1;
    for (let at = 0; at < frame.length; at++) from[at + 1] = (from[at + 1] ?? 0) + (from[at] ?? 0);
    const free = from.slice();
    const order = new Int32Array(by.length);
    for (let pair = 0; pair < by.length; pair++) {
      const at = by[pair] ?? 0;
      order[free[at] ?? 0] = pair;
      free[at] = (free[at] ?? 0) + 1;
    }
    const known = (values: Float64Array, pair: number) => {
      const value = values[pair] ?? Number.NaN;
      return Number.isNaN(value) ? -1 : value;
    };
    const compare = (a: number, b: number) =>
      known(pairs.totalNs, b) - known(pairs.totalNs, a) || known(pairs.calls, b) - known(pairs.calls, a) || a - b;
    return (functionIndex: number) => order.slice(from[functionIndex], from[functionIndex + 1]).sort(compare);
  };
  return { callers: lookUp(pairs.callee), callees: lookUp(pairs.caller) };
}

/** The table of functions as it was measured: a tree estimated from the graph has totals that are not. */
export function exactTotals({ frame, calls, selfNs, totalNs }: CallGraph, frameCount: number): FlamegraphTotals {
  const rowOfFrame = new Int32Array(frameCount).fill(-1);
  for (const [row, of] of frame.entries()) rowOfFrame[of] = row;
  const divided = (values: Float64Array) => values.map((value, row) => value / (calls[row] ?? Number.NaN));
  const perCall = { selfPerCall: divided(selfNs), totalPerCall: divided(totalNs) };
  return { frame, self: selfNs, total: totalNs, calls, ...perCall, rowOfFrame, compared: null };
}
