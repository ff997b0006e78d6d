import fc from "fast-check";
import { createTreeBuilder } from "../../src/core/profile/builder.ts";
import type { TreeProfile } from "../../src/core/profile/model.ts";

/** What a thread did: stacks of function names, root first, each for some time after a pause of some time. */
export interface TimedSample {
  readonly thread: number;
  readonly stack: readonly string[];
  readonly pauseNs: number;
  readonly durationNs: number;
}

export const THREADS = ["MainThread", "worker"] as const;

/** Threads begin at 0 and go on side by side. `wall` is time, `samples` counts. */
export function timedProfile(samples: readonly TimedSample[], pid: number | null = 7): TreeProfile {
  const builder = createTreeBuilder({ format: "timed", producer: "test", pid });
  const threads = THREADS.map((name, index) => builder.thread(String(index), name));
  const now = THREADS.map(() => 0);
  for (const { thread, stack, pauseNs, durationNs } of samples) {
    let node = -1;
    for (const name of stack)
      node = builder.node(
        node,
        builder.frame(builder.function(name, builder.file("/app/app.py"), 1), 1),
        threads[thread] ?? 0,
      );
    const start = (now[thread] ?? 0) + pauseNs;
    builder.add(node, 0, durationNs);
    builder.add(node, 1, 1);
    builder.span(node, start, durationNs);
    now[thread] = start + durationNs;
  }
  const certainty = { kind: "sampled", samples: samples.length } as const;
  return builder.build([
    { id: "wall", label: "Time", unit: "ns", certainty },
    { id: "samples", label: "Samples", unit: "samples", certainty },
  ]);
}

/** Few names, so that stacks share beginnings; pauses are rare; times are whole, so that sums are exact. */
export const timedSamples: fc.Arbitrary<TimedSample[]> = fc.array(
  fc.record({
    thread: fc.nat({ max: 1 }),
    stack: fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 6 }),
    pauseNs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 50 }) }),
    durationNs: fc.integer({ min: 1, max: 30 }),
  }),
  { minLength: 1, maxLength: 40 },
);
