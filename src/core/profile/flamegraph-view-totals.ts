import { type ComparedTotals, comparedTotals } from "./comparison-totals.ts";
import type { Flamegraph, FlamegraphFrames } from "./model.ts";

/** Rows of a table over a flamegraph, as columns. Values are in the graph's unit. */
export interface FlamegraphTotals {
  /** The frame that names the row: the first of its frames in the tree. */
  readonly frame: Int32Array;
  readonly self: Float64Array;
  /** Recursion counted once per stack. */
  readonly total: Float64Array;
  /** The row of each frame of the graph; -1 for frames without one. */
  readonly rowOfFrame: Int32Array;
  /** The rows on both sides of a comparison, else null. `self` and `total` are the mean of both. */
  readonly compared: ComparedTotals | null;
}

/** One row per function: (file, first line, name). */
export function functionTotals(graph: Flamegraph): FlamegraphTotals {
  const { name, file, firstLine } = graph.frames;
  return totalsBy(graph, (frame) => `${firstLine[frame]}\0${name[frame]}\0${file[frame]}`);
}

/** One row per source line that was seen executing: (file, line). None where the tree is by function. */
export function lineTotals(graph: Flamegraph): FlamegraphTotals {
  const { file, line } = graph.frames;
  return totalsBy(graph, (frame) => ((line[frame] ?? 0) > 0 ? `${line[frame]}\0${file[frame]}` : null));
}

function totalsBy(graph: Flamegraph, keyOf: (frame: number) => string | null): FlamegraphTotals {
  const { rowOfFrame, rows } = groupFrames(graph, keyOf);
  const frame = new Int32Array(rows).fill(-1);
  const self = new Float64Array(rows);
  const total = new Float64Array(rows);
  // In preorder a row is open until the subtree of its outermost node ends; nodes before that are recursion.
  const openUntil = new Int32Array(rows);
  for (let node = 0; node < graph.frame.length; node++) {
    const at = graph.frame[node] ?? 0;
    const row = rowOfFrame[at] ?? -1;
    if (row < 0) continue;
    if (frame[row] === -1) frame[row] = at;
    self[row] = (self[row] ?? 0) + (graph.self[node] ?? 0);
    if (node < (openUntil[row] ?? 0)) continue;
    total[row] = (total[row] ?? 0) + (graph.totals[node] ?? 0);
    openUntil[row] = graph.subtreeEnd[node] ?? 0;
  }
  return { frame, self, total, rowOfFrame, compared: comparedTotals(graph, rowOfFrame, rows) };
}

/** Only frames that are in the tree get rows, so that *own code only* leaves no empty ones. */
function groupFrames(graph: Flamegraph, keyOf: (frame: number) => string | null) {
  const rowOfFrame = new Int32Array(graph.frames.name.length).fill(-1);
  const rowOfKey = new Map<string, number>();
  const seen = new Uint8Array(rowOfFrame.length);
  for (const frame of graph.frame) {
    if (seen[frame]) continue;
    seen[frame] = 1;
    const key = keyOf(frame);
    if (key === null) continue;
    const row = rowOfKey.get(key) ?? rowOfKey.size;
    rowOfKey.set(key, row);
    rowOfFrame[frame] = row;
  }
  return { rowOfFrame, rows: rowOfKey.size };
}

export const TOTALS_COLUMNS = ["name", "location", "self", "total"] as const;
/** Of a comparison, where `self` and `total` are what is after. `change` is of the self value. */
export const COMPARED_COLUMNS = ["name", "location", "before", "self", "change", "total", "totalChange"] as const;
export type TotalsColumn = (typeof TOTALS_COLUMNS)[number] | (typeof COMPARED_COLUMNS)[number];

/** Row indices in the order of a column; equal rows keep the order of falling total. */
export function sortTotals(
  totals: FlamegraphTotals,
  frames: FlamegraphFrames,
  column: TotalsColumn,
  descending: boolean,
): Int32Array {
  const sign = descending ? -1 : 1;
  const byTotal = (a: number, b: number) => (totals.total[b] ?? 0) - (totals.total[a] ?? 0) || a - b;
  const compare = comparer(totals, frames, column);
  return Int32Array.from(totals.frame.keys()).sort((a, b) => sign * compare(a, b) || byTotal(a, b));
}

function comparer(totals: FlamegraphTotals, frames: FlamegraphFrames, column: TotalsColumn) {
  const frameOf = (row: number) => totals.frame[row] ?? 0;
  // Plain code unit order: a collator costs ten times as much and names are identifiers.
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  switch (column) {
    case "before":
    case "self":
    case "change":
    case "total":
    case "totalChange": {
      const values = valuesOf(totals, column);
      return (a: number, b: number) => (values[a] ?? 0) - (values[b] ?? 0);
    }
    case "name":
      return (a: number, b: number) => text(frames.name[frameOf(a)] ?? "", frames.name[frameOf(b)] ?? "");
    case "location":
      return (a: number, b: number) =>
        text(frames.file[frameOf(a)] ?? "", frames.file[frameOf(b)] ?? "") ||
        lineOf(frames, frameOf(a)) - lineOf(frames, frameOf(b));
  }
}

/** What a column is sorted by: changes by their size, whether more or less. Without a comparison there is no change. */
function valuesOf(totals: FlamegraphTotals, column: Exclude<TotalsColumn, "name" | "location">): Float64Array {
  const { before, after } = totals.compared ?? { before: totals, after: totals };
  const change = (measure: "self" | "total") =>
    after[measure].map((value, row) => Math.abs(value - (before[measure][row] ?? 0)));
  switch (column) {
    case "before":
      return before.self;
    case "change":
      return change("self");
    case "totalChange":
      return change("total");
    default:
      return after[column];
  }
}

/** The line a frame is shown at: the sampled one, else that of its `def`; 0 unknown. */
export function lineOf(frames: FlamegraphFrames, frame: number): number {
  return frames.line[frame] || (frames.firstLine[frame] ?? 0);
}
