import { relativeChange } from "../../src/core/comparison-text.ts";
import { type BothSides, changeOf, judgementOf } from "../../src/core/profile/comparison-change.ts";
import { changeText, comparesShares } from "./comparison-describe.ts";
import type { ChangeTexts, TableRows } from "./table-column.ts";

/** Numbers of a table's row on both sides of a comparison. */

type Measure = "self" | "total";
type Side = "before" | "after";

export function isCompared({ totals, graph }: TableRows): boolean {
  return totals.compared !== null && graph.comparison !== undefined;
}

/** As it was measured. */
export function sideValue(rows: TableRows, row: number, side: Side, measure: Measure): number {
  return bothSides(rows, row, measure)[side] / (rows.graph.comparison?.[side].scale ?? 1);
}

/** Of the side's whole. */
export function sideShare(rows: TableRows, row: number, side: Side, measure: Measure): number {
  const whole = rows.graph.comparison?.[side].total ?? 0;
  return whole > 0 ? bothSides(rows, row, measure)[side] / whole : Number.NaN;
}

/** After less before, in the weight's unit; in points where shares are compared. */
export function changeValue(rows: TableRows, row: number, measure: Measure): number {
  const { before, after } = bothSides(rows, row, measure);
  const { comparison } = rows.graph;
  return comparesShares(rows.graph) ? (100 * (after - before)) / (comparison?.after.total ?? 0) : after - before;
}

export function changeTexts(rows: TableRows, row: number, measure: Measure): ChangeTexts {
  const sides = bothSides(rows, row, measure);
  const whole = bothSides(rows, row, "total");
  const judgement = judgementOf(rows.graph);
  const change = judgement === null ? "same" : changeOf(sides, judgement, whole);
  if (sides.before === 0 && sides.after === 0) return { change, amount: "", part: "" };
  return { change, amount: changeText(rows.graph, sides), part: relativeChange(sides, whole) };
}

function bothSides({ totals: { compared } }: TableRows, row: number, measure: Measure): BothSides {
  return { before: compared?.before[measure][row] ?? 0, after: compared?.after[measure][row] ?? 0 };
}
