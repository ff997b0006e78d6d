import type { Profiler } from "./profiler.ts";

/** Enough to see who asked for the memory; each more costs memory for every block that lives. */
const FRAMES = 16;

/**
 * Python's own tracer of allocations. A program is traced from its beginning by the probe, which keeps what is alive at
 * its end; tests are measured one by one by the test meter (probe/heatline_tests) inside the target.
 */
export const tracemalloc: Profiler<"tracemalloc"> = {
  id: "tracemalloc",
  label: "tracemalloc",
  sentence:
    "tracemalloc counts every byte that Python allocates. It slows code that allocates much down, up to tenfold, so " +
    "the times of such a run are never shown as heat.",
  level: "line",
  live: true,
  check: async ({ interpreter }) => ({ available: true, version: interpreter.version, binary: null }),
  launch: () => ({
    waitForGoMs: 0,
    samplerRateHz: 0,
    allocationFrames: FRAMES,
    subprocesses: false,
    rateHz: null,
    options: {},
  }),
};
