import { copyText } from "../shared/clipboard.ts";
import { element, iconButton } from "../shared/dom.ts";
import { whenIdle } from "../shared/when-idle.ts";
import { createColumnChooser } from "./column-chooser.ts";
import { COLUMNS_BY_WIDTH, toggleColumn } from "./column-layout.ts";
import type { Palette } from "./palette.ts";
import type { RowSorter } from "./row-sorter.ts";
import type { Options, PageState, Tab } from "./state.ts";
import type { TableColumn } from "./table-column.ts";
import { createTableFilter } from "./table-filter.ts";
import { createTableGrid } from "./table-grid.ts";
import { createTableTabs, TAB_LABELS, tabId } from "./table-tabs.ts";
import { countText, tableText } from "./table-text.ts";
import { createTableViews, type TableView } from "./table-view.ts";

export interface TableActions {
  readonly change: (options: Partial<Options>) => void;
  readonly selectRow: (tab: Tab, row: number) => void;
  readonly openRow: (tab: Tab, row: number, beside: boolean) => void;
}

/** How long the count gives way to what was copied. */
const COPIED_MS = 2500;
/** Fewer are sorted by their texts in a blink. */
const MANY_ROWS = 10_000;

/** Functions, lines, files and packages with the numbers of the graph: its accessible twin. */
export function createTablePane(actions: TableActions, initialPalette: Palette) {
  let palette = initialPalette;
  let state: PageState | null = null;
  let view: TableView | null = null;
  let copiedUntil: ReturnType<typeof setTimeout> | undefined;
  let prepared: RowSorter | null = null;
  let stopPreparing = (): void => undefined;
  const viewOf = createTableViews();

  const tabs = createTableTabs((tab) => actions.change({ tab }));
  const count = element("span", { class: "muted table-count", role: "status" });
  const filter = createTableFilter(
    (tableFilter) => actions.change({ tableFilter }),
    () => grid.element.focus(),
  );
  const columns = createColumnChooser({
    toggle(id, isShown) {
      if (!state || !view) return;
      actions.change({ columns: toggleColumn(state.options.columns, view.layout.columns, id, isShown) });
    },
    fit: () => actions.change({ columns: COLUMNS_BY_WIDTH }),
  });
  const copyAll = iconButton("copy", "Copy all rows of the table", () => {
    if (view) void copy(view, view.order);
  });
  const grid = createTableGrid({
    sortBy,
    selectRow: (row) => onTab((tab) => actions.selectRow(tab, row)),
    openRow: (row, beside) => onTab((tab) => actions.openRow(tab, row, beside)),
    copyRow(row) {
      if (view) void copy(view, Int32Array.of(row));
    },
    resized: refresh,
  });
  const nothing = element("p", { class: "table-nothing muted", hidden: true });
  const panel = element("div", { class: "table-panel", role: "tabpanel", id: "table-panel" }, grid.element, nothing);

  function onTab(act: (tab: Tab) => void): void {
    if (view) act(view.content.rows.tab);
  }

  function sortBy(column: TableColumn): void {
    if (!view) return;
    const { sort } = view;
    const descending = sort.column === column ? !sort.descending : column.numeric;
    actions.change({ sort: { column: column.id, descending } });
  }

  async function copy({ content, layout }: TableView, order: Int32Array): Promise<void> {
    const { rows } = content;
    const isCopied = await copyText(tableText(rows, layout.columns, order));
    count.textContent = isCopied
      ? `Copied ${countText(order.length, order.length, rows.tab)}`
      : "The browser did not allow copying";
    clearTimeout(copiedUntil);
    copiedUntil = setTimeout(showCount, COPIED_MS);
  }

  function refresh(): void {
    view = state && viewOf(state, palette, grid.widthPx());
    if (!state || !view) return;
    const { tab, tableFilter } = state.options;
    tabs.show(tab);
    filter.show(tableFilter, view.filter);
    columns.show(view);
    grid.element.setAttribute("aria-label", TAB_LABELS[tab]);
    panel.setAttribute("aria-labelledby", tabId(tab));
    grid.show(view);
    showCount();
    prepareSorting(view);
    nothing.hidden = view.order.length > 0;
    nothing.textContent = whyEmpty(state, view);
  }

  /** A live run sends new rows all the time: what is left of the old ones is not worked out. */
  function prepareSorting({ sorter, content, layout }: TableView): void {
    if (sorter === prepared) return;
    prepared = sorter;
    stopPreparing();
    const texts = content.rows.totals.frame.length < MANY_ROWS ? [] : layout.columns.filter(({ numeric }) => !numeric);
    stopPreparing = whenIdle(texts.map((column) => () => sorter.prepare(column)));
  }

  function showCount(): void {
    if (!view) return;
    const { rows } = view.content;
    const text = countText(view.order.length, rows.totals.frame.length, rows.tab);
    if (count.textContent !== text) count.textContent = text;
  }

  return {
    element: element(
      "section",
      { class: "table-pane", "aria-label": "Table" },
      element("div", { class: "table-bar" }, tabs.element, count),
      element("div", { class: "table-bar" }, filter.element, columns.element, copyAll),
      panel,
    ),
    setPalette(next: Palette) {
      palette = next;
      refresh();
    },
    show(next: PageState, previous: PageState | null) {
      state = next;
      if (!previous || WATCHED.some((part) => next[part] !== previous[part])) refresh();
    },
  };
}

/** Zooming and panning change other parts of the state with every frame. */
const WATCHED = ["scene", "options", "found", "row", "selected"] as const;

function whyEmpty({ scene, options, found }: PageState, { content, filter }: TableView): string {
  if (content.rows.totals.frame.length === 0 && options.tab === "lines")
    return scene?.comparison
      ? "Two profiles are compared by function: lines move with every edit."
      : "This profile has no line numbers: its profiler measures functions.";
  if (filter.kind !== "query") return "Nothing matches the search.";
  return found === null ? "Nothing matches the filter." : "Nothing matches both the search and the filter.";
}
