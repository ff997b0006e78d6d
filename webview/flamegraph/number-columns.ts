import { formatCount, formatShare, formatValue } from "../../src/core/units.ts";
import { isCompared, sideShare, sideValue } from "./comparison-rows.ts";
import { ALWAYS, type NumberColumn, type TableRows } from "./table-column.ts";

type Measure = "self" | "total";

/** Of a comparison what is after. */
export function measureColumn(id: Measure, heading: string, title: string, leastPx: number): NumberColumn {
  return shareColumn({
    ...{ id, heading, title, leastPx },
    isAvailable: () => true,
    worth: ALWAYS,
    value: (rows, row) => (rows.totals.compared ? sideValue(rows, row, "after", id) : (rows.totals[id][row] ?? 0)),
    share: (rows, row) =>
      rows.totals.compared ? sideShare(rows, row, "after", id) : (rows.totals[id][row] ?? 0) / rows.graph.total,
  });
}

type ShareColumn = Required<Pick<NumberColumn, "value" | "share">> &
  Pick<NumberColumn, "id" | "heading" | "title" | "leastPx" | "isAvailable" | "worth">;

/** A column of amounts in the weight's unit, each with its share. */
function shareColumn(column: ShareColumn): NumberColumn {
  const unit = ({ graph }: TableRows) => graph.weight.unit;
  const text = (rows: TableRows, row: number) => formatValue(column.value(rows, row), unit(rows));
  return {
    ...column,
    ...{ unit, text, wantedPx: column.leastPx, grow: 0, numeric: true },
    detail: (rows, row) => `${text(rows, row)} · ${formatShare(column.share(rows, row))}`,
  };
}

export const BEFORE: NumberColumn = shareColumn({
  id: "before",
  heading: "Before",
  title: "Self, before",
  leastPx: 60,
  isAvailable: isCompared,
  worth: 6,
  value: (rows, row) => sideValue(rows, row, "before", "self"),
  share: (rows, row) => sideShare(rows, row, "before", "self"),
});

const callsOf = ({ totals }: TableRows, row: number): number => totals.calls?.[row] ?? Number.NaN;
/** Where calls are the weight itself, self is them. */
const countsCalls = ({ totals, graph }: TableRows): boolean => totals.calls !== null && graph.weight.unit !== "calls";

export const CALLS: NumberColumn = {
  id: "calls",
  heading: "Calls",
  title: "Calls, counted, recursive ones included",
  numeric: true,
  isAvailable: countsCalls,
  value: callsOf,
  unit: () => "calls",
  text: (rows, row) => formatCount(callsOf(rows, row)),
  detail: (rows, row) => formatValue(callsOf(rows, row), "calls"),
  worth: 3,
  leastPx: 60,
  wantedPx: 60,
  grow: 0,
};

export function perCallColumn(id: "selfPerCall" | "totalPerCall", heading: string, title: string): NumberColumn {
  const value = ({ totals }: TableRows, row: number) => totals[id]?.[row] ?? Number.NaN;
  const unit = ({ graph }: TableRows) => graph.weight.unit;
  const text = (rows: TableRows, row: number) => formatValue(value(rows, row), unit(rows));
  return {
    ...{ id, heading, title, value, unit, text, detail: text, grow: 0, numeric: true },
    // Of whole things, such as samples, a call has a part.
    isAvailable: (rows) => rows.totals[id] !== null && ["ns", "bytes"].includes(unit(rows)),
    worth: id === "selfPerCall" ? 2 : 1,
    leastPx: 78,
    wantedPx: 78,
  };
}
