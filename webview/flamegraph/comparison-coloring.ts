import { CHANGE_WORDS, signedPoints, signedValue } from "../../src/core/comparison-text.ts";
import {
  type BothSides,
  CHANGES,
  type Change,
  changeOf,
  type Judgement,
  judgementOf,
  sidesOf,
} from "../../src/core/profile/comparison-change.ts";
import type { FlamegraphTotals } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { type Coloring, type LegendEntry, SLOT } from "./coloring.ts";
import { comparesShares } from "./comparison-describe.ts";

/** From these parts of the larger side on a change has the second, the third strength of its colour. */
const STRENGTHS = [0.2, 0.5];

/**
 * Colours say what became of a box: of it and all it called, as seen there, in every view. A function's row has the colour
 * of what became of its own part. `graph` is what the views are of, `rowsOf` gives the rows of its functions.
 */
export function colorChanges(graph: Flamegraph, rowsOf: { readonly functions: FlamegraphTotals }): Coloring | null {
  const judgement = judgementOf(graph);
  if (judgement === null) return null;
  const totals = rowsOf.functions;
  const { compared } = totals;
  if (compared === null) return null;
  const known = new WeakMap<Flamegraph, Uint8Array>();
  const boxes = (drawn: Flamegraph): Uint8Array => {
    const slots = known.get(drawn) ?? slotsOf(drawn, judgement);
    known.set(drawn, slots);
    return slots;
  };
  const sides = (measure: "self" | "total") => (row: number) => {
    return { before: compared.before[measure][row] ?? 0, after: compared.after[measure][row] ?? 0 };
  };
  const rows = [...totals.frame.keys()].map((row) => ({ self: sides("self")(row), total: sides("total")(row) }));
  const slotOfRow = rows.map(({ self, total }) => slotOf(self, judgement, total));
  const slots = Uint8Array.from(totals.rowOfFrame, (row) => slotOfRow[row] ?? SLOT.same);
  return { slots, boxes, legend: legendOf(graph, rows, judgement) };
}

function slotsOf(graph: Flamegraph, judgement: Judgement): Uint8Array {
  const slots = new Uint8Array(graph.frame.length);
  for (let node = 0; node < slots.length; node++) slots[node] = slotOf(sidesOf(graph, node, "totals"), judgement);
  return slots;
}

function slotOf(value: BothSides, judgement: Judgement, whole = value): number {
  const { before, after } = value;
  const change = changeOf(value, judgement, whole);
  if (change !== "grown" && change !== "shrunk") return SLOT[change];
  const part = Math.abs(after - before) / Math.max(before, after);
  return SLOT[change] + STRENGTHS.filter((from) => part >= from).length;
}

const DETAILS: Readonly<Record<Change, string>> = {
  grown: "More than before. The stronger the colour, the larger the part that was added: up to 20 %, up to 50 %, more",
  shrunk: "Less than before. The stronger the colour, the larger the part that went: up to 20 %, up to 50 %, more",
  new: "Not seen before; as wide as half of what it takes",
  gone: "Not seen any more; as wide as half of what it took",
  same: "Within what chance gives: less than the samples can tell with 99 % certainty, or less than 2 % of a time",
};

/** Each change with what the functions that it happened to have won or lost, by their own part. */
function legendOf(
  graph: Flamegraph,
  rows: readonly { readonly self: BothSides; readonly total: BothSides }[],
  judgement: Judgement,
): LegendEntry[] {
  const sums = new Map<Change, number>(CHANGES.map((change) => [change, 0]));
  for (const { self, total } of rows) {
    const change = changeOf(self, judgement, total);
    sums.set(change, (sums.get(change) ?? 0) + self.after - self.before);
  }
  return CHANGES.map((change) => {
    const sum = sums.get(change) ?? 0;
    const word = CHANGE_WORDS[change];
    return {
      slot: SLOT[change] + (change === "grown" || change === "shrunk" ? STRENGTHS.length : 0),
      label: word.charAt(0).toUpperCase() + word.slice(1),
      detail: DETAILS[change],
      share: Number.NaN,
      figure: comparesShares(graph) ? signedPoints(sum / graph.total) : signedValue(sum, graph.weight.unit),
    };
  });
}
