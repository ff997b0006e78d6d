import { formatShare } from "../units.ts";

/** A file below this share of the run gets no badge: the explorer is not a table. */
const BADGE_FLOOR = 0.01;

export interface HeatBadge {
  /** Whole percents, rounded down, so that it never says more than was measured; two characters is all there is. */
  readonly badge: string;
  readonly tooltip: string;
}

/** The badge of a file in the explorer, from its share of the run's time (0..1); null: not hot enough. */
export function heatBadge(share: number): HeatBadge | null {
  if (!(share >= BADGE_FLOOR)) return null;
  return {
    badge: String(Math.min(99, Math.floor(share * 100 + 1e-9))),
    tooltip: `${formatShare(share)} of the run's time is spent in this file`,
  };
}
