import type { GraphProfile } from "./model.ts";

/** Edges by caller: those of function `f` are `edgeOrder[edgeStart[f]] .. edgeOrder[edgeStart[f + 1] - 1]`. */
export function adjacency({ functions, edges }: GraphProfile): { edgeStart: Int32Array; edgeOrder: Int32Array } {
  const edgeStart = new Int32Array(functions.name.length + 1);
  for (const caller of edges.caller) edgeStart[caller + 1] = (edgeStart[caller + 1] ?? 0) + 1;
  for (let index = 0; index < functions.name.length; index++)
    edgeStart[index + 1] = (edgeStart[index + 1] ?? 0) + (edgeStart[index] ?? 0);
  const free = edgeStart.slice();
  const edgeOrder = new Int32Array(edges.caller.length);
  for (const [edge, caller] of edges.caller.entries()) {
    const at = free[caller] ?? 0;
    edgeOrder[at] = edge;
    free[caller] = at + 1;
  }
  return { edgeStart, edgeOrder };
}

/**
 * Functions to start from: those nobody called, then, for what only calls itself in circles, the one with the largest
 * total of each part that is not reached yet.
 */
export function rootsOf(graph: GraphProfile): number[] {
  const { edgeStart, edgeOrder } = adjacency(graph);
  const count = graph.functions.name.length;
  const called = new Uint8Array(count);
  for (const [edge, callee] of graph.edges.callee.entries())
    if (graph.edges.caller[edge] !== callee) called[callee] = 1;
  const reached = new Uint8Array(count);
  const roots: number[] = [];
  const byTotal = Int32Array.from(called.keys()).sort((a, b) => (graph.totalNs[b] ?? 0) - (graph.totalNs[a] ?? 0));
  // The pure Python profiler lists itself as a caller that took no time: what it called is the beginning.
  for (const candidate of byTotal) if (called[candidate] === 0 && (graph.totalNs[candidate] ?? 0) > 0) start(candidate);
  for (const candidate of byTotal) if (reached[candidate] === 0) start(candidate);
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
