import type { Profiler } from "./profiler.ts";

/** The probe's own sampler: a thread inside the target that looks at `sys._current_frames()`. */
export const sampler: Profiler<"sampler"> = {
  id: "sampler",
  label: "In-process sampler",
  sentence:
    "Samples the running lines from inside the program, with the standard library alone, so it works wherever Python " +
    "does. It sees a line only where Python checks for other threads: functions and lines that call are right, but " +
    "inside one loop time can move to the line where the next round begins.",
  measures: "wall time of running lines; CPU time where the system tells it per thread",
  level: "line",
  live: true,
  check: async () => ({ available: true, version: null, binary: null }),
  launch: ({ settings }) => ({
    waitForGoMs: 0,
    samplerRateHz: settings.sampler.rate,
    subprocesses: settings.pySpy.subprocesses,
    rateHz: settings.sampler.rate,
    options: { rate: settings.sampler.rate, subprocesses: settings.pySpy.subprocesses },
  }),
};
