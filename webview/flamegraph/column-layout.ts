import { ALWAYS, type ColumnId, type TableColumn, type TableRows } from "./table-column.ts";
import { TABLE_COLUMNS } from "./table-columns.ts";

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

/** What gives way last comes first. */
const BY_WORTH = TABLE_COLUMNS.filter(({ worth }) => worth > 0).toSorted(
  (a, b) => Number(a.worth < b.worth) - Number(a.worth > b.worth),
);
/** What a share takes when its amount is beside it. */
const AMOUNT_PX = 66;
/** Numbers do not need all the room there is. */
const MOST_NUMBER_FACTOR = 1.15;

export function availableColumns(rows: TableRows): readonly TableColumn[] {
  return TABLE_COLUMNS.filter((column) => column.isAvailable(rows));
}

/** The columns of a table so wide: those that were asked for, and of the others the worthiest that have room beside them. */
export function layoutColumns(rows: TableRows, choice: ColumnChoice, widthPx: number): ColumnLayout {
  const available = availableColumns(rows);
  const chosen = new Set<ColumnId>(["name", ...choice.shown]);
  const widthOf = (ids: ReadonlySet<ColumnId>, width: "leastPx" | "wantedPx") =>
    available.reduce((sum, column) => sum + (ids.has(column.id) ? column[width] : 0), 0);
  for (const { id, worth } of BY_WORTH) {
    if (choice.hidden.includes(id)) continue;
    const more = new Set(chosen).add(id);
    if (worth === ALWAYS || widthOf(more, "wantedPx") <= widthPx) chosen.add(id);
  }
  const columns = available.filter(({ id }) => chosen.has(id));
  const shares = columns.filter((column) => column.numeric && column.share).length;
  const isWide = shares > 0 && widthOf(chosen, "wantedPx") + shares * AMOUNT_PX <= widthPx;
  // Where the table scrolls sideways anyway, nothing needs to be squeezed.
  const width = widthOf(chosen, "leastPx") > widthPx ? "wantedPx" : "leastPx";
  const template = columns.map((column) => track(column, column[width], isWide)).join(" ");
  return { columns, leastPx: widthOf(chosen, width) + (isWide ? shares * AMOUNT_PX : 0), isWide, template };
}

function track(column: TableColumn, leastPx: number, isWide: boolean): string {
  if (column.grow > 0) return `minmax(${leastPx}px, ${column.grow}fr)`;
  if (column.numeric && column.share && isWide) return `${leastPx + AMOUNT_PX}px`;
  return `minmax(${leastPx}px, ${Math.round(leastPx * MOST_NUMBER_FACTOR)}px)`;
}

export function sameColumns(a: readonly TableColumn[], b: readonly TableColumn[]): boolean {
  return a.length === b.length && a.every((column, index) => column === b[index]);
}

/** The choice after a column was turned on or off. The others that are there stay, whatever room is left. */
export function toggleColumn(
  { shown, hidden }: ColumnChoice,
  there: readonly TableColumn[],
  id: ColumnId,
  isShown: boolean,
): ColumnChoice {
  const stay = new Set([...shown, ...there.map((column) => column.id)]);
  const leave = new Set(hidden);
  (isShown ? stay : leave).add(id);
  (isShown ? leave : stay).delete(id);
  return { shown: [...stay], hidden: [...leave] };
}

/** The width decides on all columns. */
export const COLUMNS_BY_WIDTH: ColumnChoice = { shown: [], hidden: [] };
