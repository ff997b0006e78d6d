import type { GraphProfile } from "./model.ts";
import { type RowsByKey, rowsByKey } from "./rows-by-key.ts";

/** Edges grouped by caller. */
export function edgesByCaller({ functions, edges }: GraphProfile): RowsByKey {
  return rowsByKey(edges.caller, functions.name.length);
}

/** `profile` and sampled files count only the calls of a pair: the callee's time is shared by calls. */
export function edgeNs({ edges, totalNs, calls }: GraphProfile, edge: number): number {
  const measured = edges.totalNs[edge] ?? 0;
  if (!Number.isNaN(measured)) return measured;
  const callee = edges.callee[edge] ?? 0;
  const share = (edges.calls[edge] ?? 0) / (calls[callee] ?? 0);
  return Number.isFinite(share) ? share * (totalNs[callee] ?? 0) : 0;
}
