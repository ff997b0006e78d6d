import { CHANGE_WORDS, relativeChange, signedPoints, signedValue } from "../../src/core/comparison-text.ts";
import { visibleText } from "../../src/core/hover/visible-text.ts";
import { type BothSides, changeOf, judgementOf, sidesOf } from "../../src/core/profile/comparison-change.ts";
import type { ComparedSide, Comparison, Flamegraph, Unit } from "../../src/core/profile/model.ts";
import { formatShare, formatValue } from "../../src/core/units.ts";
import type { ComparisonScene } from "./state.ts";

/** Numbers of a comparison as text. */

/** Shares are compared, not values. */
export function comparesShares({ comparison }: Flamegraph): boolean {
  return comparison !== undefined && (comparison.before.scale !== 1 || comparison.after.scale !== 1);
}

/** `2.51 s → 1.80 s`, as it was measured. */
export function wholesText({ before, after }: Comparison, unit: Unit): string {
  const whole = ({ total, scale }: ComparedSide) => formatValue(total / scale, unit);
  return `${whole(before)} → ${whole(after)}`;
}

/** `-400 ms, -40.0 %` of the wholes. */
export function wholeChange({ before, after, unit }: ComparisonScene): string {
  const relative = relativeChange({ before: before.total, after: after.total });
  return `${signedValue(after.total - before.total, unit)}, ${relative}`;
}

/** What is compared with what, in a line. */
export function comparisonText(comparison: ComparisonScene): string {
  const [after, before] = [comparison.after, comparison.before].map(
    ({ name, total }) => `${visibleText(name, 80)} ${formatValue(total, comparison.unit)}`,
  );
  return `${after}, compared with ${before} before: ${wholeChange(comparison)}`;
}

/** `340 ms · 12.4 %`, as it was measured. */
function sideText(value: number, side: ComparedSide, graph: Flamegraph): string {
  const share = side.total > 0 ? value / side.total : Number.NaN;
  return `${formatValue(value / side.scale, graph.weight.unit)} · ${formatShare(share)}`;
}

/** `+170 ms`, or `+6.2 points` where shares are compared. */
export function changeText(graph: Flamegraph, { before, after }: BothSides): string {
  const { comparison } = graph;
  if (!comparison || !comparesShares(graph)) return signedValue(after - before, graph.weight.unit);
  return signedPoints((after - before) / comparison.after.total);
}

/** `+170 ms, +50.0 %`; says where the difference may be chance. */
function changeSentence(graph: Flamegraph, sides: BothSides, whole = sides): string {
  if (sides.before === sides.after) return "unchanged";
  const judgement = judgementOf(graph);
  const change = judgement === null ? "same" : changeOf(sides, judgement, whole);
  const numbers = [changeText(graph, sides), relativeChange(sides, whole)].join(", ");
  return change === "same" ? `${CHANGE_WORDS.same} (${numbers})` : numbers;
}

/** The figures of a node in a comparison: before and after with all it called, what became of it, and of its own part. */
export function comparedFigures(graph: Flamegraph, node: number): (readonly [label: string, text: string])[] {
  const { comparison } = graph;
  if (!comparison) return [];
  const total = sidesOf(graph, node, "totals");
  const measure = graph.inverted ?? "total";
  const way = graph.inverted && (graph.parent[node] ?? -1) >= 0 ? `${measure}, called this way` : measure;
  const figures = [
    [`${way} before`, sideText(total.before, comparison.before, graph)],
    ["after", sideText(total.after, comparison.after, graph)],
    ["change", changeSentence(graph, total)],
  ] as const;
  if (graph.inverted) return [...figures];
  const self = sidesOf(graph, node, "self");
  const text = `${sideText(self.before, comparison.before, graph)} → ${sideText(self.after, comparison.after, graph)}`;
  const isNone = self.before === 0 && self.after === 0;
  return [
    ...figures,
    ["self", isNone ? "none" : text],
    ...(isNone ? [] : [["self change", changeSentence(graph, self, total)] as const]),
  ];
}

/** The same in a line: `total 340 ms → 510 ms, +170 ms, +50.0 %`. */
export function comparedLine(graph: Flamegraph, node: number): (readonly [label: string, text: string])[] {
  const { comparison } = graph;
  if (!comparison) return [];
  const total = sidesOf(graph, node, "totals");
  const line = (sides: BothSides) => {
    if (sides.before === 0 && sides.after === 0) return "none";
    const side = (value: number, { scale, total: whole }: ComparedSide) =>
      comparesShares(graph) ? formatShare(value / whole) : formatValue(value / scale, graph.weight.unit);
    return `${side(sides.before, comparison.before)} → ${side(sides.after, comparison.after)}, ${changeSentence(graph, sides, total)}`;
  };
  if (graph.inverted) return [[graph.inverted, line(total)]];
  return [
    ["total", line(total)],
    ["self", line(sidesOf(graph, node, "self"))],
  ];
}

/** What a screen reader says of a node: `grown, before 12.4 %, after 18.6 %, change +170 ms, +50.0 %`. */
export function comparedSpoken(graph: Flamegraph, node: number): string[] {
  const { comparison } = graph;
  const judgement = judgementOf(graph);
  if (!comparison || !judgement) return [];
  const sides = sidesOf(graph, node, "totals");
  const share = (value: number, { total }: ComparedSide) => formatShare(total > 0 ? value / total : Number.NaN);
  return [
    CHANGE_WORDS[changeOf(sides, judgement)],
    `before ${share(sides.before, comparison.before)}`,
    `after ${share(sides.after, comparison.after)}`,
    `change ${changeText(graph, sides)}`,
    relativeChange(sides),
  ];
}

/** In front of a box's name, so that its colour is not all that tells: `+50 %`, `-20 %`, `new`, `gone`; '' for no clear change. The
 * short form is the sign alone. */
export function changeMark(graph: Flamegraph, node: number, isShort: boolean): string {
  const judgement = judgementOf(graph);
  if (judgement === null) return "";
  const sides = sidesOf(graph, node, "totals");
  const { before, after } = sides;
  const change = changeOf(sides, judgement);
  if (change === "same") return "";
  if (isShort) return after > before ? "+" : "-";
  if (change === "new" || change === "gone") return change;
  const percent = Math.max(1, Math.round((Math.abs(after - before) / before) * 100));
  // What is left of it was not nothing.
  return after > before ? `+${percent}%` : `-${Math.min(99, percent)}%`;
}
