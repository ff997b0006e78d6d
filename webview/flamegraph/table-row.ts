import { formatShare } from "../../src/core/units.ts";
import { element } from "../shared/dom.ts";
import type { Coloring } from "./coloring.ts";
import { type Palette, paintSwatch, styleOf } from "./palette.ts";
import { ROW_HEIGHT } from "./row-window.ts";
import type { NumberColumn, TableColumn, TableRows } from "./table-column.ts";

export function rowId(position: number): string {
  return `row-${position}`;
}

/** What a row shows; the same object is not drawn twice. */
export interface RowContent {
  readonly rows: TableRows;
  /** Slot of each row's colour; -1 where its frames have several. */
  readonly slots: Int16Array;
  readonly palette: Palette;
}

export interface RowMarks {
  /** Its frames stand out in the graph. */
  readonly chosen: boolean;
  /** It is the row of the frame selected in the graph. */
  readonly current: boolean;
  /** Keys act on it. */
  readonly active: boolean;
}

/** One colour per row, where all its frames have the same. */
export function rowSlots({ totals }: TableRows, { slots }: Coloring): Int16Array {
  const ofRow = new Int16Array(totals.frame.length).fill(UNSEEN);
  totals.rowOfFrame.forEach((row, frame) => {
    const slot = slots[frame] ?? 0;
    if (row >= 0) ofRow[row] = ofRow[row] === UNSEEN || ofRow[row] === slot ? slot : -1;
  });
  return ofRow;
}
const UNSEEN = -2;

/** A row that is used again and again while the table scrolls. */
export interface TableRow {
  readonly element: HTMLElement;
  /** Among the rows as they are sorted, from 0; -1 before it was shown. */
  readonly position: () => number;
  readonly show: (position: number, shiftPx: number, row: number, content: RowContent, marks: RowMarks) => void;
}

export function createTableRow(columns: readonly TableColumn[]): TableRow {
  const cells = columns.map(createCell);
  const line = element("div", { role: "row", class: "row" }, ...cells.map((cell) => cell.element));
  let position = -1;
  let top = -1;
  let shown: { readonly row: number; readonly content: RowContent } | null = null;
  return {
    element: line,
    position: () => position,
    show(nextPosition, shiftPx, row, content, marks) {
      if (nextPosition !== position) {
        position = nextPosition;
        line.id = rowId(position);
        line.setAttribute("aria-rowindex", String(position + 2));
        line.dataset["position"] = String(position);
      }
      const nextTop = position * ROW_HEIGHT + shiftPx;
      if (nextTop !== top) line.style.transform = `translateY(${nextTop}px)`;
      top = nextTop;
      if (shown?.row !== row || shown.content !== content) for (const cell of cells) cell.show(row, content);
      shown = { row, content };
      line.className = `row${marks.current ? " current" : ""}${marks.chosen ? " chosen" : ""}${marks.active ? " active" : ""}`;
      line.setAttribute("aria-selected", String(marks.chosen));
    },
  };
}

interface TableCell {
  readonly element: HTMLElement;
  readonly show: (row: number, content: RowContent) => void;
}

function createCell(column: TableColumn): TableCell {
  if (!column.numeric) return createTextCell(column);
  if (column.change) return createChangeCell(column, column.change);
  return column.share ? createShareCell(column, column.share) : createNumberCell(column);
}

function createTextCell(column: TableColumn): TableCell {
  const swatch = column.id === "name" ? element("span", { class: "swatch", "aria-hidden": "true" }) : null;
  // Untrusted names may be written right to left: isolated, they cannot reorder others.
  const text = element("bdi", { class: "cell-text", dir: "auto" });
  const cell = element("div", { role: "gridcell", class: `cell cell-${column.id}` }, swatch, text);
  return {
    element: cell,
    show(row, { rows, slots, palette }) {
      text.textContent = column.text(rows, row);
      cell.title = column.detail(rows, row);
      if (!swatch) return;
      const slot = slots[row] ?? -1;
      swatch.classList.toggle("swatch-mixed", slot < 0);
      if (slot >= 0) paintSwatch(swatch, styleOf(palette, slot, false));
    },
  };
}

function createNumberCell(column: TableColumn): TableCell {
  const cell = element("div", { role: "gridcell", class: `cell cell-number cell-${column.id}` });
  return {
    element: cell,
    show(row, { rows }) {
      cell.textContent = column.text(rows, row);
      cell.title = column.detail(rows, row);
    },
  };
}

function createShareCell(column: NumberColumn, shareOf: NonNullable<NumberColumn["share"]>): TableCell {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  const amount = element("span", { class: "amount muted" });
  const share = element("span", { class: "share" });
  const cell = element(
    "div",
    { role: "gridcell", class: `cell cell-number cell-${column.id}` },
    ...[bar, amount, " ", share],
  );
  return {
    element: cell,
    show(row, { rows }) {
      const part = shareOf(rows, row);
      bar.style.transform = `scaleX(${Number.isFinite(part) ? Math.min(1, part) : 0})`;
      amount.textContent = column.text(rows, row);
      share.textContent = formatShare(part);
      cell.title = column.detail(rows, row);
    },
  };
}

/** What became of a value: its colour says it as well as its text. */
function createChangeCell(column: NumberColumn, changeOf: NonNullable<NumberColumn["change"]>): TableCell {
  const amount = element("span", { class: "change-amount" });
  const part = element("span", { class: "change-part muted" });
  const cell = element("div", { role: "gridcell" }, amount, " ", part);
  return {
    element: cell,
    show(row, { rows }) {
      const texts = changeOf(rows, row);
      cell.className = `cell cell-number cell-changed cell-${column.id} change-${texts.change}`;
      amount.textContent = texts.amount;
      part.textContent = texts.part;
      cell.title = column.detail(rows, row);
    },
  };
}
