import { relativeChange } from "../../src/core/comparison-text.ts";
import { type Change, changeOf, judgementOf } from "../../src/core/profile/comparison-change.ts";
import type { FlamegraphTotals } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { ComparedSide, Flamegraph } from "../../src/core/profile/model.ts";
import { formatShare, formatValue } from "../../src/core/units.ts";
import { element } from "../shared/dom.ts";
import { changeText } from "./comparison-describe.ts";

/** The cells of numbers of a row in a comparison: before, after and change of the function itself, then with what it calls. */
export function comparedCells(graph: Flamegraph, { compared }: FlamegraphTotals, row: number): HTMLElement[] {
  const { comparison } = graph;
  if (!comparison || !compared) return [];
  const { before, after } = compared;
  const value = (side: typeof before, measure: "self" | "total") => side[measure][row] ?? 0;
  return [
    valueCell("before", value(before, "self"), comparison.before, graph),
    valueCell("self", value(after, "self"), comparison.after, graph),
    changeCell("change", value(before, "self"), value(after, "self"), graph),
    valueCell("total", value(after, "total"), comparison.after, graph),
    changeCell("totalChange", value(before, "total"), value(after, "total"), graph),
  ];
}

function valueCell(column: string, value: number, side: ComparedSide, { weight }: Flamegraph): HTMLElement {
  const share = side.total > 0 ? value / side.total : Number.NaN;
  const amount = formatValue(value / side.scale, weight.unit);
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  bar.style.transform = `scaleX(${Number.isFinite(share) ? Math.min(1, share) : 0})`;
  return element(
    "div",
    { role: "gridcell", class: `cell cell-${column}`, title: `${amount} · ${formatShare(share)}` },
    bar,
    element("span", { class: "amount muted" }, amount),
    element("span", { class: "share" }, formatShare(share)),
  );
}

const CHANCE: Readonly<Partial<Record<Change, string>>> = { same: " (no clear change)" };

function changeCell(column: string, before: number, after: number, graph: Flamegraph): HTMLElement {
  const judgement = judgementOf(graph);
  const change = judgement === null ? "same" : changeOf(before, after, judgement);
  const isNothing = before === 0 && after === 0;
  const amount = isNothing ? "" : changeText(graph, { before, after });
  const part = isNothing ? "" : relativeChange(before, after);
  return element(
    "div",
    {
      role: "gridcell",
      class: `cell cell-${column} change-${change}`,
      title: isNothing ? "" : `${amount}, ${part}${CHANCE[change] ?? ""}`,
    },
    element("span", { class: "change-amount" }, amount),
    element("span", { class: "amount muted" }, part),
  );
}
