import { isAtLeast } from "../interpreters.ts";
import { run } from "../process.ts";
import type { Availability, Profiler, ProfilerContext } from "./profiler.ts";

/** How long the target waits for Tachyon before its first line; longer than the time in which it must attach. */
const WAIT_FOR_GO_MS = 20_000;

/**
 * CPython's own sampler from outside, `profiling.sampling` (Tachyon), new in Python 3.15. It attaches to the waiting
 * target as py-spy does, and is run by the target's own interpreter, as both must be of one version.
 *
 * Written from its documentation; never run, as there was no Python 3.15 to run it with.
 */
export const tachyon: Profiler<"tachyon"> = {
  id: "tachyon",
  label: "profiling.sampling",
  sentence: "Lines, sampled from outside by Python 3.15 itself; needs the right to look inside.",
  level: "line",
  live: false,
  check,
  launch({ settings }, { binary }) {
    const { rate, native, subprocesses } = settings.pySpy;
    return {
      waitForGoMs: WAIT_FOR_GO_MS,
      samplerRateHz: 0,
      allocationFrames: 0,
      subprocesses: false,
      rateHz: rate,
      options: { rate, native, subprocesses, binary: binary ?? "" },
    };
  },
};

async function check({ interpreter, env }: ProfilerContext): Promise<Availability> {
  const no = (message: string): Availability => ({
    available: false,
    note: {
      level: "warning",
      code: "tachyon-missing",
      message,
      remedy: "Choose a newer interpreter, or another profiler: py-spy and the sampler give lines, too.",
    },
  });
  const { version, implementation, path } = interpreter;
  if (implementation !== "cpython" || !isAtLeast(version, "3.15"))
    return no(`profiling.sampling (Tachyon) came with CPython 3.15; ${path} is ${implementation} ${version}.`);
  const asked = await run(path, ["-I", "-c", "import profiling.sampling, _remote_debugging"], { timeoutMs: 5000, env });
  if (asked.exitCode !== 0) return no(`${path} is Python ${version}, but was built without profiling.sampling.`);
  return { available: true, version, binary: path };
}
