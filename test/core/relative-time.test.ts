import { expect, test } from "vitest";
import { formatAgo } from "../../src/core/relative-time.ts";

test.each([
  [-5000, "just now"],
  [59_999, "just now"],
  [60_000, "1 min ago"],
  [3_599_999, "59 min ago"],
  [3_600_000, "1 h ago"],
  [86_399_999, "23 h ago"],
  [86_400_000, "yesterday"],
  [12 * 86_400_000, "12 days ago"],
  [Number.NaN, "at an unknown time"],
])("%d ms is %s", (ageMs, words) => {
  expect(formatAgo(ageMs)).toBe(words);
});
