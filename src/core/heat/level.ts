/** 0: not hot enough for a colour; 5: half of the run or more. */
export type HeatLevel = 0 | 1 | 2 | 3 | 4 | 5;

/** The levels that have a colour, coolest first. */
export const HEAT_LEVELS = [1, 2, 3, 4, 5] as const satisfies readonly HeatLevel[];

/**
 * Lowest share of each level. The steps are near to a factor of three or four, because the use of a line grows with
 * its share and not with its rank: the hottest line of a flat profile is not hot, and stays pale.
 */
const LOWEST_SHARE: readonly (readonly [HeatLevel, number])[] = [
  [5, 0.5],
  [4, 0.25],
  [3, 0.1],
  [2, 0.02],
  [1, 0.005],
];

/**
 * The heat level of a share of the run (0..1): 1 from 0.5 %, 2 from 2 %, 3 from 10 %, 4 from 25 %, 5 from 50 %.
 * What is no number has level 0.
 */
export function heatLevel(share: number): HeatLevel {
  for (const [level, lowest] of LOWEST_SHARE) if (share >= lowest) return level;
  return 0;
}
