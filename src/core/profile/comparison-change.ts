import type { ComparedSide, Flamegraph, Unit } from "./model.ts";

export const CHANGES = ["grown", "shrunk", "new", "gone", "same"] as const;
/** `same` where a difference says nothing: it is within what sampling, or another run, gives. */
export type Change = (typeof CHANGES)[number];

/** A value on both sides, as compared. */
export interface BothSides {
  readonly before: number;
  readonly after: number;
}

/** What is needed to judge a difference of two sides. */
export interface Judgement {
  readonly unit: Unit;
  /** What one sample stands for, before and after, in the same scale as the values; 0 where exact. */
  readonly beforePerSample: number;
  readonly afterPerSample: number;
}

/**
 * The two-sided quantile of the normal distribution for 99 %: a graph has hundreds of boxes, and at 95 % every twentieth
 * would be called changed by chance.
 */
const QUANTILE = 2.576;

/**
 * Exact times differ between two runs of the same program, too: changes of link order or environment alone give some
 * percent (Mytkowicz et al., "Producing wrong data without doing anything obviously wrong!", ASPLOS 2009). A smaller part
 * of the larger time than this is no change.
 */
const LEAST_PART_OF_TIME = 0.02;

/** Beyond the rounding of sums of doubles. */
const LEAST_PART = 1e-9;

/**
 * What became of a value. Samples are counts of a Poisson process, so their square roots have nearly the same variance
 * wherever they are; two rates differ where (Huffman 1984; Gu, Ng, Tang and Schucany, "Testing the ratio of two Poisson rates",
 * Biometrical Journal 50, 2008)
 *
 *     2 |√(a + ⅜ p) − √(b + ⅜ q)| / √(p + q)  >  2.576
 *
 * with a and b the values and p and q what one sample of each stands for: 0 of an exact side, for which this is the test
 * against a known rate. A function that took nothing itself is not new where it was there: `whole` has what it called, too.
 */
export function changeOf(value: BothSides, judgement: Judgement, whole = value): Change {
  const { before, after } = value;
  if (!isChange(before, after, judgement)) return "same";
  if (!(whole.before > 0)) return "new";
  if (!(whole.after > 0)) return "gone";
  return after > before ? "grown" : "shrunk";
}

function isChange(before: number, after: number, { unit, beforePerSample, afterPerSample }: Judgement): boolean {
  const least = (unit === "ns" ? LEAST_PART_OF_TIME : LEAST_PART) * Math.max(before, after);
  if (!(Math.abs(after - before) > least)) return false;
  const spread = beforePerSample + afterPerSample;
  if (spread === 0) return true;
  const roots = Math.sqrt(after + 0.375 * afterPerSample) - Math.sqrt(before + 0.375 * beforePerSample);
  return (2 * Math.abs(roots)) / Math.sqrt(spread) > QUANTILE;
}

/** How the numbers of a graph are judged; null where it is no comparison. */
export function judgementOf({ comparison, weight: { unit } }: Flamegraph): Judgement | null {
  if (!comparison) return null;
  const { before, after } = comparison;
  return { unit, beforePerSample: before.perSample, afterPerSample: after.perSample };
}

/** What a node has with all below it, or itself. */
export function sidesOf({ comparison }: Flamegraph, node: number, measure: "self" | "totals"): BothSides {
  const value = (side: ComparedSide | undefined) => side?.[measure][node] ?? 0;
  return { before: value(comparison?.before), after: value(comparison?.after) };
}
