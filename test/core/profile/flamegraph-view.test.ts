import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutOrigins } from "../../../src/core/profile/flamegraph-view.ts";
import { boxAt, neighboursOf, pathTo, visitBoxes } from "../../../src/core/profile/flamegraph-view-boxes.ts";
import { heaviestNodeOf, nodeAtPath, pathSteps } from "../../../src/core/profile/flamegraph-view-path.ts";
import { functionTotals, lineTotals } from "../../../src/core/profile/flamegraph-view-totals.ts";
import { CODE_ORIGINS, type CodeOrigin, type Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf, type SampleFrame, sequence } from "../../support/flamegraph-samples.ts";

const lib: SampleFrame = { name: "lib", file: "/lib.py", origin: "library", package: "lib" };
const names = (graph: Flamegraph) => Array.from(graph.frame, (frame) => graph.frames.name[frame]);
const milliseconds = (values: Float64Array) => Array.from(values, (value) => value / 1e6);
const nodeNamed = (graph: Flamegraph, name: string) => names(graph).indexOf(name);

const ALL_BUT_OWN = CODE_ORIGINS.filter((origin) => origin !== "own");

describe("without the code of some origins", () => {
  test("time of other code goes to the nearest own ancestor, and own siblings that meet are merged", () => {
    const { graph, outside } = withoutOrigins(
      flamegraphOf([
        [["main", lib, "work"], 30],
        [["main", "work"], 10],
        [["main", lib], 5],
        [[lib, lib], 7],
        [[lib, "callback"], 3],
      ]),
      ALL_BUT_OWN,
    );
    expect(names(graph)).toEqual(["main", "work", "callback"]);
    expect(milliseconds(graph.self)).toEqual([5, 40, 3]);
    expect(milliseconds(graph.totals)).toEqual([45, 40, 3]);
    expect(outside).toBe(7e6);
    expect(graph.total).toBe(55e6);
  });

  test("no weight is lost and siblings fall, whatever the tree", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 60 }),
        fc.subarray([...CODE_ORIGINS]),
        (seed, count, hidden) => {
          const graph = randomGraph(seed, count);
          const { graph: own, outside } = withoutOrigins(graph, hidden);
          expect(outside).toBeCloseTo(
            weightOfStacks(graph, (origins) => origins.every((of) => hidden.includes(of))),
            -3,
          );
          expect(Array.from(own.frame).every((frame) => !hidden.includes(own.frames.origin[frame]!))).toBe(true);
          const sum = own.self.reduce((a, b) => a + b, 0) + outside;
          expect(sum).toBeCloseTo(graph.total, -3);
          for (let node = 1; node < own.totals.length; node++) {
            const { previous } = neighboursOf(own, node);
            if (previous >= 0) expect(own.totals[previous]!).toBeGreaterThanOrEqual(own.totals[node]!);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a stack of 20,000 own frames does not overflow", () => {
    const deep = flamegraphOf([[Array.from({ length: 20_000 }, (_, level) => `f${level}`), 1]]);
    expect(withoutOrigins(deep, ALL_BUT_OWN).graph.maxDepth).toBe(19_999);
  });
});

describe("boxes", () => {
  const graph = flamegraphOf([
    [["main", "big"], 90],
    [["main", "small"], 6],
    [["main", "tiny"], 2],
    [["main", "least"], 1],
    [["main"], 1],
  ]);

  test("what is narrower than a pixel is merged with its smaller siblings", () => {
    const seen: string[] = [];
    visitBoxes(
      graph,
      { span: { start: 0, end: graph.total }, firstDepth: 0, lastDepth: 9, leastWeight: 3e6 },
      (node, depth, from, to, merged) =>
        seen.push(`${depth} ${names(graph)[node]} ${from / 1e6}-${to / 1e6}${merged ? " merged" : ""}`),
    );
    expect(seen).toEqual(["0 main 0-100", "1 big 0-90", "1 small 90-96", "1 tiny 96-99 merged"]);
  });

  test("only what is in the span is visited", () => {
    const seen: number[] = [];
    const span = { start: 92e6, end: 95e6 };
    visitBoxes(graph, { span, firstDepth: 1, lastDepth: 1, leastWeight: 0 }, (node) => seen.push(node));
    expect(seen.map((node) => names(graph)[node])).toEqual(["small"]);
  });

  test("a point finds the box that is drawn there", () => {
    expect(boxAt(graph, 1, 50e6, 3e6)).toEqual({ node: nodeNamed(graph, "big"), merged: false });
    expect(boxAt(graph, 1, 97e6, 3e6)).toEqual({ node: nodeNamed(graph, "tiny"), merged: true });
    expect(boxAt(graph, 1, 99.5e6, 3e6)).toBeNull();
    expect(boxAt(graph, 2, 50e6, 3e6)).toBeNull();
  });

  test("every drawn box is found again at its middle", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomGraph(seed, 40);
        const leastWeight = random.total / 50;
        const query = { span: { start: 0, end: random.total }, firstDepth: 0, lastDepth: 99, leastWeight };
        visitBoxes(random, query, (node, depth, from, to, merged) => {
          expect(boxAt(random, depth, (from + to) / 2, leastWeight)).toEqual({ node, merged });
        });
      }),
      { numRuns: 60 },
    );
  });

  test("neighbours and path", () => {
    expect(neighboursOf(graph, nodeNamed(graph, "small"))).toEqual({
      parent: 0,
      firstChild: -1,
      previous: nodeNamed(graph, "big"),
      next: nodeNamed(graph, "tiny"),
      position: 2,
      count: 4,
    });
    expect(pathTo(graph, nodeNamed(graph, "tiny"))).toEqual([0, nodeNamed(graph, "tiny")]);
  });
});

describe("totals", () => {
  test("recursion counts once per stack", () => {
    const graph = flamegraphOf([
      [["walk", "walk", "visit", "walk"], 10],
      [["walk"], 5],
      [["other", "walk"], 3],
    ]);
    const totals = functionTotals(graph);
    const row = totals.rowOfFrame[graph.frames.name.indexOf("walk")]!;
    expect(totals.total[row]).toBe(18e6);
    expect(totals.self[row]).toBe(18e6);
    expect(totals.frame.length).toBe(3);
  });

  test("frames of one function at several lines are one function and several lines", () => {
    const at = (line: number): SampleFrame => ({ name: "parse", file: "/p.py", line });
    const graph = flamegraphOf([
      [[at(3)], 4],
      [[at(5)], 6],
    ]);
    const oneFunction = { ...graph, frames: { ...graph.frames, firstLine: Int32Array.of(1, 1) } };
    expect(Array.from(functionTotals(oneFunction).total)).toEqual([10e6]);
    expect(Array.from(lineTotals(oneFunction).total)).toEqual([6e6, 4e6]);
    expect(lineTotals(flamegraphOf([[["f"], 1]])).frame.length).toBe(0);
  });
});

describe("paths across reloads", () => {
  const before = flamegraphOf([
    [["main", "run", "parse"], 9],
    [["main", "run"], 1],
  ]);

  test("a path is found by names in newer data, in part where the rest is gone", () => {
    const path = pathSteps(before, nodeNamed(before, "parse"));
    const newer = flamegraphOf([
      [["main", "other"], 50],
      [["main", "run", "parse"], 9],
    ]);
    expect(nodeAtPath(newer, path)).toBe(nodeNamed(newer, "parse"));
    const without = flamegraphOf([[["main", "run"], 5]]);
    expect(nodeAtPath(without, path)).toBe(nodeNamed(without, "run"));
    expect(nodeAtPath(flamegraphOf([[["else"], 5]]), path)).toBe(-1);
  });

  test("the heaviest node of a frame", () => {
    const graph = flamegraphOf([
      [["a", "x"], 1],
      [["b", "x"], 5],
      [["a"], 9],
    ]);
    const found = heaviestNodeOf(graph, graph.frames.name.indexOf("x"));
    expect(graph.totals[found]).toBe(5e6);
    expect(heaviestNodeOf(graph, 99)).toBe(-1);
  });
});

/** Self weight of the stacks whose frames have such origins. */
function weightOfStacks(graph: Flamegraph, isWanted: (origins: CodeOrigin[]) => boolean): number {
  return graph.self.reduce((sum, self, node) => {
    const origins = pathTo(graph, node).map((at) => graph.frames.origin[graph.frame[at]!]!);
    return isWanted(origins) ? sum + self : sum;
  }, 0);
}

function randomGraph(seed: number, count: number): Flamegraph {
  const next = sequence(seed);
  const stacks = Array.from({ length: count }, () => {
    const depth = 1 + Math.floor(next() * 6);
    const stack = Array.from({ length: depth }, (): SampleFrame => {
      const name = `f${Math.floor(next() * 5)}`;
      return next() < 0.5 ? { name, origin: CODE_ORIGINS[Math.floor(next() * CODE_ORIGINS.length)]! } : { name };
    });
    return [stack, 1 + Math.floor(next() * 9)] as const;
  });
  return flamegraphOf(stacks);
}
