import { rowsByKey } from "./rows-by-key.ts";

/** The distinct pairs of a list, in the order in which they come first, and which one each row of the list is. */
export interface DistinctPairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly pairOfRow: Int32Array;
}

/**
 * Finds equal pairs of numbers below `limit` in one pass over the list grouped by `b`: call graphs list the callers of a
 * function together, so that all that is looked at lies together, as it would not in a table of hashes.
 */
export function distinctPairs(a: Int32Array, b: Int32Array, limit: number): DistinctPairs {
  const { start, order } = rowsByKey(b, limit);
  const pairOfRow = new Int32Array(a.length);
  /** Per `a` the row that had it last, in the group of the `b` that it had. */
  const lastRow = new Int32Array(limit).fill(-1);
  const firstRow = new Int32Array(a.length);
  for (let key = 0; key < limit; key++) {
    for (let at = start[key] ?? 0; at < (start[key + 1] ?? 0); at++) {
      const row = order[at] ?? 0;
      const other = a[row] ?? 0;
      const last = lastRow[other] ?? -1;
      firstRow[row] = last >= 0 && b[last] === key ? (firstRow[last] ?? 0) : row;
      lastRow[other] = row;
    }
  }
  let count = 0;
  for (let row = 0; row < a.length; row++) {
    const first = firstRow[row] ?? 0;
    pairOfRow[row] = first === row ? count++ : (pairOfRow[first] ?? 0);
  }
  if (count === a.length) return { a, b, pairOfRow };
  const isFirst = (_: number, row: number): boolean => firstRow[row] === row;
  return { a: a.filter(isFirst), b: b.filter(isFirst), pairOfRow };
}
