import { matchFrames, type SearchedTable } from "./flamegraph-search.ts";
import type { FlamegraphTotals, Grouping } from "./flamegraph-view-totals.ts";
import type { FlamegraphFrames } from "./model.ts";
import type { SearchTerm } from "./search-terms.ts";

/** 1 for each row for which all terms hold: on what its frames have in common. */
export function matchRows(
  totals: FlamegraphTotals,
  frames: FlamegraphFrames,
  grouping: Grouping,
  terms: readonly SearchTerm[],
): Uint8Array {
  const isFunction = grouping === "functions" || grouping === "lines";
  const texts = (column: readonly string[], isCommon: boolean) =>
    Array.from(totals.frame, (frame) => (isCommon ? (column[frame] ?? "") : ""));
  const numbers = (column: Int32Array) => totals.frame.map((frame) => (isFunction ? (column[frame] ?? 0) : 0));
  const rows: SearchedTable = {
    name: texts(frames.name, isFunction),
    file: texts(frames.file, grouping !== "packages"),
    package: texts(frames.package, true),
    line: numbers(frames.line),
    firstLine: numbers(frames.firstLine),
  };
  return matchFrames(rows, terms);
}

/** 1 for each row with a frame that is marked. */
export function rowsOfFrames(totals: FlamegraphTotals, frames: Uint8Array): Uint8Array {
  const rows = new Uint8Array(totals.frame.length);
  totals.rowOfFrame.forEach((row, frame) => {
    if (row >= 0 && frames[frame] === 1) rows[row] = 1;
  });
  return rows;
}
