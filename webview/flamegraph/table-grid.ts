import { element } from "../shared/dom.ts";
import { sameColumns } from "./column-layout.ts";
import { listenToRows } from "./row-input.ts";
import { ROW_HEIGHT, rowWindow, scrollTopFor, spaceHeight } from "./row-window.ts";
import type { TableColumn } from "./table-column.ts";
import { createTableHead } from "./table-head.ts";
import { createTableRow, rowId, type TableRow } from "./table-row.ts";
import type { TableView } from "./table-view.ts";

export interface GridActions {
  readonly sortBy: (column: TableColumn) => void;
  readonly selectRow: (row: number) => void;
  readonly openRow: (row: number, beside: boolean) => void;
  readonly copyRow: (row: number) => void;
  /** Another width may have room for other columns. */
  readonly resized: () => void;
}

/** Where nothing is laid out yet. */
const USUAL_HEIGHT = 400;

/** The rows of the table. Only visible ones are elements, used again while it scrolls: a million rows cost what fifty do. */
export function createTableGrid(actions: GridActions) {
  let view: TableView | null = null;
  let active = -1;
  let rows: TableRow[] = [];
  let roomPx = USUAL_HEIGHT;
  /** Names stay in sight while the others are scrolled sideways. */
  let left = 0;

  const head = createTableHead(actions.sortBy);
  const space = element("div", { role: "rowgroup", class: "table-space" });
  const grid = element("div", { class: "table", role: "grid", tabindex: 0 });
  grid.append(element("div", { role: "rowgroup", class: "table-headgroup" }, head.element), space);

  function render(): void {
    if (view === null) return;
    if (grid.scrollLeft !== left) {
      left = grid.scrollLeft;
      grid.style.setProperty("--left", `${left}px`);
    }
    const { order, content, layout } = view;
    const { first, end, shiftPx } = rowWindow(order.length, grid.scrollTop, roomPx);
    rows = arrange(rows, first, end, () => createTableRow(layout.columns));
    placeInOrder(space, rows);
    rows.forEach((row, index) => {
      const position = first + index;
      const at = order[position] ?? 0;
      const marks = { chosen: at === view?.chosen, current: at === view?.current, active: position === active };
      row.show(position, shiftPx, at, content, marks);
    });
    if (active >= first && active < end) grid.setAttribute("aria-activedescendant", rowId(active));
    else grid.removeAttribute("aria-activedescendant");
  }

  function moveTo(position: number): void {
    if (view === null || view.order.length === 0) return;
    active = Math.min(Math.max(0, position), view.order.length - 1);
    grid.scrollTop = scrollTopFor(active, view.order.length, grid.scrollTop, roomPx);
    actions.selectRow(view.order[active] ?? 0);
  }

  function resize(): void {
    roomPx = grid.clientHeight > 0 ? Math.max(ROW_HEIGHT, grid.clientHeight - head.element.offsetHeight) : USUAL_HEIGHT;
    actions.resized();
  }

  grid.addEventListener("scroll", render);
  new ResizeObserver(resize).observe(grid);
  listenToRows(grid, {
    active: () => active,
    last: () => (view?.order.length ?? 0) - 1,
    perPage: () => Math.max(1, Math.floor(roomPx / ROW_HEIGHT) - 1),
    moveTo,
    open: (beside) => withActive((row) => actions.openRow(row, beside)),
    copy: () => withActive(actions.copyRow),
  });

  function withActive(act: (row: number) => void): void {
    const row = view?.order[active];
    if (row !== undefined) act(row);
  }

  /** Keys go on from the same row after it was sorted elsewhere; other rows begin anew. */
  function keepActive(next: TableView): void {
    const row = view?.order[active];
    if (next.content.rows !== view?.content.rows) active = -1;
    else if (row !== undefined && next.order !== view.order) active = next.order.indexOf(row);
  }

  return {
    element: grid,
    widthPx: () => grid.clientWidth || Number.POSITIVE_INFINITY,
    show(next: TableView) {
      keepActive(next);
      if (!sameColumns(next.layout.columns, view?.layout.columns ?? [])) {
        rows = [];
        space.replaceChildren();
      }
      view = next;
      const { layout, order } = next;
      grid.setAttribute("aria-rowcount", String(order.length + 1));
      grid.setAttribute("aria-colcount", String(layout.columns.length));
      grid.classList.toggle("with-amounts", layout.isWide);
      grid.classList.toggle("sideways", layout.leastPx > grid.clientWidth);
      grid.style.setProperty("--columns", layout.template);
      grid.style.setProperty("--least-width", `${layout.leastPx}px`);
      space.style.height = `${spaceHeight(order.length)}px`;
      head.show(next);
      render();
    },
  };
}

/**
 * One row per position: those that are there already stay, the others are taken out and used again. Where none is there,
 * as after a jump, all are used again in their places: taking them out is half of what a jump costs.
 */
function arrange(rows: readonly TableRow[], first: number, end: number, create: () => TableRow): TableRow[] {
  const there = new Map<number, TableRow>();
  const free: TableRow[] = [];
  for (const row of rows) {
    if (row.position() >= first && row.position() < end) there.set(row.position(), row);
    else free.push(row);
  }
  const kept = there.size === 0 ? end - first : 0;
  for (const row of free.slice(kept)) row.element.remove();
  return Array.from({ length: end - first }, (_, index) => there.get(first + index) ?? free.shift() ?? create());
}

/** Screen readers find the rows in their order; one that is in its place is not touched. */
function placeInOrder(space: HTMLElement, rows: readonly TableRow[]): void {
  rows.forEach(({ element: row }, index) => {
    const there = space.children[index];
    if (there !== row) space.insertBefore(row, there ?? null);
  });
}
