import { orderRows } from "../../src/core/profile/row-order.ts";
import { textRanks } from "../../src/core/profile/text-ranks.ts";
import type { ColumnId, TableColumn, TableRows } from "./table-column.ts";

export interface RowSorter {
  /** All rows in the order of a column; equal rows by falling total, unknown values last. */
  readonly sorted: (column: TableColumn, descending: boolean) => Int32Array;
  /** Works out what a column sorts by, so that sorting by it is fast the first time, too: texts take the longest. */
  readonly prepare: (column: TableColumn) => void;
}

/** Sorts the rows of a tab; what a column sorts by is worked out once. */
export function createRowSorter(rows: TableRows): RowSorter {
  const keysOf = new Map<ColumnId, Float64Array>();
  const { total } = rows.totals;
  const byTotal = orderRows(Int32Array.from(total.keys()), total, true);
  const keysBy = (column: TableColumn): Float64Array => {
    const keys = keysOf.get(column.id) ?? sortKeys(rows, column);
    keysOf.set(column.id, keys);
    return keys;
  };
  return {
    sorted: (column, descending) => orderRows(byTotal, keysBy(column), descending),
    prepare(column) {
      keysBy(column);
    },
  };
}

/** Ranks and lines are below 2 ** 31 both: together they are one exact number. */
const NEXT_RANK = 2 ** 31;

/** One number per row, NaN where the value is unknown. */
function sortKeys(rows: TableRows, column: TableColumn): Float64Array {
  const indices = rows.totals.frame.keys();
  if (column.numeric) {
    const keyOf = column.sortValue ?? column.value;
    return Float64Array.from(indices, (row) => keyOf(rows, row));
  }
  const ranks = textRanks(Array.from(indices, (row) => column.value(rows, row)));
  const { within } = column;
  return within ? ranks.map((rank, row) => rank * NEXT_RANK + within(rows, row)) : ranks;
}
