import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boxAt, neighboursOf, visitBoxes } from "../../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph, FlamegraphFrames, TreeProfile } from "../../../src/core/profile/model.ts";
import { timeOrder } from "../../../src/core/profile/time-order.ts";
import { keepFrames, type TimeSamples, threadSamples } from "../../../src/core/profile/time-samples.ts";
import { packTimeSamples, unpackTimeSamples } from "../../../src/core/profile/time-samples-pack.ts";
import { type TimedSample, timedProfile, timedSamples } from "../../support/timed-profiles.ts";

const weight = { id: "wall", label: "Time", unit: "ns", certainty: { kind: "exact" } } as const;

function framesOf({ functions }: TreeProfile): FlamegraphFrames {
  return {
    name: functions.name,
    file: functions.name.map(() => "/app/app.py"),
    firstLine: functions.firstLine,
    line: functions.firstLine,
    origin: functions.name.map(() => "own" as const),
    package: functions.name.map(() => "app"),
  };
}

const samplesOf = (profile: TreeProfile, thread: number) => threadSamples(profile, thread, profile.frames.function);

function graphOf(profile: TreeProfile, samples: TimeSamples): Flamegraph {
  const endNs = profile.timeline!.startNs.reduce(
    (end, at, i) => Math.max(end, at + profile.timeline!.durationNs[i]!),
    0,
  );
  return timeOrder(samples, { frames: framesOf(profile), weight, endNs });
}

/** `depth name start-end` of every box, worked out nanosecond by nanosecond. */
function bruteForce(samples: readonly TimedSample[], thread: number): string[] {
  const moments: (readonly string[])[] = [];
  for (const { stack, pauseNs, durationNs, ...sample } of samples) {
    if (sample.thread !== thread) continue;
    for (let at = 0; at < pauseNs; at++) moments.push([]);
    for (let at = 0; at < durationNs; at++) moments.push(stack);
  }
  const boxes: string[] = [];
  for (let depth = 0; depth < 6; depth++) {
    const key = (at: number) => {
      const stack = moments[at] ?? [];
      return depth < stack.length ? stack.slice(0, depth + 1).join(">") : "";
    };
    for (let from = 0; from < moments.length; ) {
      let to = from + 1;
      while (to < moments.length && key(to) === key(from)) to++;
      if (key(from) !== "") boxes.push(`${depth} ${key(from).split(">").at(-1)} ${from}-${to}`);
      from = to;
    }
  }
  return boxes.sort();
}

function boxesOf({ start, totals, depth, frame, frames }: Flamegraph): string[] {
  return Array.from(
    start,
    (from, node) => `${depth[node]} ${frames.name[frame[node]!]} ${from}-${from + totals[node]!}`,
  ).sort();
}

describe("order of time", () => {
  test("the boxes are those of a walk over every moment", () => {
    fc.assert(
      fc.property(timedSamples, fc.nat({ max: 1 }), (samples, thread) => {
        const profile = timedProfile(samples);
        expect(boxesOf(graphOf(profile, samplesOf(profile, thread)))).toEqual(bruteForce(samples, thread));
      }),
    );
  });

  test("the boxes of a frame are as wide as it took in the thread; the self times are all of it", () => {
    fc.assert(
      fc.property(timedSamples, (samples) => {
        const profile = timedProfile(samples);
        const graph = graphOf(profile, samplesOf(profile, 0));
        const own = samples.filter(({ thread }) => thread === 0);
        const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
        expect(sum(graph.self)).toBe(sum(own.map(({ durationNs }) => durationNs)));
        expect(graph.total).toBe(sum(graph.self));
        for (const [index, name] of graph.frames.name.entries()) {
          const outermost = [...graph.frame.keys()].filter(
            (node) => graph.frame[node] === index && !ancestors(graph, node).some((up) => graph.frame[up] === index),
          );
          expect(sum(outermost.map((node) => graph.totals[node]!))).toBe(
            sum(own.filter(({ stack }) => stack.includes(name)).map(({ durationNs }) => durationNs)),
          );
        }
      }),
    );
  });

  test("it is a tree in preorder: subtrees lie together, in the time of their parent", () => {
    fc.assert(
      fc.property(timedSamples, (samples) => {
        const profile = timedProfile(samples);
        const graph = graphOf(profile, samplesOf(profile, 0));
        for (let node = 0; node < graph.start.length; node++) {
          const parent = graph.parent[node]!;
          const below = [...graph.parent.keys()].filter((each) => ancestors(graph, each).includes(node));
          expect(graph.subtreeEnd[node]).toBe(node + 1 + below.length);
          if (parent < 0) continue;
          expect(graph.start[node]!).toBeGreaterThanOrEqual(graph.start[parent]!);
          expect(graph.start[node]! + graph.totals[node]!).toBeLessThanOrEqual(
            graph.start[parent]! + graph.totals[parent]!,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  test("every box is visited, alone or in a merged one, and is hit where it is", () => {
    fc.assert(
      fc.property(timedSamples, fc.integer({ min: 1, max: 60 }), (samples, leastWeight) => {
        const profile = timedProfile(samples);
        const graph = graphOf(profile, samplesOf(profile, 0));
        const seen = new Set<number>();
        const query = { span: { start: 0, end: graph.rows!.endNs }, firstDepth: 0, lastDepth: 9, leastWeight };
        visitBoxes(graph, query, (node, depth, from, to, merged, until = node) => {
          const row = [...graph.depth.keys()].filter((each) => graph.depth[each] === depth);
          const stood = row.filter((each) => each >= node && each <= until);
          expect(merged).toBe(stood.length > 1);
          expect(merged && to - from >= 2 * leastWeight).toBe(false);
          for (const each of stood) seen.add(each);
          for (const each of stood)
            expect(boxAt(graph, depth, graph.start[each]! + graph.totals[each]! / 2, leastWeight)).toEqual(
              merged ? { node, merged, until } : { node, merged },
            );
        });
        expect(seen.size).toBe(graph.start.length);
      }),
    );
  });

  test("of a part of the axis only what touches it is visited", () => {
    const samples = Array.from({ length: 100 }, (_, at) => ({
      thread: 0,
      stack: ["a", at % 2 ? "b" : "c"],
      pauseNs: 0,
      durationNs: 10,
    }));
    const profile = timedProfile(samples);
    const graph = graphOf(profile, samplesOf(profile, 0));
    const visited: string[] = [];
    const query = { span: { start: 205, end: 230 }, firstDepth: 1, lastDepth: 1, leastWeight: 1 };
    visitBoxes(graph, query, (node, _, from, to) =>
      visited.push(`${graph.frames.name[graph.frame[node]!]} ${from}-${to}`),
    );
    expect(visited).toEqual(["c 200-210", "b 210-220", "c 220-230"]);
  });

  test("neighbours follow one another in the row, whoever called them", () => {
    fc.assert(
      fc.property(timedSamples, (samples) => {
        const profile = timedProfile(samples);
        const graph = graphOf(profile, samplesOf(profile, 0));
        for (let node = 0; node < graph.start.length; node++) {
          const row = [...graph.depth.keys()].filter((each) => graph.depth[each] === graph.depth[node]);
          const siblings = row.filter((each) => graph.parent[each] === graph.parent[node]);
          const { previous, next, position, count, firstChild } = neighboursOf(graph, node);
          expect([previous, next]).toEqual([row[row.indexOf(node) - 1] ?? -1, row[row.indexOf(node) + 1] ?? -1]);
          expect([position, count]).toEqual([siblings.indexOf(node) + 1, siblings.length]);
          const children = [...graph.parent.keys()].filter((each) => graph.parent[each] === node);
          expect(firstChild < 0 ? -1 : graph.totals[firstChild]).toBe(
            children.length === 0 ? -1 : Math.max(...children.map((each) => graph.totals[each]!)),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  test("without some frames what they called moves up; what has no other frame is a gap", () => {
    const profile = timedProfile([
      { thread: 0, stack: ["a", "b"], pauseNs: 0, durationNs: 5 },
      { thread: 0, stack: ["a", "c", "b"], pauseNs: 0, durationNs: 5 },
      { thread: 0, stack: ["c"], pauseNs: 0, durationNs: 5 },
      { thread: 0, stack: ["a"], pauseNs: 0, durationNs: 5 },
    ]);
    const isC = profile.functions.name.indexOf("c");
    const kept = keepFrames(samplesOf(profile, 0), (frame) => frame !== isC);
    expect(boxesOf(graphOf(profile, kept))).toEqual(["0 a 0-10", "0 a 15-20", "1 b 0-10"]);
  });

  test("samples that overlap do not lie on one another, and rounding makes no gap", () => {
    const profile = timedProfile([{ thread: 0, stack: ["a"], pauseNs: 0, durationNs: 1 }]);
    const timeline = {
      unit: "ns",
      node: Int32Array.of(0, 0, 0, 0),
      startNs: Float64Array.of(0, 10.000001, 15, 40),
      durationNs: Float64Array.of(10, 10, 15, 0),
    } as const;
    const graph = graphOf(profile, samplesOf({ ...profile, timeline }, 0));
    expect(boxesOf(graph)).toEqual(["0 a 0-30"]);
  });

  test("a stack of 100,000 frames, twice", () => {
    const deep = Array.from({ length: 100_000 }, (_, level) => `f${level % 7}`);
    const profile = timedProfile([
      { thread: 0, stack: deep, pauseNs: 0, durationNs: 5 },
      { thread: 0, stack: ["a"], pauseNs: 0, durationNs: 5 },
      { thread: 0, stack: deep, pauseNs: 0, durationNs: 5 },
    ]);
    const graph = graphOf(profile, samplesOf(profile, 0));
    expect(graph.total).toBe(15);
    expect(graph.maxDepth).toBe(65_535);
  });

  test("more boxes than a page holds: the deepest rows are left out, and it says so", () => {
    const deep = (root: string) => [root, ...Array.from({ length: 99 }, () => "b")];
    const stacks = Array.from({ length: 70 }, (_, at) => deep(at % 2 ? "a" : "c"));
    const profile = timedProfile(stacks.map((stack) => ({ thread: 0, stack, pauseNs: 0, durationNs: 1 })));
    const graph = timeOrder(samplesOf(profile, 0), { frames: framesOf(profile), weight, endNs: 70 }, 6000);
    expect(graph.start.length).toBe(70 * 50);
    expect(graph.estimated).toMatch(/^Frames deeper than 50 are left out/);
    expect(graph.total).toBe(70);
  });

  test("packed and unpacked it is the same; other bytes are refused", () => {
    fc.assert(
      fc.property(timedSamples, (samples) => {
        const packed = samplesOf(timedProfile(samples), 0);
        expect(unpackTimeSamples(packTimeSamples(packed))).toEqual(packed);
      }),
      { numRuns: 30 },
    );
    const bytes = packTimeSamples(samplesOf(timedProfile([{ thread: 0, stack: ["a"], pauseNs: 0, durationNs: 1 }]), 0));
    expect(() => unpackTimeSamples(bytes.slice(0, -4))).toThrow("cut off");
    expect(() => unpackTimeSamples(new ArrayBuffer(64))).toThrow("not packed samples");
    expect(() => unpackTimeSamples(new ArrayBuffer(3))).toThrow("too few");
  });
});

function ancestors({ parent }: Flamegraph, node: number): number[] {
  const found: number[] = [];
  for (let up = parent[node]!; up >= 0; up = parent[up]!) found.push(up);
  return found;
}
