import type { MeasuredTest, TestMemory, TestRecord, Verdict } from "../protocol/tests.ts";

/** Runs whose growth is judged; those before them warm up. The meter's own JUDGED_RUNS, and more where it repeated more. */
const LEAST_JUDGED_RUNS = 2;
const WARM_UP_RUNS = 2;

/**
 * What a test's readings say. `kept[i]` is the bytes alive after run i+1, against before the first run.
 *
 * The rule is regrtest's (`-R`): a leak shows in every run, so one judged run that keeps nothing more acquits. The
 * growth per run is the median step, because dicts and lists grow in jumps; its bounds are the quartiles of the steps.
 */
export function judgeGrowth(kept: readonly number[]): Verdict {
  const steps = kept.slice(1).map((bytes, index) => bytes - (kept[index] ?? 0));
  const judged = steps.slice(Math.min(WARM_UP_RUNS - 1, Math.max(0, steps.length - LEAST_JUDGED_RUNS)));
  if (judged.length < LEAST_JUDGED_RUNS) return { kind: "not-judged", because: "it did not run often enough" };
  const sorted = judged.toSorted((a, b) => a - b);
  const [low, median, high] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  if (judged.every((step) => step > 0)) return { kind: "grows", bytesPerRun: median, low, high, runs: judged.length };
  // memory that comes and goes and yet rises on the whole: neither a leak by the rule nor plainly none
  if (median > 0 && !judged.includes(0)) return { kind: "too-noisy", low: sorted[0] ?? 0, high: sorted.at(-1) ?? 0 };
  const warmUp = kept.at(-1) ?? 0;
  return warmUp > 0 && judged.at(-1) === 0 ? { kind: "warms-up", bytes: warmUp } : { kind: "steady" };
}

/**
 * Joins what the meter wrote into one entry per test, in the order of running. A test that has not ended is running
 * while the run is live; else the interpreter died in it.
 */
export function testMemories(records: readonly TestRecord[], live = false): TestMemory[] {
  const tests = new Map<string, TestMemory>();
  for (const record of records) tests.set(record.id, record.type === "test" ? measured(record) : unended(record, live));
  return [...tests.values()];
}

function measured(test: MeasuredTest): TestMemory {
  const { traced } = test;
  const growth = test.outcome === "passed" ? judgeGrowth(test.kept) : undefined;
  return {
    id: test.id,
    file: test.file,
    line: test.line,
    outcome: test.outcome,
    wallNs: test.wallNs,
    peakBytes: test.peakBytes,
    kept: test.kept,
    verdict: growth === undefined ? { kind: "not-judged", because: OUTCOMES[test.outcome] } : confirmed(growth, traced),
    keepers: (traced?.lines ?? []).map(([file, line, bytes, blocks]) => ({
      file,
      line,
      bytesPerRun: bytes / (traced?.runs ?? 1),
      blocksPerRun: blocks / (traced?.runs ?? 1),
    })),
  };
}

const OUTCOMES = {
  passed: "it passed",
  failed: "it failed",
  error: "its set-up or tear-down failed",
  skipped: "it was skipped",
  flaky: "it failed when it was run again",
} as const;

/** Growth that no line of the program or its libraries accounts for is the runner's own. */
function confirmed(growth: Verdict, traced: MeasuredTest["traced"]): Verdict {
  if (growth.kind !== "grows") return growth;
  if (traced === null) return { kind: "too-noisy", low: growth.low, high: growth.high };
  return traced.lines.length === 0 ? { kind: "steady" } : growth;
}

function unended(start: { id: string; file: string; line: number }, live: boolean): TestMemory {
  return {
    id: start.id,
    file: start.file,
    line: start.line,
    outcome: live ? "running" : "died",
    wallNs: null,
    peakBytes: null,
    kept: [],
    verdict: { kind: "not-judged", because: live ? "it is running" : "the interpreter ended while it ran" },
    keepers: [],
  };
}

/** Linear interpolation between closest ranks (type 7, as numpy's default) of ascending values. */
function quantile(ascending: readonly number[], q: number): number {
  const position = (ascending.length - 1) * q;
  const below = ascending[Math.floor(position)] ?? 0;
  const above = ascending[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
