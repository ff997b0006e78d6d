import { type ComparedTotals, comparedTotals } from "./comparison-totals.ts";
import type { Flamegraph, FlamegraphFrames, FunctionCounts } from "./model.ts";
import { createTripleTable } from "./triple-table.ts";

/** What the rows of a table over a flamegraph can stand for. */
export const GROUPINGS = ["functions", "lines", "files", "packages"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Rows of a table over a flamegraph, as columns. Values are in the graph's unit. */
export interface FlamegraphTotals {
  /** The frame that names the row: the first of its frames in the tree. */
  readonly frame: Int32Array;
  readonly self: Float64Array;
  /** Recursion counted once per stack. */
  readonly total: Float64Array;
  /** Exact, NaN where unknown; null where rows are no functions, or none is known. */
  readonly calls: Float64Array | null;
  readonly selfPerCall: Float64Array | null;
  readonly totalPerCall: Float64Array | null;
  /** The row of each frame of the graph; -1 for frames without one. */
  readonly rowOfFrame: Int32Array;
  /** The rows on both sides of a comparison, else null. `self` and `total` are the mean of both. */
  readonly compared: ComparedTotals | null;
}

/**
 * The rows of each kind, made when they are first asked for: a graph is drawn before anyone looks at all four.
 * `exactFunctions` are the rows of functions where they were measured and the tree is estimated from them; else null.
 */
export function totalsOf(
  graph: Flamegraph,
  exactFunctions: FlamegraphTotals | null = null,
): Readonly<Record<Grouping, FlamegraphTotals>> {
  const made: { -readonly [grouping in Grouping]?: FlamegraphTotals } = {};
  return {
    get functions() {
      made.functions ??= exactFunctions ?? functionTotals(graph);
      return made.functions;
    },
    get lines() {
      made.lines ??= lineTotals(graph);
      return made.lines;
    },
    get files() {
      made.files ??= fileTotals(graph);
      return made.files;
    },
    get packages() {
      made.packages ??= packageTotals(graph);
      return made.packages;
    },
  };
}

/** One row per function: (file, first line, name). What was measured of it goes before what is drawn of it. */
export function functionTotals(graph: Flamegraph): FlamegraphTotals {
  const { frames, counts } = graph;
  const nameOf = numbered(frames.name);
  const fileOf = numbered(frames.file);
  const functions = createTripleTable();
  const totals = totalsBy(graph, (frame) =>
    functions.index(nameOf(frame), fileOf(frame), frames.firstLine[frame] ?? 0),
  );
  return counts === undefined ? totals : withCounts(totals, counts);
}

function withCounts(totals: FlamegraphTotals, { calls, self, total }: FunctionCounts): FlamegraphTotals {
  const column = (ofFrame: (frame: number, row: number) => number) => Float64Array.from(totals.frame, ofFrame);
  const known = (values: Float64Array) => (values.some((value) => !Number.isNaN(value)) ? values : null);
  const at = (values: Float64Array, frame: number) => values[frame] ?? Number.NaN;
  const measured = (values: Float64Array, drawn: Float64Array) =>
    column((frame, row) => (Number.isNaN(at(values, frame)) ? (drawn[row] ?? 0) : at(values, frame)));
  const perCall = (values: Float64Array) => known(column((frame) => at(values, frame) / at(calls, frame)));
  return {
    ...totals,
    self: measured(self, totals.self),
    total: measured(total, totals.total),
    calls: known(column((frame) => at(calls, frame))),
    selfPerCall: perCall(self),
    totalPerCall: perCall(total),
  };
}

/** One row per source line that was seen executing: (file, line). None where the tree is by function. */
export function lineTotals(graph: Flamegraph): FlamegraphTotals {
  const { file, line } = graph.frames;
  const fileOf = numbered(file);
  const lines = createTripleTable();
  return totalsBy(graph, (frame) => {
    const at = line[frame] ?? 0;
    return at > 0 ? lines.index(fileOf(frame), at, 0) : -1;
  });
}

/** One row per file; what has no file is one row. A stack that comes through a file twice counts once. */
function fileTotals(graph: Flamegraph): FlamegraphTotals {
  return totalsBy(graph, numbered(graph.frames.file));
}

/** One row per top-level package; what is in none is one row. A stack that comes through a package twice counts once. */
function packageTotals(graph: Flamegraph): FlamegraphTotals {
  return totalsBy(graph, numbered(graph.frames.package));
}

/** Numbers the texts of frames from 0 as they are asked for: keys made of several texts would cost five times as much. */
function numbered(texts: readonly string[]): (frame: number) => number {
  const numbers = new Map<string, number>();
  return (frame) => {
    const text = texts[frame] ?? "";
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
}

/** `rowOf` numbers rows from 0 as it meets them, -1: none. */
function totalsBy(graph: Flamegraph, rowOf: (frame: number) => number): FlamegraphTotals {
  const { rowOfFrame, rows } = groupFrames(graph, rowOf);
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
  const compared = comparedTotals(graph, rowOfFrame, rows);
  return { frame, self, total, calls: null, selfPerCall: null, totalPerCall: null, rowOfFrame, compared };
}

/** Only frames that are in the tree get rows, so that code that is left out leaves no empty ones. */
function groupFrames(graph: Flamegraph, rowOf: (frame: number) => number) {
  const rowOfFrame = new Int32Array(graph.frames.name.length).fill(UNSEEN);
  let rows = 0;
  for (const frame of graph.frame) {
    if (rowOfFrame[frame] !== UNSEEN) continue;
    const row = rowOf(frame);
    rowOfFrame[frame] = row;
    rows = Math.max(rows, row + 1);
  }
  return { rowOfFrame: rowOfFrame.map((row) => Math.max(row, -1)), rows };
}
const UNSEEN = -2;

/** The frame of a row with the most self weight: where to look first. -1 for a row without frames. */
export function heaviestFrameOf(graph: Flamegraph, totals: FlamegraphTotals, row: number): number {
  const self = new Map<number, number>();
  let heaviest = totals.frame[row] ?? -1;
  for (let node = 0; node < graph.frame.length; node++) {
    const frame = graph.frame[node] ?? 0;
    if (totals.rowOfFrame[frame] !== row) continue;
    const sum = (self.get(frame) ?? 0) + (graph.self[node] ?? 0);
    self.set(frame, sum);
    if (sum > (self.get(heaviest) ?? 0)) heaviest = frame;
  }
  return heaviest;
}

/** The line a frame is shown at: the sampled one, else that of its `def`; 0 unknown. */
export function lineOf(frames: FlamegraphFrames, frame: number): number {
  return frames.line[frame] || (frames.firstLine[frame] ?? 0);
}
