import { relativeChange } from "../../src/core/comparison-text.ts";
import { type BothSides, type Change, changeOf, judgementOf } from "../../src/core/profile/comparison-change.ts";
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
  const sides = (measure: "self" | "total"): BothSides => {
    return { before: before[measure][row] ?? 0, after: after[measure][row] ?? 0 };
  };
  const [self, total] = [sides("self"), sides("total")];
  return [
    valueCell("before", self.before, comparison.before, graph),
    valueCell("self", self.after, comparison.after, graph),
    changeCell("change", self, total, graph),
    valueCell("total", total.after, comparison.after, graph),
    changeCell("totalChange", total, total, graph),
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

function changeCell(column: string, sides: BothSides, whole: BothSides, graph: Flamegraph): HTMLElement {
  const judgement = judgementOf(graph);
  const change = judgement === null ? "same" : changeOf(sides, judgement, whole);
  const isNothing = sides.before === 0 && sides.after === 0;
  const amount = isNothing ? "" : changeText(graph, sides);
  const part = isNothing ? "" : relativeChange(sides, whole);
  return element(
    "div",
    {
      role: "gridcell",
      class: `cell cell-${column} change-${change}`,
      title: isNothing ? "" : `${amount}, ${part}${CHANCE[change] ?? ""}`,
    },
    element("span", { class: "change-amount" }, amount),
    element("span", { class: "change-part muted" }, part),
  );
}
