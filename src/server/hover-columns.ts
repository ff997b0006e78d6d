import type { HoverContent } from "../core/hover/hover-content.ts";
import type { Certainty, Weight } from "../core/profile/model.ts";
import { formatCount, formatShare, formatValue, UNKNOWN } from "../core/units.ts";
import type { FunctionNumbers, LineNumbers, RunIndex } from "./evidence.ts";

/** One measurement of a line or function: a column of the hover's table. */
export interface HoverColumn {
  readonly heading: string;
  /** By row, in the order of `ROWS`. */
  readonly cells: readonly string[];
  /** Why the column is estimated; '' where it is not. */
  readonly note: string;
}

const ROWS = ["Self", "Total", "Calls", "Time per call", "Samples", "Certainty"] as const;

/** Rows that no column knows are left out; a hover is small. */
export function tableOf(columns: readonly HoverColumn[]): HoverContent["table"] {
  const rows = ROWS.map((label, row) => ({ label, cells: columns.map(({ cells }) => cells[row] ?? UNKNOWN) }));
  return {
    columns: columns.map(({ heading }) => heading),
    rows: rows.filter(({ label, cells }) => label !== "Samples" || cells.some((cell) => cell !== UNKNOWN)),
  };
}

/** Sampled columns first; `samples` and `calls` are rows, not columns, where a time was measured. */
export function lineColumns(index: RunIndex, byWeight: ReadonlyMap<string, LineNumbers>): HoverColumn[] {
  const hasTime = index.weights.some(({ unit }) => unit === "ns");
  return index.weights
    .filter(({ unit }) => !hasTime || unit === "ns")
    .flatMap((weight) => {
      const numbers = byWeight.get(weight.id);
      return numbers === undefined ? [] : [column(index, weight, numbers)];
    });
}

export function functionColumns(index: RunIndex, subject: FunctionNumbers): HoverColumn[] {
  const { traced, sampled } = subject;
  const calls = traced === null || Number.isNaN(traced.calls) ? null : traced.calls;
  const sampledTime = index.weights.filter(({ id, unit }) => unit === "ns" && sampled.has(id));
  const columns = sampledTime.map((weight) => {
    const { self, total, samples } = sampled.get(weight.id) ?? { self: 0, total: 0, samples: null };
    return column(index, weight, { self, total, samples, calls, callsCertainty: "exact", certainty: "sampled" });
  });
  if (traced === null) return columns;
  const whole = index.graphs.reduce((sum, { profile }) => sum + profile.selfNs.reduce((a, b) => a + b, 0), 0);
  const exact: Weight = { id: "wall", label: "Time", unit: "ns", certainty: { kind: "exact" } };
  const numbers = { self: traced.selfNs, total: traced.totalNs, samples: null, calls, certainty: "exact" } as const;
  columns.push({ ...column(index, exact, { ...numbers, callsCertainty: "exact" }, whole), heading: "Time (cProfile)" });
  return columns;
}

type Numbers = Pick<LineNumbers, "self" | "total" | "samples" | "calls" | "callsCertainty" | "certainty"> & {
  readonly because?: string;
};

function column(index: RunIndex, weight: Weight, numbers: Numbers, runTotal?: number): HoverColumn {
  const { self, total, samples, calls, callsCertainty, certainty, because = "" } = numbers;
  const whole = runTotal ?? index.totals.get(weight.id) ?? 0;
  const value = (amount: number): string =>
    `${formatValue(amount, weight.unit)}${whole > 0 && !Number.isNaN(amount) ? ` (${formatShare(amount / whole)})` : ""}`;
  // Time by samples over calls by cProfile is good, but it is not one measurement.
  const joined = certainty === "exact" && callsCertainty === "exact" ? "" : "~";
  return {
    heading: `${weight.label} of ${formatValue(whole, weight.unit)}`,
    cells: [
      value(self),
      value(total),
      calls === null ? UNKNOWN : `${callsCertainty === "estimated" ? "~" : ""}${formatCount(calls)}`,
      calls === null || calls <= 0 || weight.unit !== "ns" || Number.isNaN(total)
        ? UNKNOWN
        : `${joined}${formatValue(total / calls, "ns")}`,
      samples === null ? UNKNOWN : `${formatCount(samples)} of ${formatCount(samplesBehind(weight.certainty))}`,
      certainty,
    ],
    note: because === "" ? "" : `Estimated: ${because}.`,
  };
}

function samplesBehind(certainty: Certainty): number {
  return certainty.kind === "sampled" ? certainty.samples : Number.NaN;
}
