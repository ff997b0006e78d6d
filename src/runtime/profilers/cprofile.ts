import type { Profiler } from "./profiler.ts";

/** CPython's deterministic profiler, enabled by the probe inside the target. */
export const cprofile: Profiler<"cprofile"> = {
  id: "cprofile",
  label: "cProfile",
  sentence:
    "Counts every call exactly and times every function; it knows no lines inside a function and slows programs of " +
    "many small calls down. It sees the main thread only up to Python 3.11; from 3.12 on it mixes threads.",
  measures: "calls, and elapsed time per function",
  level: "function",
  live: false,
  check: async ({ interpreter }) => ({ available: true, version: interpreter.version, binary: null }),
  launch: ({ settings }) => ({
    waitForGoMs: 0,
    samplerRateHz: 0,
    subprocesses: settings.pySpy.subprocesses,
    rateHz: null,
    options: { subprocesses: settings.pySpy.subprocesses },
  }),
};
