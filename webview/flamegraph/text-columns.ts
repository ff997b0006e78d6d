import { baseName } from "../../src/core/profile/flamegraph-search.ts";
import { type Grouping, lineOf } from "../../src/core/profile/flamegraph-view-totals.ts";
import { UNKNOWN } from "../../src/core/units.ts";
import { placeText, shownText } from "./describe.ts";
import { ALWAYS, type TableRows, type TextColumn } from "./table-column.ts";

const frameOf = ({ totals }: TableRows, row: number): number => totals.frame[row] ?? 0;
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

export const NAME: TextColumn = {
  id: "name",
  heading: "Name",
  title: "Name",
  numeric: false,
  isAvailable: () => true,
  value: rowName,
  text: shownName,
  detail: shownName,
  worth: ALWAYS,
  leastPx: 96,
  wantedPx: 132,
  grow: 1.5,
};

export const LOCATION: TextColumn = {
  id: "location",
  heading: "Location",
  title: "Location",
  numeric: false,
  isAvailable: ({ tab }) => tab !== "packages",
  value: fileOf,
  within: rowLine,
  text: rowPlace,
  detail: (rows, row) => placeText(fileOf(rows, row), rowLine(rows, row)),
  worth: 4,
  leastPx: 72,
  wantedPx: 84,
  grow: 1.1,
};

export const PACKAGE: TextColumn = {
  id: "package",
  heading: "Package",
  title: "Package",
  numeric: false,
  isAvailable: ({ tab }) => tab !== "packages",
  value: packageOf,
  text: (rows, row) => shownText(packageOf(rows, row)) || UNKNOWN,
  detail: (rows, row) => shownText(packageOf(rows, row)) || UNKNOWN,
  worth: 0,
  leastPx: 72,
  wantedPx: 84,
  grow: 0.8,
};
