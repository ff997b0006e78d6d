import { edgeNs, edgesByCaller } from "./graph-edges.ts";
import type { GraphProfile } from "./model.ts";

/** A function whose callers account for less of its time than this began by itself. */
const LEAST_CALLED = 0.5;

/**
 * Functions to start from: those nobody called, or whose callers account for little of their time (the `exec` that runs
 * the program is also called by each import that the program makes); then, for what only calls itself in circles, the
 * one with the largest total of each part that is not reached yet.
 */
export function rootsOf(graph: GraphProfile): number[] {
  const { start: edgeStart, order: edgeOrder } = edgesByCaller(graph);
  const calledNs = timeFromCallers(graph);
  const began = (candidate: number) => {
    const totalNs = graph.totalNs[candidate] ?? 0;
    // The pure Python profiler lists itself as a caller that took no time: what it called is the beginning.
    return totalNs > 0 && (calledNs[candidate] ?? 0) < totalNs * LEAST_CALLED;
  };
  const reached = new Uint8Array(graph.totalNs.length);
  const roots: number[] = [];
  for (const candidate of byTotal(graph, began)) start(candidate);
  for (const candidate of byTotal(graph, (index) => reached[index] === 0))
    if (reached[candidate] === 0) start(candidate);
  return roots;

  function start(root: number): void {
    roots.push(root);
    reached[root] = 1;
    const waiting = [root];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (let index = edgeStart[at] ?? 0; index < (edgeStart[at + 1] ?? 0); index++) {
        const callee = graph.edges.callee[edgeOrder[index] ?? 0] ?? 0;
        if (reached[callee] === 1) continue;
        reached[callee] = 1;
        waiting.push(callee);
      }
    }
  }
}

/** The functions for which `isWanted` holds, by falling total. */
function byTotal({ totalNs }: GraphProfile, isWanted: (candidate: number) => boolean): Int32Array {
  const wanted = new Int32Array(totalNs.length);
  let count = 0;
  for (let index = 0; index < totalNs.length; index++) if (isWanted(index)) wanted[count++] = index;
  return wanted.subarray(0, count).sort((a, b) => (totalNs[b] ?? 0) - (totalNs[a] ?? 0));
}

/** Of each function the time that its callers account for, itself left out. */
function timeFromCallers(graph: GraphProfile): Float64Array {
  const { caller, callee } = graph.edges;
  const times = new Float64Array(graph.totalNs.length);
  callee.forEach((called, edge) => {
    if (caller[edge] !== called) times[called] = (times[called] ?? 0) + edgeNs(graph, edge);
  });
  return times;
}
