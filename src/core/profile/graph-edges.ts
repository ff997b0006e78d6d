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

/** `profile` and sampled files count only the calls of a pair: the callee's time is shared by calls. */
export function edgeNs({ edges, totalNs, calls }: GraphProfile, edge: number): number {
  const measured = edges.totalNs[edge] ?? 0;
  if (!Number.isNaN(measured)) return measured;
  const callee = edges.callee[edge] ?? 0;
  const share = (edges.calls[edge] ?? 0) / (calls[callee] ?? 0);
  return Number.isFinite(share) ? share * (totalNs[callee] ?? 0) : 0;
}
