import { expect, test } from "vitest";
import { heatBadge } from "../../../src/core/heat/badge.ts";

test.each([
  [0.42, "42"],
  [0.4299, "42"],
  [0.29, "29"],
  [0.01, "1"],
  [0.999, "99"],
  [1, "99"],
])("share %d has the badge %s", (share, badge) => {
  expect(heatBadge(share)?.badge).toBe(badge);
});

test("the tooltip says what the figure is a share of", () => {
  expect(heatBadge(1)?.tooltip).toBe("100 % of the run's time is spent in this file");
  expect(heatBadge(0.4299)?.tooltip).toBe("43.0 % of the run's time is spent in this file");
});

test("cool files and what is no number have no badge", () => {
  for (const share of [0, 0.0099, Number.NaN, -1]) expect(heatBadge(share)).toBeNull();
});
