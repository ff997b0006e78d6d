import type { Profiler } from "./profiler.ts";

/** The probe's own sampler: a thread inside the target that looks at `sys._current_frames()`. */
export const sampler: Profiler<"sampler"> = {
  id: "sampler",
  label: "In-process sampler",
  sentence: "Lines, sampled from inside; works wherever Python does, blurs tight loops.",
  level: "line",
  live: true,
  check: async () => ({ available: true, version: null, binary: null }),
  launch: ({ settings }) => ({
    waitForGoMs: 0,
    samplerRateHz: settings.sampler.rate,
    allocationFrames: 0,
    subprocesses: settings.pySpy.subprocesses,
    rateHz: settings.sampler.rate,
    options: { rate: settings.sampler.rate, subprocesses: settings.pySpy.subprocesses },
  }),
};
