import { expect, test } from "vitest";
import { totalsOf } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import {
  availableColumns,
  COLUMNS_BY_WIDTH,
  type ColumnChoice,
  layoutColumns,
  toggleColumn,
} from "../../../webview/flamegraph/column-layout.ts";
import type { TableRows } from "../../../webview/flamegraph/table-column.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

const sampled = flamegraphOf([[["main", "parse"], 60]]);
const counted: Flamegraph = {
  ...sampled,
  counts: { calls: Float64Array.of(1, 20), self: Float64Array.of(0, 60e6), total: Float64Array.of(60e6, 60e6) },
};

function rowsOf(tab: TableRows["tab"], graph = counted): TableRows {
  return { tab, graph, totals: totalsOf(graph)[tab] };
}
const ids = (columns: readonly { readonly id: string }[]) => columns.map(({ id }) => id).join(" ");
const shown = (width: number, choice: ColumnChoice = COLUMNS_BY_WIDTH, rows = rowsOf("functions")) =>
  ids(layoutColumns(rows, choice, width).columns);

test("what a profile does not know is not offered", () => {
  const all = "name location package self total calls selfPerCall totalPerCall";
  expect(ids(availableColumns(rowsOf("functions")))).toBe(all);
  expect(ids(availableColumns(rowsOf("functions", sampled)))).toBe("name location package self total");
  expect(ids(availableColumns(rowsOf("lines")))).toBe("name location package self total");
  expect(ids(availableColumns(rowsOf("packages")))).toBe("name self total");
  const calls = { ...counted, weight: { ...counted.weight, id: "calls", unit: "calls" as const } };
  expect(ids(availableColumns(rowsOf("functions", calls)))).toBe("name location package self total");
  const samples = { ...counted, weight: { ...counted.weight, id: "samples", unit: "samples" as const } };
  expect(ids(availableColumns(rowsOf("functions", samples)))).toBe("name location package self total calls");
});

test("columns of lesser worth give way; name, self and total never do", () => {
  expect(shown(2000)).toBe("name location self total calls selfPerCall totalPerCall");
  expect(shown(430)).toBe("name location self total calls");
  expect(shown(320)).toBe("name self total calls");
  expect(shown(60)).toBe("name self total");
});

test("amounts stand beside shares where there is room, and the table scrolls sideways where there is not", () => {
  const rows = rowsOf("packages");
  expect(layoutColumns(rows, COLUMNS_BY_WIDTH, 600)).toMatchObject({ isWide: true });
  const narrow = layoutColumns(rows, COLUMNS_BY_WIDTH, 200);
  expect(narrow.isWide).toBe(false);
  expect(narrow.leastPx).toBeGreaterThan(200);
  expect(narrow.template.split("minmax(")).toHaveLength(4);
});

test("a column that is turned on stays, whatever the width, and those that were there stay, too", () => {
  const { columns } = layoutColumns(rowsOf("functions"), COLUMNS_BY_WIDTH, 320);
  const withPackage = toggleColumn(COLUMNS_BY_WIDTH, columns, "package", true);
  expect(shown(320, withPackage)).toBe("name package self total calls");
  const without = toggleColumn(withPackage, columns, "total", false);
  expect(shown(320, without)).toBe("name package self calls");
  expect(shown(320, toggleColumn(without, columns, "total", true))).toBe("name package self total calls");
});
