import * as z from "zod/mini";

/**
 * `tests.<pid>.jsonl` in the run directory: what the test meter (src/runtime/probe/heatline_tests/meter.py) wrote, one
 * line per test. A `testStart` without its `test` names the test that was running when the interpreter died.
 */
export const testRecordSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("testStart"), id: z.string(), file: z.string(), line: z.number() }),
  z.object({
    type: z.literal("test"),
    id: z.string(),
    file: z.string(),
    line: z.number(),
    outcome: z.enum(["passed", "failed", "error", "skipped", "flaky"]),
    /** The first run, under tracemalloc: not the time the test takes without it. */
    wallNs: z.number(),
    peakBytes: z.number(),
    /** Bytes kept after the 1st, 2nd, ... run, against before the 1st. */
    kept: z.array(z.number()),
    blocks: z.array(z.number()),
    traced: z.nullable(
      z.object({
        runs: z.number(),
        bytes: z.number(),
        /** [file, line, bytes, blocks] over all traced runs, most bytes first. */
        lines: z.array(z.tuple([z.string(), z.number(), z.number(), z.number()])),
      }),
    ),
  }),
]);
export type TestRecord = z.infer<typeof testRecordSchema>;
export type MeasuredTest = Extract<TestRecord, { type: "test" }>;

/** What the repeats of a test say about the memory it keeps. */
export const verdictSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("steady") }),
  /** Kept more during the first runs, then no more: caches. */
  z.object({ kind: z.literal("warms-up"), bytes: z.number() }),
  /** Keeps so much more after every run; `low` and `high` bound the median step of the judged runs. */
  z.object({ kind: z.literal("grows"), bytesPerRun: z.number(), low: z.number(), high: z.number(), runs: z.number() }),
  z.object({ kind: z.literal("too-noisy"), low: z.number(), high: z.number() }),
  /** Not judged: failed, skipped, or the interpreter died. */
  z.object({ kind: z.literal("not-judged"), because: z.string() }),
]);
export type Verdict = z.infer<typeof verdictSchema>;

export const testMemorySchema = z.object({
  id: z.string(),
  file: z.string(),
  line: z.number(),
  outcome: z.enum(["passed", "failed", "error", "skipped", "flaky", "running", "died"]),
  wallNs: z.nullable(z.number()),
  peakBytes: z.nullable(z.number()),
  kept: z.array(z.number()),
  verdict: verdictSchema,
  /** The lines that keep the memory, per run of the test, most bytes first. */
  keepers: z.array(z.object({ file: z.string(), line: z.number(), bytesPerRun: z.number(), blocksPerRun: z.number() })),
});
export type TestMemory = z.infer<typeof testMemorySchema>;
