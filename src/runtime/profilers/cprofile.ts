import type { Profiler } from "./profiler.ts";

/** CPython's deterministic profiler, enabled by the probe inside the target. */
export const cprofile: Profiler<"cprofile"> = {
  id: "cprofile",
  label: "cProfile",
  sentence: "Every call, counted exactly; no lines, and many small calls get slower.",
  level: "function",
  live: false,
  check: async ({ interpreter }) => ({ available: true, version: interpreter.version, binary: null }),
  launch: ({ settings }) => ({
    waitForGoMs: 0,
    samplerRateHz: 0,
    allocationFrames: 0,
    subprocesses: settings.pySpy.subprocesses,
    rateHz: null,
    options: { subprocesses: settings.pySpy.subprocesses },
  }),
};
