import { spreadsheetText } from "../../src/core/export/spreadsheet-text.ts";
import { formatCount } from "../../src/core/units.ts";
import type { TableColumn, TableRows } from "./table-column.ts";

/** Rows as tab-separated text with headings: numbers bare, to be calculated with; their unit is in the heading. */
export function tableText(rows: TableRows, columns: readonly TableColumn[], order: Iterable<number>): string {
  const lines = [columns.map((column) => headingOf(column, rows)).join("\t")];
  for (const row of order) lines.push(columns.map((column) => cellOf(column, rows, row)).join("\t"));
  return `${lines.join("\n")}\n`;
}

function headingOf(column: TableColumn, rows: TableRows): string {
  return column.numeric && column.unit(rows) !== "calls" ? `${column.heading} (${column.unit(rows)})` : column.heading;
}

function cellOf(column: TableColumn, rows: TableRows, row: number): string {
  if (!column.numeric) return spreadsheetText(column.detail(rows, row));
  const value = column.value(rows, row);
  return Number.isFinite(value) ? String(value) : "";
}

const NOUNS = { functions: "function", lines: "line", files: "file", packages: "package" } as const;

/** `1 function`, `320 of 1,204 functions`. */
export function countText(shown: number, all: number, tab: TableRows["tab"]): string {
  const noun = `${NOUNS[tab]}${all === 1 ? "" : "s"}`;
  return shown === all ? `${formatCount(all)} ${noun}` : `${formatCount(shown)} of ${formatCount(all)} ${noun}`;
}
