import { type ColumnId, TABLE_COLUMNS, type TableColumn, type TableRows } from "./table-columns.ts";

/** Columns that the reader turned on or off; the width decides on the others. */
export interface ColumnChoice {
  readonly shown: readonly ColumnId[];
  readonly hidden: readonly ColumnId[];
}

export interface ColumnLayout {
  readonly columns: readonly TableColumn[];
  /** `grid-template-columns`. */
  readonly template: string;
  /** All columns at their narrowest: below this width the table scrolls sideways. */
  readonly leastPx: number;
  /** There is room for amounts beside shares. */
  readonly isWide: boolean;
}

/** What gives way last comes first; columns that are not named are shown only when they are asked for. */
const BY_WORTH: readonly ColumnId[] = ["name", "self", "total", "location", "calls", "selfPerCall", "totalPerCall"];
/** What a share takes when its amount is beside it. */
const AMOUNT_PX = 66;
/** Numbers do not need all the room there is. */
const MOST_NUMBER_FACTOR = 1.35;

export function availableColumns(rows: TableRows): readonly TableColumn[] {
  return TABLE_COLUMNS.filter((column) => column.isAvailable(rows));
}

/** The columns of a table so wide: those that were asked for, and of the others the worthiest that fit beside them. */
export function layoutColumns(rows: TableRows, choice: ColumnChoice, widthPx: number): ColumnLayout {
  const available = availableColumns(rows);
  const chosen = new Set<ColumnId>(["name", ...choice.shown]);
  const widthOf = (ids: ReadonlySet<ColumnId>) =>
    available.reduce((sum, { id, leastPx }) => sum + (ids.has(id) ? leastPx : 0), 0);
  for (const id of BY_WORTH) {
    if (choice.hidden.includes(id)) continue;
    const more = new Set(chosen).add(id);
    if (ALWAYS.has(id) || widthOf(more) <= widthPx) chosen.add(id);
  }
  const columns = available.filter(({ id }) => chosen.has(id));
  const leastPx = widthOf(chosen);
  const shares = columns.filter((column) => column.numeric && column.isShare).length;
  const isWide = shares > 0 && leastPx + shares * AMOUNT_PX <= widthPx;
  return { columns, leastPx, isWide, template: columns.map((column) => track(column, isWide)).join(" ") };
}
const ALWAYS: ReadonlySet<ColumnId> = new Set(["name", "self", "total"]);

function track(column: TableColumn, isWide: boolean): string {
  if (column.grow > 0) return `minmax(${column.leastPx}px, ${column.grow}fr)`;
  const most = Math.round(column.leastPx * MOST_NUMBER_FACTOR);
  if (column.numeric && column.isShare && isWide) return `${column.leastPx + AMOUNT_PX}px`;
  return `minmax(${column.leastPx}px, ${most}px)`;
}

export function sameColumns(a: readonly TableColumn[], b: readonly TableColumn[]): boolean {
  return a.length === b.length && a.every((column, index) => column === b[index]);
}

/** The choice after a column was turned on or off. */
export function toggleColumn(choice: ColumnChoice, id: ColumnId, isShown: boolean): ColumnChoice {
  const without = (ids: readonly ColumnId[]) => ids.filter((each) => each !== id);
  return isShown
    ? { shown: [...without(choice.shown), id], hidden: without(choice.hidden) }
    : { shown: without(choice.shown), hidden: [...without(choice.hidden), id] };
}
