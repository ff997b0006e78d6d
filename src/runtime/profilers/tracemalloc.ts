import type { Profiler } from "./profiler.ts";

/** Python's own tracer of allocations, started by the test meter (probe/heatline_tests) inside the target. */
export const tracemalloc: Profiler<"tracemalloc"> = {
  id: "tracemalloc",
  label: "tracemalloc",
  sentence:
    "tracemalloc counts every byte that Python allocates. It slows code that allocates much down, up to tenfold, so " +
    "the times of such a run are never shown as heat.",
  level: "line",
  live: true,
  check: async ({ interpreter }) => ({ available: true, version: interpreter.version, binary: null }),
  launch: () => ({ waitForGoMs: 0, samplerRateHz: 0, subprocesses: false, rateHz: null, options: {} }),
};
