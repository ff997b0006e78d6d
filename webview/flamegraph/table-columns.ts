import { changeColumn } from "./comparison-columns.ts";
import { BEFORE, CALLS, measureColumn, perCallColumn } from "./number-columns.ts";
import type { TableColumn } from "./table-column.ts";
import { LOCATION, NAME, PACKAGE } from "./text-columns.ts";

/** All columns there are, in the order in which they stand. */
export const TABLE_COLUMNS: readonly TableColumn[] = [
  NAME,
  LOCATION,
  PACKAGE,
  BEFORE,
  measureColumn("self", "Self", "Self", 58),
  changeColumn("self", "Change", "Change of self"),
  measureColumn("total", "Total", "Total, callees included; recursion counted once", 64),
  changeColumn("total", "Total change", "Change of total"),
  CALLS,
  perCallColumn("selfPerCall", "Self/call", "Self per call"),
  perCallColumn("totalPerCall", "Total/call", "Total per call, recursive calls included"),
];
