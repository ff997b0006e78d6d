import { describe, expect, test } from "vitest";
import { judgeGrowth, testMemories } from "../../../src/core/memory/growth.ts";
import type { TestRecord } from "../../../src/core/protocol/tests.ts";

describe("judgeGrowth", () => {
  test.each([
    ["nothing kept", [0, 0, 0, 0, 0], { kind: "steady" }],
    ["freed again", [500, 200, 200, 100, 100], { kind: "warms-up", bytes: 100 }],
    ["a cache that fills", [5307, 5611, 5611, 5611, 5611], { kind: "warms-up", bytes: 5611 }],
    [
      "a leak of 100 bytes",
      [900, 1000, 1100, 1200, 1300],
      { kind: "grows", bytesPerRun: 100, low: 100, high: 100, runs: 3 },
    ],
    ["one run acquits", [0, 100, 200, 200, 300], { kind: "steady" }],
    ["a slow test, three runs", [10, 60, 110], { kind: "grows", bytesPerRun: 50, low: 50, high: 50, runs: 2 }],
    ["once", [10], { kind: "not-judged", because: "it did not run often enough" }],
  ] as const)("%s", (_name, kept, verdict) => {
    expect(judgeGrowth(kept)).toEqual(verdict);
  });

  test("takes the median step, because a dict grows in jumps", () => {
    const verdict = judgeGrowth(
      [63, 125, 199, 246, 294, 393, 441, 488, 536, 583, 735, 782, 830].map((kb) => kb * 1000),
    );
    expect(verdict).toMatchObject({ kind: "grows", bytesPerRun: 48_000, runs: 11 });
  });
});

describe("testMemories", () => {
  const measured: TestRecord = {
    type: "test",
    id: "tests/test_a.py::test_leak",
    file: "/w/tests/test_a.py",
    line: 3,
    outcome: "passed",
    wallNs: 1e6,
    peakBytes: 2048,
    kept: [100, 200, 300, 400, 500],
    blocks: [1, 2, 3, 4, 5],
    traced: { runs: 5, bytes: 500, lines: [["/w/a.py", 7, 500, 5]] },
  };

  test("names the lines that keep the memory, per run", () => {
    expect(testMemories([measured])).toMatchObject([
      {
        verdict: { kind: "grows", bytesPerRun: 100 },
        keepers: [{ file: "/w/a.py", line: 7, bytesPerRun: 100, blocksPerRun: 1 }],
      },
    ]);
  });

  test("does not claim growth that no line accounts for", () => {
    expect(testMemories([{ ...measured, traced: { runs: 5, bytes: 0, lines: [] } }])[0]?.verdict).toEqual({
      kind: "steady",
    });
    expect(testMemories([{ ...measured, traced: null }])[0]?.verdict).toMatchObject({ kind: "too-noisy" });
  });

  test("keeps the tests before a crash and names the one that died", () => {
    const start: TestRecord = {
      type: "testStart",
      id: "tests/test_a.py::test_crash",
      file: "/w/tests/test_a.py",
      line: 9,
    };
    expect(
      testMemories([{ ...start, id: measured.id }, measured, start]).map((test) => [test.id, test.outcome]),
    ).toEqual([
      ["tests/test_a.py::test_leak", "passed"],
      ["tests/test_a.py::test_crash", "died"],
    ]);
  });

  test("a test that failed is not judged", () => {
    expect(testMemories([{ ...measured, outcome: "failed" }])[0]?.verdict).toEqual({
      kind: "not-judged",
      because: "it failed",
    });
  });
});
