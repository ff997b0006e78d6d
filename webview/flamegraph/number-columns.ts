import { formatCount, formatShare, formatValue } from "../../src/core/units.ts";
import { ALWAYS, type NumberColumn, type TableRows } from "./table-column.ts";

export function shareColumn(id: "self" | "total", heading: string, title: string, leastPx: number): NumberColumn {
  const value = ({ totals }: TableRows, row: number) => totals[id][row] ?? 0;
  const unit = ({ graph }: TableRows) => graph.weight.unit;
  const text = (rows: TableRows, row: number) => formatValue(value(rows, row), unit(rows));
  return {
    ...{ id, heading, title, leastPx, value, unit, text },
    wantedPx: leastPx,
    grow: 0,
    numeric: true,
    isShare: true,
    isAvailable: () => true,
    worth: ALWAYS,
    detail: (rows, row) => `${text(rows, row)} · ${formatShare(value(rows, row) / rows.graph.total)}`,
  };
}

const callsOf = ({ totals }: TableRows, row: number): number => totals.calls?.[row] ?? Number.NaN;
/** Where calls are the weight itself, self is them. */
const countsCalls = ({ totals, graph }: TableRows): boolean => totals.calls !== null && graph.weight.unit !== "calls";

export const CALLS: NumberColumn = {
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
    ...{ id, heading, title, value, unit, text, detail: text, grow: 0, numeric: true, isShare: false },
    // Of whole things, such as samples, a call has a part.
    isAvailable: (rows) => rows.totals[id] !== null && ["ns", "bytes"].includes(unit(rows)),
    worth: id === "selfPerCall" ? 2 : 1,
    leastPx: 78,
    wantedPx: 78,
  };
}
