import type { FlamegraphTotals, Grouping } from "./flamegraph-view-totals.ts";
import type { FlamegraphFrames } from "./model.ts";

/** 1 for each row of which the name, the path or the package matches. */
export function matchRows(
  totals: FlamegraphTotals,
  frames: FlamegraphFrames,
  grouping: Grouping,
  matches: (text: string) => boolean,
): Uint8Array {
  const remembered = new Map<string, boolean>();
  const once = (text: string): boolean => {
    const known = remembered.get(text) ?? matches(text);
    remembered.set(text, known);
    return known;
  };
  const hasName = grouping === "functions" || grouping === "lines";
  const hasFile = grouping !== "packages";
  // Names are nearly as many as rows: to remember them takes longer than to look again. Files and packages are few.
  return Uint8Array.from(totals.frame, (frame) => {
    const isMatch =
      once(frames.package[frame] ?? "") ||
      (hasFile && once(frames.file[frame] ?? "")) ||
      (hasName && matches(frames.name[frame] ?? ""));
    return isMatch ? 1 : 0;
  });
}

/** 1 for each row with a frame that is marked. */
export function rowsOfFrames(totals: FlamegraphTotals, frames: Uint8Array): Uint8Array {
  const rows = new Uint8Array(totals.frame.length);
  totals.rowOfFrame.forEach((row, frame) => {
    if (row >= 0 && frames[frame] === 1) rows[row] = 1;
  });
  return rows;
}
