import type { BothSides, Change } from "./profile/comparison-change.ts";
import type { Unit } from "./profile/model.ts";
import { formatShare, formatValue, UNKNOWN } from "./units.ts";

/** How each change is named to people. */
export const CHANGE_WORDS: Readonly<Record<Change, string>> = {
  grown: "grown",
  shrunk: "shrunk",
  new: "new",
  gone: "gone",
  same: "no clear change",
};

/** U+2212, as wide as a plus. */
const MINUS = "−";

/** `+170 ms`, `−1.20 s`, `0 ns`. */
export function signedValue(value: number, unit: Unit): string {
  return signed(value, formatValue(Math.abs(value), unit));
}

/** A difference of two shares (0..1): `+6.2 points`. */
export function signedPoints(difference: number): string {
  if (!Number.isFinite(difference)) return UNKNOWN;
  const points = Math.abs(difference * 100).toFixed(1);
  return signed(points === "0.0" ? 0 : difference, `${points} points`);
}

/**
 * Of the value before: `+50.0 %`; `new` and `gone` where one side has nothing of it, `—` where none has. `whole` has what a
 * function called, too: one that was there but took nothing itself is not new.
 */
export function relativeChange({ before, after }: BothSides, whole: BothSides = { before, after }): string {
  if (!(whole.before > 0)) return whole.after > 0 ? "new" : UNKNOWN;
  if (!(whole.after > 0)) return "gone";
  if (!(before > 0)) return after > 0 ? "from none" : UNKNOWN;
  return signed(after - before, formatShare(Math.abs(after - before) / before));
}

function signed(value: number, magnitude: string): string {
  if (value === 0) return magnitude;
  return `${value > 0 ? "+" : MINUS}${magnitude}`;
}
