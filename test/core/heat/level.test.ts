import { expect, test } from "vitest";
import { heatLevel } from "../../../src/core/heat/level.ts";

test.each([
  [0, 0],
  [0.00499, 0],
  [0.005, 1],
  [0.0199, 1],
  [0.02, 2],
  [0.0999, 2],
  [0.1, 3],
  [0.2499, 3],
  [0.25, 4],
  [0.4999, 4],
  [0.5, 5],
  [1, 5],
  [Number.NaN, 0],
  [-1, 0],
  [Number.POSITIVE_INFINITY, 5],
])("share %d has level %d", (share, level) => {
  expect(heatLevel(share)).toBe(level);
});
