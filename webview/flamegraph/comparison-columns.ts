import { comparesShares } from "./comparison-describe.ts";
import { changeTexts, changeValue, isCompared } from "./comparison-rows.ts";
import { ALWAYS, type ColumnId, type NumberColumn, type TableRows } from "./table-column.ts";

/** There is nothing of them without a comparison. */
const OF_COMPARISONS: readonly ColumnId[] = ["before", "change", "totalChange"];

export function isOfComparisons(column: ColumnId): boolean {
  return OF_COMPARISONS.includes(column);
}

/** What became of a function itself, or of it with all it called; sorted by the size of the change, whether more or less. */
export function changeColumn(measure: "self" | "total", heading: string, title: string): NumberColumn {
  const value = (rows: TableRows, row: number) => changeValue(rows, row, measure);
  const change = (rows: TableRows, row: number) => changeTexts(rows, row, measure);
  return {
    ...{ heading, title, value, change, numeric: true, isAvailable: isCompared },
    id: measure === "self" ? "change" : "totalChange",
    unit: ({ graph }) => (comparesShares(graph) ? "points" : graph.weight.unit),
    sortValue: (rows, row) => Math.abs(value(rows, row)),
    text: (rows, row) => change(rows, row).amount,
    detail(rows, row) {
      const texts = change(rows, row);
      if (texts.amount === "") return "";
      return `${texts.amount}, ${texts.part}${texts.change === "same" ? " (no clear change)" : ""}`;
    },
    worth: measure === "self" ? ALWAYS : 3.5,
    leastPx: 88,
    wantedPx: 150,
    grow: 1,
  };
}
