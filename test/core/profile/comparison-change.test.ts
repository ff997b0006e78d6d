import { describe, expect, it } from "vitest";
import { changeOf, type Judgement } from "../../../src/core/profile/comparison-change.ts";
import { sequence } from "../../support/flamegraph-samples.ts";

const bytes: Judgement = { unit: "bytes", beforePerSample: 0, afterPerSample: 0 };
const exactTime: Judgement = { ...bytes, unit: "ns" };
const samples: Judgement = { unit: "samples", beforePerSample: 1, afterPerSample: 1 };

describe("what became of a value", () => {
  it.each([
    [0, 0, "same"],
    [0, 1, "new"],
    [1, 0, "gone"],
    [1000, 1001, "grown"],
    [1001, 1000, "shrunk"],
    [1, 1 + 1e-12, "same"],
  ] as const)("exact: from %d to %d is %s", (before, after, change) => {
    expect(changeOf({ before, after }, bytes)).toBe(change);
  });

  it("exact times differ from 2 % on", () => {
    expect([1010, 1030, 971, 980].map((after) => changeOf({ before: 1000, after }, exactTime))).toEqual([
      "same",
      "grown",
      "shrunk",
      "same",
    ]);
  });

  it.each([
    [0, 5, "same"],
    [0, 7, "new"],
    [7, 0, "gone"],
    [100, 130, "same"],
    [100, 145, "grown"],
    [10_000, 10_300, "same"],
    [10_000, 10_400, "grown"],
  ] as const)("samples: from %d to %d is %s", (before, after, change) => {
    expect(changeOf({ before, after }, samples)).toBe(change);
  });

  it("a function that was there and took nothing itself is not new, nor gone when it takes nothing any more", () => {
    const whole = { before: 5, after: 9 };
    expect(changeOf({ before: 0, after: 4 }, bytes, whole)).toBe("grown");
    expect(changeOf({ before: 4, after: 0 }, bytes, whole)).toBe("shrunk");
    expect(changeOf({ before: 0, after: 4 }, bytes, { before: 0, after: 4 })).toBe("new");
  });

  it("a time counts by the samples behind it, of both sides", () => {
    const slower = { before: 1e9, after: 1.3e9 };
    const hundredHertz = { unit: "ns", beforePerSample: 10e6, afterPerSample: 10e6 } as const;
    expect(changeOf(slower, hundredHertz)).toBe("same");
    expect(changeOf(slower, { ...hundredHertz, afterPerSample: 1e6, beforePerSample: 1e6 })).toBe("grown");
    // Against an exact time only the other side's samples can be wrong.
    expect(changeOf(slower, { ...hundredHertz, beforePerSample: 0 })).toBe("grown");
  });

  it("of two samplings of the same rate at most about one in a hundred is called changed", () => {
    const next = sequence(5);
    for (const [mean, beforeEvery, afterEvery] of [
      [0.5, 1, 1],
      [5, 1, 1],
      [40, 1, 1],
      [40, 1, 4],
      [200, 3, 1],
    ] as const) {
      const rounds = 4000;
      let called = 0;
      for (let round = 0; round < rounds; round++) {
        const before = poisson(mean / beforeEvery, next) * beforeEvery;
        const after = poisson(mean / afterEvery, next) * afterEvery;
        const judgement = { unit: "samples", beforePerSample: beforeEvery, afterPerSample: afterEvery } as const;
        if (changeOf({ before, after }, judgement) !== "same") called++;
      }
      expect(called / rounds, `${mean} at ${beforeEvery} and ${afterEvery}`).toBeLessThan(0.016);
    }
  });
});

/** Knuth's method: as many factors as keep the product above e^-mean. */
function poisson(mean: number, next: () => number): number {
  const least = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > least; count++) product *= next();
  return count;
}
