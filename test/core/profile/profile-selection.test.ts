import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { EVERYTHING, selectProfiles } from "../../../src/core/profile/profile-selection.ts";
import { threadLanes } from "../../../src/core/profile/thread-lanes.ts";
import type { ProfileSelection } from "../../../src/core/protocol/lanes.ts";
import { selectionTitle } from "../../../src/core/selection-title.ts";
import { THREADS, type TimedSample, timedProfile, timedSamples } from "../../support/timed-profiles.ts";

const classify = (file: string) => ({ path: file, origin: "own", package: "app" }) as const;
const select = (profile: TreeProfile, change: Partial<ProfileSelection>): TreeProfile =>
  selectProfiles([profile], { ...EVERYTHING, ...change }, classify)[0]!;
const wall = ({ nodes }: TreeProfile) => nodes.self[0]!;

/** Time of each stack of each thread inside a span, nanosecond by nanosecond. */
function bruteForce(samples: readonly TimedSample[], start: number, end: number): Map<string, number> {
  const now = THREADS.map(() => 0);
  const sums = new Map<string, number>();
  for (const { thread, stack, pauseNs, durationNs } of samples) {
    const from = now[thread]! + pauseNs;
    for (let at = from; at < from + durationNs; at++)
      if (at >= start && at < end) {
        const key = `${thread} ${stack.join(">")}`;
        sums.set(key, (sums.get(key) ?? 0) + 1);
      }
    now[thread] = from + durationNs;
  }
  return sums;
}

function selfByStack({ nodes, frames, functions }: TreeProfile, values: Float64Array): Map<string, number> {
  const sums = new Map<string, number>();
  values.forEach((value, node) => {
    if (value === 0) return;
    const stack: string[] = [];
    for (let at = node; at >= 0; at = nodes.parent[at]!)
      stack.unshift(functions.name[frames.function[nodes.frame[at]!]!]!);
    sums.set(`${nodes.thread[node]} ${stack.join(">")}`, Math.round(value * 1e6) / 1e6);
  });
  return sums;
}

const spans = fc
  .tuple(fc.nat({ max: 400 }), fc.nat({ max: 400 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);

describe("a part of a profile", () => {
  test("of a span each stack has the time that it was there, whatever the cuts", () => {
    fc.assert(
      fc.property(timedSamples, spans, (samples, [start, end]) => {
        const part = select(timedProfile(samples), { span: { start, end } });
        expect(selfByStack(part, wall(part))).toEqual(bruteForce(samples, start, end));
        const { node, durationNs } = part.timeline!;
        const sums = new Float64Array(part.nodes.parent.length);
        node.forEach((leaf, index) => {
          sums[leaf]! += durationNs[index]!;
        });
        expect(selfByStack(part, sums)).toEqual(bruteForce(samples, start, end));
      }),
    );
  });

  test("spans side by side add up to the whole, in every weight", () => {
    fc.assert(
      fc.property(timedSamples, fc.array(fc.nat({ max: 600 }), { maxLength: 4 }), (samples, cuts) => {
        const profile = timedProfile(samples);
        const edges = [0, ...cuts.sort((a, b) => a - b), 1e9];
        const parts = edges.slice(1).map((end, index) => select(profile, { span: { start: edges[index]!, end } }));
        for (const [weight, whole] of profile.nodes.self.entries())
          whole.forEach((value, node) => {
            expect(parts.reduce((sum, part) => sum + part.nodes.self[weight]![node]!, 0)).toBeCloseTo(value, 6);
          });
      }),
    );
  });

  test("everything is the same, as the selection of everything and as one that holds everything", () => {
    fc.assert(
      fc.property(timedSamples, (samples) => {
        const profile = timedProfile(samples);
        expect(selectProfiles([profile], EVERYTHING, classify)[0]).toBe(profile);
        const threads = THREADS.map((_, index) => ({ pid: 7, id: String(index) }));
        expect(select(profile, { threads, span: { start: 0, end: 1e9 } })).toEqual(profile);
      }),
    );
  });

  test("threads, and what passes through a function", () => {
    fc.assert(
      fc.property(timedSamples, fc.constantFrom("a", "b", "c"), fc.nat({ max: 1 }), (samples, name, thread) => {
        const profile = timedProfile(samples);
        const inThread = select(profile, { threads: [{ pid: 7, id: String(thread) }] });
        expect(selfByStack(inThread, wall(inThread))).toEqual(
          bruteForce(
            samples
              .map((sample) => (sample.thread === thread ? sample : { ...sample, thread: 1 - thread, stack: [] }))
              .filter(({ stack }) => stack.length > 0),
            0,
            1e6,
          ),
        );
        const through = select(profile, { through: { name, file: "/app/app.py", firstLine: 1 } });
        const passing = [...selfByStack(profile, wall(profile))].filter(([stack]) =>
          stack.slice(2).split(">").includes(name),
        );
        expect(selfByStack(through, wall(through))).toEqual(new Map(passing));
      }),
    );
  });

  test("the samples behind the numbers are those of the part", () => {
    const sample = { thread: 0, pauseNs: 0, durationNs: 10 };
    const profile = timedProfile([
      { ...sample, stack: ["a"] },
      { ...sample, stack: ["b"] },
      { ...sample, stack: ["a"] },
    ]);
    const part = select(profile, { span: { start: 0, end: 15 } });
    expect(part.weights.map(({ certainty }) => certainty)).toEqual([
      { kind: "sampled", samples: 2 },
      { kind: "sampled", samples: 2 },
    ]);
    expect([...part.nodes.self[1]!]).toEqual([1, 0.5]);
  });

  test("a profile without order has nothing in a span, and another process's thread is another", () => {
    const profile = timedProfile([{ thread: 0, stack: ["a"], pauseNs: 0, durationNs: 10 }]);
    expect([...wall(select({ ...profile, timeline: null }, { span: { start: 0, end: 5 } }))]).toEqual([0]);
    expect([...wall(select(profile, { threads: [{ pid: 8, id: "0" }] }))]).toEqual([0]);
  });
});

describe("lanes", () => {
  test("the busiest thread first; a lane is as dense as the thread was seen", () => {
    fc.assert(
      fc.property(timedSamples, (samples) => {
        const lanes = threadLanes([timedProfile(samples)], "wall");
        const totals = lanes.lanes.map(({ total }) => total);
        expect(totals).toEqual([...totals].sort((a, b) => b - a));
        for (const { density, total } of lanes.lanes) {
          const seen = density!.reduce((sum, part) => sum + part / 100, 0) * (lanes.end / density!.length);
          // Each part is rounded to a hundredth.
          expect(Math.abs(seen - total)).toBeLessThanOrEqual(lanes.end * 0.005 + 1e-9);
        }
        expect(lanes.lanes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
      }),
    );
  });

  test("threads of two processes with one id are two; py-spy's missing time is said", () => {
    const one = timedProfile([{ thread: 0, stack: ["a"], pauseNs: 0, durationNs: 10 }], 1);
    const two = {
      ...timedProfile([{ thread: 0, stack: ["a"], pauseNs: 5, durationNs: 30 }], 2),
      format: "speedscope",
      producer: "py-spy@0.4.1",
    };
    const { lanes, end, note } = threadLanes([one, two], "wall");
    expect(lanes.map(({ pid, total }) => [pid, total])).toEqual([
      [2, 30],
      [1, 10],
    ]);
    expect(end).toBe(35);
    expect(note).toMatch(/^py-spy leaves out the time in which a thread waited/);
  });

  test("sums have threads, but no axis", () => {
    const profile = { ...timedProfile([{ thread: 0, stack: ["a"], pauseNs: 0, durationNs: 10 }]), timeline: null };
    expect(threadLanes([profile], "wall")).toMatchObject({ end: 0, lanes: [{ name: "MainThread", density: null }] });
  });
});

describe("a part in words", () => {
  const lanes = [{ pid: 7, id: "0", name: "Main\u202eThread" }];
  const title = (change: Partial<ProfileSelection>) => selectionTitle({ ...EVERYTHING, ...change }, lanes, "ns");
  test.each([
    [{}, ""],
    [{ span: { start: 1.2e9, end: 3.4e9 } }, "1.20–3.40 s"],
    [{ span: { start: 0, end: 3.4e9 } }, "0–3.40 s"],
    [{ span: { start: 9e8, end: 1.1e9 } }, "900 ms–1.10 s"],
    [
      { threads: [{ pid: 7, id: "0" }], through: { name: "parse", file: "", firstLine: 1 } },
      /^Main.*202e.*Thread · through parse$/i,
    ],
    [{ threads: [{ pid: 7, id: "5" }] }, "Thread 5"],
    [
      {
        threads: [
          { pid: 7, id: "5" },
          { pid: 7, id: "6" },
        ],
      },
      "2 threads",
    ],
  ] as const)("%j", (change, expected) => {
    if (typeof expected === "string") expect(title(change as Partial<ProfileSelection>)).toBe(expected);
    else expect(title(change as unknown as Partial<ProfileSelection>)).toMatch(expected);
  });
});
