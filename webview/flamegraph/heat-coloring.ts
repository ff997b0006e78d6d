import type { FlamegraphTotals } from "../../src/core/profile/flamegraph-view-totals.ts";
import { type Coloring, HEAT_LEVELS, type HeatKey, SLOT } from "./coloring.ts";

/** Shares of the whole from which on a function has a level, hottest first; the last level is all that is below. */
const LEAST_SHARES: Readonly<Record<HeatKey, readonly number[]>> = {
  self: [0.2, 0.1, 0.05, 0.02, 0.01],
  total: [0.5, 0.2, 0.1, 0.05, 0.01],
};

/** Colours by how much of the whole a function took, in itself or in all: every frame of a function has one colour. */
export function colorByHeat({ self, total, rowOfFrame }: FlamegraphTotals, by: HeatKey, whole: number): Coloring {
  const values = by === "self" ? self : total;
  const least = LEAST_SHARES[by];
  const levelOf = (value: number) => {
    const level = least.findIndex((share) => value >= share * whole);
    return level < 0 ? HEAT_LEVELS - 1 : level;
  };
  const slots = new Uint8Array(rowOfFrame.length);
  for (const [frame, row] of rowOfFrame.entries()) slots[frame] = SLOT.heat + levelOf(values[row] ?? 0);
  const shares = new Float64Array(HEAT_LEVELS);
  const counts = new Uint32Array(HEAT_LEVELS);
  for (const [row, value] of values.entries()) {
    const level = levelOf(value);
    shares[level] = (shares[level] ?? 0) + (self[row] ?? 0) / whole;
    counts[level] = (counts[level] ?? 0) + 1;
  }
  const levels = Array.from({ length: HEAT_LEVELS }, (_, level) => level).filter((level) => (counts[level] ?? 0) > 0);
  const legend = levels.map((level) => ({
    slot: SLOT.heat + level,
    label: rangeOf(least, level),
    detail: `Functions whose ${by} is ${rangeOf(least, level)} of the whole; beside it the share of their self weight`,
    share: shares[level] ?? 0,
  }));
  return { slots, boxes: null, legend };
}

function rangeOf(least: readonly number[], level: number): string {
  const from = least[level];
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return from === undefined ? `below ${percent(least.at(-1) ?? 0)}` : `${percent(from)} or more`;
}
