import { baseName } from "../../src/core/profile/flamegraph-search.ts";
import { type FlamegraphTotals, type Grouping, lineOf } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph, Unit } from "../../src/core/profile/model.ts";
import { formatCount, formatShare, formatValue, UNKNOWN } from "../../src/core/units.ts";
import { placeText, shownText } from "./describe.ts";

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
  /** The narrowest it is drawn, in pixels. */
  readonly leastPx: number;
  /** What it should have before a column of lesser worth is shown beside it. */
  readonly wantedPx: number;
  /** Its part of the room that is left; 0: none. */
  readonly grow: number;
}

interface TextColumn extends ColumnBase {
  readonly numeric: false;
  readonly value: (rows: TableRows, row: number) => string;
  /** Rows of the same text rise by this. */
  readonly within?: (rows: TableRows, row: number) => number;
}

interface NumberColumn extends ColumnBase {
  readonly numeric: true;
  /** NaN: unknown. */
  readonly value: (rows: TableRows, row: number) => number;
  readonly unit: (rows: TableRows) => Unit;
  /** It has a bar and says its share of the whole. */
  readonly isShare: boolean;
}

export type TableColumn = TextColumn | NumberColumn;

const frameOf = ({ totals }: TableRows, row: number): number => totals.frame[row] ?? 0;
const always = (): boolean => true;
const fileOf = (rows: TableRows, row: number): string => rows.graph.frames.file[frameOf(rows, row)] ?? "";
const packageOf = (rows: TableRows, row: number): string => rows.graph.frames.package[frameOf(rows, row)] ?? "";

/** Functions are placed at their `def`, lines at themselves, files are whole. */
function rowLine(rows: TableRows, row: number): number {
  const { frames } = rows.graph;
  const frame = frameOf(rows, row);
  if (rows.tab === "functions") return frames.firstLine[frame] ?? 0;
  return rows.tab === "lines" ? lineOf(frames, frame) : 0;
}

function rowName(rows: TableRows, row: number): string {
  switch (rows.tab) {
    case "files":
      return baseName(fileOf(rows, row));
    case "packages":
      return packageOf(rows, row);
    default:
      return rows.graph.frames.name[frameOf(rows, row)] ?? "";
  }
}

const NAMELESS: Readonly<Record<Grouping, string>> = {
  functions: "(no name)",
  lines: "(no name)",
  files: "(no file)",
  packages: "(no package)",
};

const shownName = (rows: TableRows, row: number): string => shownText(rowName(rows, row) || NAMELESS[rows.tab]);

/** Where a row is; a file is in its folder, of which the last two names tell the most. */
function rowPlace(rows: TableRows, row: number): string {
  const file = fileOf(rows, row);
  if (rows.tab !== "files") return placeText(baseName(file), rowLine(rows, row));
  const folder = /[^/\\]*[/\\]?[^/\\]*(?=[/\\][^/\\]*$)/.exec(file.slice(-MOST_OF_PATH))?.[0];
  return shownText(folder ?? "") || UNKNOWN;
}
/** A path may have any length; the expression need not see all of it. */
const MOST_OF_PATH = 1000;

const NAME: TextColumn = {
  id: "name",
  heading: "Name",
  title: "Name",
  numeric: false,
  isAvailable: always,
  value: rowName,
  text: shownName,
  detail: shownName,
  leastPx: 96,
  wantedPx: 132,
  grow: 1.5,
};

const LOCATION: TextColumn = {
  id: "location",
  heading: "Location",
  title: "Location",
  numeric: false,
  isAvailable: ({ tab }) => tab !== "packages",
  value: fileOf,
  within: rowLine,
  text: rowPlace,
  detail: (rows, row) => placeText(fileOf(rows, row), rowLine(rows, row)),
  leastPx: 72,
  wantedPx: 84,
  grow: 1.1,
};

const PACKAGE: TextColumn = {
  id: "package",
  heading: "Package",
  title: "Package",
  numeric: false,
  isAvailable: ({ tab }) => tab !== "packages",
  value: packageOf,
  text: (rows, row) => shownText(packageOf(rows, row)) || UNKNOWN,
  detail: (rows, row) => shownText(packageOf(rows, row)) || UNKNOWN,
  leastPx: 72,
  wantedPx: 84,
  grow: 0.8,
};

function shareColumn(id: "self" | "total", heading: string, title: string, leastPx: number): NumberColumn {
  const value = ({ totals }: TableRows, row: number) => totals[id][row] ?? 0;
  const unit = ({ graph }: TableRows) => graph.weight.unit;
  const text = (rows: TableRows, row: number) => formatValue(value(rows, row), unit(rows));
  return {
    ...{
      id,
      heading,
      title,
      leastPx,
      wantedPx: leastPx,
      value,
      unit,
      text,
      grow: 0,
      numeric: true,
      isShare: true,
      isAvailable: always,
    },
    detail: (rows, row) => `${text(rows, row)} · ${formatShare(value(rows, row) / rows.graph.total)}`,
  };
}

const callsOf = ({ totals }: TableRows, row: number): number => totals.calls?.[row] ?? Number.NaN;
/** Where calls are the weight itself, self is them. */
const countsCalls = ({ totals, graph }: TableRows): boolean => totals.calls !== null && graph.weight.unit !== "calls";

const CALLS: NumberColumn = {
  id: "calls",
  heading: "Calls",
  title: "Calls, counted, recursive ones included",
  numeric: true,
  isShare: false,
  isAvailable: countsCalls,
  value: callsOf,
  unit: () => "calls",
  text: (rows, row) => formatCount(callsOf(rows, row)),
  detail: (rows, row) => formatValue(callsOf(rows, row), "calls"),
  leastPx: 60,
  wantedPx: 60,
  grow: 0,
};

function perCallColumn(id: "selfPerCall" | "totalPerCall", of: "self" | "total", heading: string): NumberColumn {
  const value = (rows: TableRows, row: number) => (rows.totals[of][row] ?? 0) / callsOf(rows, row);
  const unit = ({ graph }: TableRows) => graph.weight.unit;
  const text = (rows: TableRows, row: number) => formatValue(value(rows, row), unit(rows));
  const title = `${of === "self" ? "Self" : "Total"} per call`;
  return {
    ...{ id, heading, title, value, unit, text, detail: text, grow: 0, numeric: true, isShare: false },
    // Of whole things, such as samples, a call has a part.
    isAvailable: (rows) => countsCalls(rows) && ["ns", "bytes"].includes(unit(rows)),
    leastPx: 78,
    wantedPx: 78,
  };
}

/** All columns there are, in the order in which they stand. */
export const TABLE_COLUMNS: readonly TableColumn[] = [
  NAME,
  LOCATION,
  PACKAGE,
  shareColumn("self", "Self", "Self", 58),
  shareColumn("total", "Total", "Total, callees included; recursion counted once", 64),
  CALLS,
  perCallColumn("selfPerCall", "self", "Self/call"),
  perCallColumn("totalPerCall", "total", "Total/call"),
];
