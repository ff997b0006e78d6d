import { visibleText } from "../../src/core/hover/visible-text.ts";
import { baseName } from "../../src/core/profile/flamegraph-search.ts";
import { neighboursOf } from "../../src/core/profile/flamegraph-view-boxes.ts";
import { lineOf } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph, FlamegraphFrames, Weight } from "../../src/core/profile/model.ts";
import { formatCount, formatShare, formatValue, UNKNOWN } from "../../src/core/units.ts";
import { changeMark, comparedFigures, comparedLine, comparedSpoken, wholesText } from "./comparison-describe.ts";

/** Names and paths are untrusted: what cannot be seen in them is written out. */
const LONGEST = 300;

export function shownText(text: string): string {
  return visibleText(text, LONGEST);
}

export function nameOf(frames: FlamegraphFrames, frame: number): string {
  return shownText(frames.name[frame] || "(no name)");
}

/** `parser.py:12`; the file alone where no line is known; "—" where there is no file. */
export function placeOf(frames: FlamegraphFrames, frame: number): string {
  return placeText(baseName(frames.file[frame] ?? ""), lineOf(frames, frame));
}

/** The same with the full path. */
export function fullPlaceOf(frames: FlamegraphFrames, frame: number): string {
  return placeText(frames.file[frame] ?? "", lineOf(frames, frame));
}

/** `file:line`, the file alone where the line is 0, "—" where there is no file. */
export function placeText(file: string, line: number): string {
  if (file === "") return UNKNOWN;
  const shown = shownText(file);
  return line > 0 ? `${shown}:${line}` : shown;
}

/** `340 ms · 12.4 %`. */
export function valueAndShare(value: number, graph: Flamegraph): string {
  return `${formatValue(value, graph.weight.unit)} · ${formatShare(value / graph.total)}`;
}

/** What stands on a box: its name, in a comparison after what became of it, of which `isShort` leaves the sign. */
export function labelOf(graph: Flamegraph, node: number, isShort: boolean): string {
  const name = nameOf(graph.frames, graph.frame[node] ?? 0);
  const mark = graph.comparison ? changeMark(graph, node, isShort) : "";
  return mark === "" ? name : `${mark}${isShort ? "" : " "}${name}`;
}

/** The figures of a node as text, with what they are; of a comparison each side's, or in a line both. */
export function figureTexts(
  graph: Flamegraph,
  node: number,
  inLine: boolean,
): (readonly [label: string, text: string])[] {
  if (graph.comparison) return inLine ? comparedLine(graph, node) : comparedFigures(graph, node);
  return figuresOf(graph, node).map(([label, value]) => [label, valueAndShare(value, graph)]);
}

/** The figures of a node. Upside down there is one: the weight of its root, as far as it came through the node. */
function figuresOf(graph: Flamegraph, node: number): (readonly [label: string, value: number])[] {
  const total = graph.totals[node] ?? 0;
  if (graph.rows) return [["self", graph.self[node] ?? 0] as const, ["duration", total] as const];
  if (!graph.inverted) return [["self", graph.self[node] ?? 0] as const, ["total", total] as const];
  return [[(graph.parent[node] ?? -1) < 0 ? graph.inverted : `${graph.inverted}, called this way`, total] as const];
}

/** `2.51 s`; of a comparison `2.51 s → 1.80 s`. */
export function wholeText({ total, weight, comparison }: Pick<Flamegraph, "total" | "weight" | "comparison">): string {
  return comparison ? wholesText(comparison, weight.unit) : formatValue(total, weight.unit);
}

/**
 * How much of the box above this is: `40.1 % of main`. Upside down the box above is what it called. Null for a root, and in a
 * comparison, where there are two shares.
 */
export function shareOfParent(graph: Flamegraph, node: number): readonly [label: string, text: string] | null {
  const up = graph.parent[node] ?? -1;
  if (up < 0 || graph.comparison) return null;
  const share = (graph.totals[node] ?? 0) / (graph.totals[up] ?? 0);
  const name = nameOf(graph.frames, graph.frame[up] ?? 0);
  return [graph.inverted ? "Of what it called" : "Of its caller", `${formatShare(share)} of ${name}`];
}

/** Exact calls of the frame's function over the whole of what was measured; '' where nobody counted them. */
export function callsText(graph: Flamegraph, node: number): string {
  const calls = graph.counts?.calls[graph.frame[node] ?? 0] ?? Number.NaN;
  return Number.isNaN(calls) ? "" : formatCount(calls);
}

/** What shares are of: `of 2.51 s wall time`. */
export function ofTotal(graph: Flamegraph): string {
  if (graph.comparison) return `of each whole: ${wholeText(graph)} ${graph.weight.label.toLowerCase()}`;
  return `of ${formatValue(graph.total, graph.weight.unit)} ${graph.weight.label.toLowerCase()}`;
}

/** How far a value can be trusted. A weight's samples are spread as the weight is: hence "about". */
export function certaintyOf(weight: Weight, value: number, total: number): string {
  const { certainty } = weight;
  switch (certainty.kind) {
    case "exact":
      return "exact";
    case "sampled": {
      const samples = total > 0 ? (certainty.samples * value) / total : Number.NaN;
      return `sampled: about ${formatCount(samples)} of ${formatCount(certainty.samples)} samples`;
    }
    case "estimated":
      return `estimated: ${certainty.because}`;
  }
}

/** What a screen reader says of a node: "parse, self 12.0 %, total 40.1 %, depth 3, 2 of 8 siblings". */
export function spoken(graph: Flamegraph, node: number): string {
  const frame = graph.frame[node] ?? 0;
  const { position, count } = neighboursOf(graph, node);
  return [
    nameOf(graph.frames, frame),
    ...(graph.comparison
      ? comparedSpoken(graph, node)
      : figuresOf(graph, node).map(([label, value]) => `${label} ${formatShare(value / graph.total)}`)),
    `depth ${(graph.depth[node] ?? 0) + 1}`,
    `${position} of ${count} ${count === 1 ? "sibling" : "siblings"}`,
    placeOf(graph.frames, frame),
  ].join(", ");
}
