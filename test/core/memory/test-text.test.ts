import { describe, expect, test } from "vitest";
import {
  byGrowth,
  keeperText,
  testDescription,
  testLabel,
  testName,
  verdictText,
} from "../../../src/core/memory/test-text.ts";
import type { TestMemory, Verdict } from "../../../src/core/protocol/tests.ts";

const KIB = 1024;
const grows = (bytesPerRun: number): Verdict => ({ kind: "grows", bytesPerRun, low: 1, high: 2, runs: 3 });

function measured(id: string, verdict: Verdict, over: Partial<TestMemory> = {}): TestMemory {
  return {
    id,
    file: "/t.py",
    line: 1,
    outcome: "passed",
    wallNs: 3.4e7,
    peakBytes: 2 * KIB,
    kept: [],
    verdict,
    keepers: [],
    ...over,
  };
}

describe("testName", () => {
  test.each([
    ["tests/test_a.py::test_b", "test_b"],
    ["tests/test_a.py::TestC::test_b", "test_b"],
    ["tests/test_a.py::test_b[a::b.c-1]", "test_b[a::b.c-1]"],
    ["test_a.Tests.test_b", "test_b"],
    ["", ""],
    ["a::\u202eb", "\\u{202e}b"],
  ])("%s", (id, name) => {
    expect(testName(id)).toBe(name);
  });
});

test.each([
  [grows(46.4 * KIB), "+46.4 KiB per run"],
  [{ kind: "steady" }, "steady"],
  [{ kind: "warms-up", bytes: 3 * KIB }, "warms up by 3.00 KiB"],
  [{ kind: "too-noisy", low: -10, high: 200 }, "too noisy: -10 B to 200 B per run"],
  [{ kind: "not-judged", because: "it failed" }, "not judged: it failed"],
] as const)("verdict %#", (verdict, text) => {
  expect(verdictText(verdict)).toBe(text);
});

test("what stands behind a line names one test and counts the others", () => {
  expect(keeperText(46.4 * KIB, ["t.py::test_a"])).toBe("+46.4 KiB per run · test_a");
  expect(keeperText(10, ["t.py::test_a", "t.py::test_b", "t.py::test_c"])).toBe("+10 B per run · test_a and 2 more");
});

test("a test that grows says so before its name; what is not known is left out", () => {
  expect(testLabel(measured("t.py::test_a", grows(KIB)))).toBe("+1.00 KiB · test_a");
  expect(testLabel(measured("t.py::test_a", { kind: "steady" }))).toBe("test_a");
  expect(testDescription(measured("t.py::test_a", { kind: "steady" }))).toBe("steady · peak 2.00 KiB · 34.0 ms");
  const dead = measured("t.py::test_a", { kind: "not-judged", because: "it died" }, { peakBytes: null, wallNs: null });
  expect(testDescription(dead)).toBe("not judged: it died");
});

test("most growth first, then what is not clear, then the innocent by their peak", () => {
  const tests = [
    measured("steady", { kind: "steady" }),
    measured("less", grows(1)),
    measured("failed", { kind: "not-judged", because: "it failed" }),
    measured("high", { kind: "steady" }, { peakBytes: 9 * KIB }),
    measured("noisy", { kind: "too-noisy", low: 1, high: 2 }),
    measured("more", grows(2)),
  ];
  expect(tests.sort(byGrowth).map(({ id }) => id)).toEqual(["more", "less", "noisy", "failed", "high", "steady"]);
});
