import {
  COMPARED_COLUMNS,
  sortTotals,
  TOTALS_COLUMNS,
  type TotalsColumn,
} from "../../src/core/profile/flamegraph-view-totals.ts";
import { formatCount } from "../../src/core/units.ts";
import { element, icon } from "../shared/dom.ts";
import type { Palette } from "./palette.ts";
import type { Options, PageState, Tab } from "./state.ts";
import { ROW_HEIGHT, rowId, tableRow } from "./table-row.ts";

export interface TableActions {
  readonly change: (options: Partial<Options>) => void;
  readonly selectRow: (tab: Tab, row: number) => void;
  readonly openRow: (tab: Tab, row: number, beside: boolean) => void;
}

const HEADINGS: Readonly<Record<TotalsColumn, string>> = {
  name: "Name",
  location: "Location",
  self: "Self",
  total: "Total",
  before: "Before",
  change: "Change",
  totalChange: "Total change",
};
/** Rows drawn above and below the visible ones. */
const SPARE_ROWS = 6;

/** Functions and lines with the numbers of the graph: its accessible twin. Only visible rows are elements. */
export function createTablePane(actions: TableActions, initialPalette: Palette) {
  let palette = initialPalette;
  let state: PageState | null = null;
  let order: Int32Array = new Int32Array(0);
  let active = -1;

  const tabs = (["functions", "lines"] as const).map((tab) => createTab(tab, actions));
  const count = element("span", { class: "muted table-count", role: "status" });
  const heading = (column: TotalsColumn) => createHeading(column, () => state?.options, actions);
  let headings = TOTALS_COLUMNS.map(heading);
  const cells = () => headings.map(({ cell }) => cell);
  const head = element("div", { role: "row", class: "table-head", "aria-rowindex": 1 }, ...cells());
  const space = element("div", { role: "rowgroup", class: "table-space" });
  const grid = element(
    "div",
    { class: "table", role: "grid", tabindex: 0, "aria-colcount": TOTALS_COLUMNS.length },
    element("div", { role: "rowgroup", class: "table-headgroup" }, head),
    space,
  );
  const nothing = element("p", { class: "table-nothing muted", hidden: true });
  const panel = element("div", { class: "table-panel", role: "tabpanel", id: "table-panel" }, grid, nothing);

  function render(): void {
    if (!state?.scene) return;
    const { scene, options, selected } = state;
    const first = Math.max(0, Math.floor(grid.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const visible = Math.ceil((grid.clientHeight || 400) / ROW_HEIGHT) + 2 * SPARE_ROWS;
    const last = Math.min(order.length, first + visible);
    const totals = scene.totals[options.tab];
    const current = selected >= 0 ? (totals.rowOfFrame[scene.graph.frame[selected] ?? 0] ?? -1) : -1;
    const rows: HTMLElement[] = [];
    for (let position = first; position < last; position++) {
      const index = order[position] ?? 0;
      const look = {
        position,
        chosen: state.row?.tab === options.tab && state.row.index === index,
        current: index === current,
      };
      rows.push(tableRow(scene, totals, options.tab, index, look, palette));
    }
    space.replaceChildren(...rows);
    const shown = active >= first && active < last;
    if (shown) grid.setAttribute("aria-activedescendant", rowId(active));
    else grid.removeAttribute("aria-activedescendant");
    for (const row of rows) row.classList.toggle("active", row.id === rowId(active));
  }

  function moveTo(position: number): void {
    if (!state || order.length === 0) return;
    active = Math.min(Math.max(0, position), order.length - 1);
    scrollTo(active);
    actions.selectRow(state.options.tab, order[active] ?? 0);
    render();
  }

  function scrollTo(position: number): void {
    const top = position * ROW_HEIGHT;
    const room = grid.clientHeight - head.offsetHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + ROW_HEIGHT > grid.scrollTop + room) grid.scrollTop = top + ROW_HEIGHT - room;
  }

  function openActive(beside: boolean): void {
    const row = order[active];
    if (state && row !== undefined) actions.openRow(state.options.tab, row, beside);
  }

  const positionOf = (event: Event) =>
    Number((event.target as Element).closest<HTMLElement>("[data-position]")?.dataset["position"] ?? -1);
  grid.addEventListener("scroll", render);
  new ResizeObserver(render).observe(grid);
  space.addEventListener("click", (event) => {
    const position = positionOf(event);
    if (position < 0) return;
    moveTo(position);
    if (event.ctrlKey || event.metaKey) openActive(event.altKey);
  });
  space.addEventListener("dblclick", (event) => {
    if (positionOf(event) >= 0) openActive(event.altKey);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(grid.clientHeight / ROW_HEIGHT) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: order.length - 1,
    };
    const position = moves[event.key];
    if (position !== undefined) moveTo(position);
    else if ((event.key === "Enter" || event.key === "o" || event.key === "O") && active >= 0)
      openActive(event.key === "O");
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** A comparison has columns of its own. */
  function chooseColumns(columns: readonly TotalsColumn[]): void {
    if (columns.length === headings.length) return;
    headings = columns.map(heading);
    head.replaceChildren(...cells());
    grid.setAttribute("aria-colcount", String(columns.length));
    grid.classList.toggle("table-compared", columns.length > TOTALS_COLUMNS.length);
  }

  function arrange(next: PageState): void {
    if (!next.scene) return;
    chooseColumns(next.scene.graph.comparison ? COMPARED_COLUMNS : TOTALS_COLUMNS);
    const { scene, options, found } = next;
    const totals = scene.totals[options.tab];
    const activeRow = order[active];
    const { column, descending } = options.sort;
    const sorted = sortTotals(totals, scene.graph.frames, column, descending);
    if (found) {
      const matching = new Set<number>();
      for (const [frame, row] of totals.rowOfFrame.entries()) if (found.frames[frame] === 1) matching.add(row);
      order = sorted.filter((row) => matching.has(row));
    } else order = sorted;
    active = activeRow === undefined ? -1 : order.indexOf(activeRow);
    describe(next, totals.frame.length, scene.comparison !== null);
  }

  function describe({ options, found }: PageState, all: number, isCompared: boolean): void {
    const noun = options.tab === "functions" ? "functions" : "lines";
    count.textContent = found
      ? `${formatCount(order.length)} of ${formatCount(all)} ${noun}`
      : `${formatCount(all)} ${noun}`;
    grid.setAttribute("aria-label", options.tab === "functions" ? "Functions" : "Lines");
    grid.setAttribute("aria-rowcount", String(order.length + 1));
    space.style.height = `${order.length * ROW_HEIGHT}px`;
    nothing.hidden = order.length > 0;
    nothing.textContent =
      all === 0 && options.tab === "lines" && isCompared
        ? "Two profiles are compared by function: lines move with every edit."
        : all === 0 && options.tab === "lines"
          ? "This profile has no line numbers: its profiler measures functions."
          : "Nothing matches the search.";
    for (const heading of headings) heading.show(options);
    for (const tab of tabs) tab.show(options);
    panel.setAttribute("aria-labelledby", `tab-${options.tab}`);
  }

  return {
    element: element(
      "section",
      { class: "table-pane", "aria-label": "Table" },
      element(
        "div",
        { class: "table-bar" },
        element("div", { role: "tablist", "aria-label": "Table of" }, ...tabs.map(({ button }) => button)),
        count,
      ),
      panel,
    ),
    setPalette(next: Palette) {
      palette = next;
      render();
    },
    show(next: PageState, previous: PageState | null) {
      state = next;
      const rearranged =
        next.scene !== previous?.scene ||
        next.found !== previous?.found ||
        next.options.sort !== previous?.options.sort ||
        next.options.tab !== previous?.options.tab;
      if (next.options.tab !== previous?.options.tab || next.scene?.graph.frames !== previous?.scene?.graph.frames)
        active = -1;
      if (rearranged) arrange(next);
      if (rearranged || next.selected !== previous?.selected || next.row !== previous?.row) render();
    },
  };
}

function createTab(tab: Tab, actions: TableActions) {
  const button = element(
    "button",
    { type: "button", role: "tab", id: `tab-${tab}`, class: "tab", "aria-controls": "table-panel" },
    tab === "functions" ? "Functions" : "Lines",
  );
  const other: Tab = tab === "functions" ? "lines" : "functions";
  button.addEventListener("click", () => actions.change({ tab }));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    actions.change({ tab: other });
    document.getElementById(`tab-${other}`)?.focus();
  });
  return {
    button,
    show(options: Options) {
      const selected = options.tab === tab;
      button.setAttribute("aria-selected", String(selected));
      button.tabIndex = selected ? 0 : -1;
    },
  };
}

function createHeading(column: TotalsColumn, options: () => Options | undefined, actions: TableActions) {
  const numeric = column !== "name" && column !== "location";
  const arrow = element("span", { class: "sort-arrow", "aria-hidden": "true" });
  const button = element("button", { type: "button", class: "heading" }, HEADINGS[column], arrow);
  const cell = element("div", { role: "columnheader", class: `cell cell-${column}` }, button);
  button.addEventListener("click", () => {
    const sort = options()?.sort;
    const descending = sort?.column === column ? !sort.descending : numeric;
    actions.change({ sort: { column, descending } });
  });
  return {
    cell,
    show({ sort }: Options) {
      const sorted = sort.column === column;
      cell.setAttribute("aria-sort", sorted ? (sort.descending ? "descending" : "ascending") : "none");
      arrow.replaceChildren(...(sorted ? [icon(sort.descending ? "down" : "up")] : []));
    },
  };
}
