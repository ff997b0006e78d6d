import { edgeNs, edgesByCaller } from "./graph-edges.ts";
import type { GraphProfile } from "./model.ts";
import type { RowsByKey } from "./rows-by-key.ts";

/** A function whose callers account for less of its time than this began by itself. */
const LEAST_CALLED = 0.5;

/**
 * Functions to start from: those nobody called, or whose callers account for little of their time (the `exec` that runs
 * the program is also called by each import that the program makes); then, for what only calls itself in circles, the
 * one with the largest total of each part that is not reached yet.
 */
export function rootsOf(graph: GraphProfile): number[] {
  const edges = edgesByCaller(graph);
  const calledNs = timeFromCallers(graph);
  const reached = new Uint8Array(graph.totalNs.length);
  const roots: number[] = [];
  const start = (root: number): void => {
    roots.push(root);
    reach(root, graph.edges.callee, edges, reached);
  };
  // The pure Python profiler lists itself as a caller that took no time: what it called is the beginning.
  const began = (totalNs: number, index: number) => totalNs > 0 && (calledNs[index] ?? 0) < totalNs * LEAST_CALLED;
  for (const candidate of byTotal(graph, began)) start(candidate);
  for (const candidate of byTotal(graph, (_, index) => reached[index] === 0))
    if (reached[candidate] === 0) start(candidate);
  return roots;
}

/** Marks what is called from `root`, however far. */
function reach(root: number, callee: Int32Array, { start, order }: RowsByKey, reached: Uint8Array): void {
  reached[root] = 1;
  const waiting = [root];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (let index = start[at] ?? 0; index < (start[at + 1] ?? 0); index++) {
      const called = callee[order[index] ?? 0] ?? 0;
      if (reached[called] === 1) continue;
      reached[called] = 1;
      waiting.push(called);
    }
  }
}

/** The functions for which `isWanted` holds, by falling total. */
function byTotal({ totalNs }: GraphProfile, isWanted: (totalNs: number, index: number) => boolean): Int32Array {
  const wanted = new Int32Array(totalNs.length);
  let count = 0;
  for (let index = 0; index < totalNs.length; index++)
    if (isWanted(totalNs[index] ?? 0, index)) wanted[count++] = index;
  return wanted.subarray(0, count).sort((a, b) => (totalNs[b] ?? 0) - (totalNs[a] ?? 0));
}

/** Of each function the time that its callers account for, itself left out. */
function timeFromCallers(graph: GraphProfile): Float64Array {
  const { caller, callee } = graph.edges;
  const times = new Float64Array(graph.totalNs.length);
  for (let edge = 0; edge < callee.length; edge++) {
    const called = callee[edge] ?? 0;
    if (caller[edge] !== called) times[called] = (times[called] ?? 0) + edgeNs(graph, edge);
  }
  return times;
}
