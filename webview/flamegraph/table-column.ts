import type { Change } from "../../src/core/profile/comparison-change.ts";
import type { FlamegraphTotals, Grouping } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph, Unit } from "../../src/core/profile/model.ts";

/** The rows of one tab, all of them, unsorted. */
export interface TableRows {
  readonly tab: Grouping;
  /** The values' unit and total, and the frames that name the rows. */
  readonly graph: Flamegraph;
  readonly totals: FlamegraphTotals;
}

export const COLUMN_IDS = [
  "name",
  "location",
  "package",
  "self",
  "total",
  "calls",
  "selfPerCall",
  "totalPerCall",
  "before",
  "change",
  "totalChange",
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

interface ColumnBase {
  readonly id: ColumnId;
  readonly heading: string;
  /** The heading in full. */
  readonly title: string;
  /** Where it is not, it is not offered. */
  readonly isAvailable: (rows: TableRows) => boolean;
  /** As it is shown; what cannot be seen is written out. */
  readonly text: (rows: TableRows, row: number) => string;
  /** As it is shown, in full. */
  readonly detail: (rows: TableRows, row: number) => string;
  /** Where room is short, less worth gives way first; 0: shown only when it is asked for, `ALWAYS`: never gives way. */
  readonly worth: number;
  /** The narrowest it is drawn, in pixels. */
  readonly leastPx: number;
  /** What it should have before a column of lesser worth is shown beside it. */
  readonly wantedPx: number;
  /** Its part of the room that is left; 0: none. */
  readonly grow: number;
}

export interface TextColumn extends ColumnBase {
  readonly numeric: false;
  readonly value: (rows: TableRows, row: number) => string;
  /** Rows of the same text rise by this. */
  readonly within?: (rows: TableRows, row: number) => number;
}

export interface NumberColumn extends ColumnBase {
  readonly numeric: true;
  /** NaN: unknown. */
  readonly value: (rows: TableRows, row: number) => number;
  readonly unit: (rows: TableRows) => Unit | "points";
  /** What it is sorted by where that is not its value. */
  readonly sortValue?: (rows: TableRows, row: number) => number;
  /** Where it has a bar and says its share of the whole (0..1, NaN: of nothing). */
  readonly share?: (rows: TableRows, row: number) => number;
  /** Where it says what became of a value. */
  readonly change?: (rows: TableRows, row: number) => ChangeTexts;
}

/** `+170 ms`, `+50.0 %`; both '' where there is nothing on either side. */
export interface ChangeTexts {
  readonly change: Change;
  readonly amount: string;
  readonly part: string;
}

export type TableColumn = TextColumn | NumberColumn;
export const ALWAYS = Number.POSITIVE_INFINITY;
