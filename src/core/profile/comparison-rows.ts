import { pairFunctions } from "./comparison-functions.ts";
import type { ProfileRow } from "./profile-rows.ts";

/** A function of two recordings; null on the side that does not have it. At least one side has it. */
export interface ComparedRow {
  readonly before: ProfileRow | null;
  readonly after: ProfileRow | null;
}

/** The rows of functions (`functionRows`) of two recordings side by side, functions of one name and file as one. */
export function compareRows(before: readonly ProfileRow[], after: readonly ProfileRow[]): ComparedRow[] {
  const { ofBefore, ofAfter, count } = pairFunctions(columnsOf(before), columnsOf(after));
  const left = summed(before, ofBefore, count);
  const right = summed(after, ofAfter, count);
  return right.map((row, number) => ({ before: left[number] ?? null, after: row }));
}

function columnsOf(rows: readonly ProfileRow[]) {
  return {
    name: rows.map((row) => row.function),
    file: rows.map(({ file }) => file),
    firstLine: rows.map(({ line }) => line),
  };
}

function summed(rows: readonly ProfileRow[], numberOf: Int32Array, count: number): (ProfileRow | null)[] {
  const sums = new Array<ProfileRow | null>(count).fill(null);
  rows.forEach((row, at) => {
    const number = numberOf[at] ?? 0;
    const sum = sums[number] ?? null;
    if (sum === null) {
      sums[number] = { ...row };
      return;
    }
    sum.self += row.self;
    sum.total += row.total;
    sum.calls = sum.calls === null ? row.calls : sum.calls + (row.calls ?? 0);
  });
  return sums;
}
