import type { FlamegraphTotals, Grouping } from "./flamegraph-view-totals.ts";
import type { FlamegraphFrames } from "./model.ts";

/** 1 for each row of which a name, the path or the package matches. Equal texts are looked at once. */
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
  const texts = TEXTS[grouping];
  return Uint8Array.from(totals.frame, (frame) => (texts.some((column) => once(frames[column][frame] ?? "")) ? 1 : 0));
}

/** What all frames of a row have in common. */
const TEXTS: Readonly<Record<Grouping, readonly ("name" | "file" | "package")[]>> = {
  functions: ["name", "file", "package"],
  lines: ["name", "file", "package"],
  files: ["file", "package"],
  packages: ["package"],
};

/** 1 for each row with a frame that is marked. */
export function rowsOfFrames(totals: FlamegraphTotals, frames: Uint8Array): Uint8Array {
  const rows = new Uint8Array(totals.frame.length);
  totals.rowOfFrame.forEach((row, frame) => {
    if (row >= 0 && frames[frame] === 1) rows[row] = 1;
  });
  return rows;
}
