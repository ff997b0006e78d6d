import { parseSearch, type SearchQuery } from "../../src/core/profile/flamegraph-search.ts";
import type { FlamegraphTotals } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { matchRows, rowsOfFrames } from "../../src/core/profile/row-filter.ts";
import { lastCall } from "../shared/last-call.ts";
import { currentFrame } from "./actions.ts";
import type { Coloring } from "./coloring.ts";
import { availableColumns, type ColumnLayout, layoutColumns } from "./column-layout.ts";
import type { Palette } from "./palette.ts";
import { createRowSorter, type RowSorter } from "./row-sorter.ts";
import type { Lit, PageState, Tab } from "./state.ts";
import type { TableColumn, TableRows } from "./table-column.ts";
import { type RowContent, rowSlots } from "./table-row.ts";

/** All that the table shows. */
export interface TableView {
  readonly content: RowContent;
  readonly layout: ColumnLayout;
  readonly sort: { readonly column: TableColumn; readonly descending: boolean };
  readonly sorter: RowSorter;
  readonly filter: SearchQuery;
  /** Rows that neither search nor filter leaves out, sorted. */
  readonly order: Int32Array;
  /** Row whose frames stand out; row of the frame selected in the graph; -1: none. */
  readonly chosen: number;
  readonly current: number;
}

/** Derives the table from the page's state; what it depends on not being changed, nothing is worked out again. */
export function createTableViews() {
  const rowsOf = lastCall(
    (tab: Tab, graph: Flamegraph, totals: FlamegraphTotals): TableRows => ({ tab, graph, totals }),
  );
  const slotsOf = lastCall((rows: TableRows, coloring: Coloring) => rowSlots(rows, coloring));
  const contentOf = lastCall((rows: TableRows, slots: Int16Array, palette: Palette): RowContent => {
    return { rows, slots, palette };
  });
  const layoutOf = lastCall(layoutColumns);
  const sorterOf = lastCall(createRowSorter);
  const sortOf = lastCall(sortedBy);
  const sortedOf = lastCall((sorter: RowSorter, sort: TableView["sort"]) =>
    sorter.sorted(sort.column, sort.descending),
  );
  const filterOf = lastCall(parseSearch);
  const shownOf = lastCall(shownRows);
  const orderOf = lastCall((sorted: Int32Array, shown: Uint8Array | null) =>
    shown === null ? sorted : sorted.filter((row) => shown[row] === 1),
  );

  return (state: PageState, palette: Palette, widthPx: number): TableView | null => {
    const { scene, options, found, row } = state;
    if (scene === null) return null;
    const { tab } = options;
    const totals = scene.totals[tab];
    const rows = rowsOf(tab, scene.whole, totals);
    const sort = sortOf(rows, options.sort);
    const sorter = sorterOf(rows);
    const filter = filterOf(options.tableFilter);
    return {
      content: contentOf(rows, slotsOf(rows, scene.coloring), palette),
      layout: layoutOf(rows, options.columns, widthPx),
      sort,
      sorter,
      filter,
      order: orderOf(sortedOf(sorter, sort), shownOf(rows, found, filter)),
      chosen: row?.tab === tab ? row.index : -1,
      current: totals.rowOfFrame[currentFrame(state) ?? -1] ?? -1,
    };
  };
}

/** The column to sort by; where these rows do not have it, they fall by self weight. */
function sortedBy(rows: TableRows, { column: id, descending }: PageState["options"]["sort"]): TableView["sort"] {
  const columns = availableColumns(rows);
  const column = columns.find((each) => each.id === id);
  if (column) return { column, descending };
  const self = columns.find((each) => each.id === "self");
  if (!self) throw new Error("Every table has a column of self weights.");
  return { column: self, descending: true };
}

/** 1 for each row that neither the page's search nor the filter leaves out; null where both take all. */
function shownRows({ tab, graph, totals }: TableRows, found: Lit | null, filter: SearchQuery): Uint8Array | null {
  const matching = filter.kind === "query" ? matchRows(totals, graph.frames, tab, filter.terms) : null;
  if (found === null) return matching;
  const searched = rowsOfFrames(totals, found.frames);
  return matching === null ? searched : searched.map((is, row) => is & (matching[row] ?? 0));
}
