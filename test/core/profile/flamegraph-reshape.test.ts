import { describe, expect, it } from "vitest";
import {
  collapseLibraries,
  collapseRecursion,
  hideFrames,
  subtreeOf,
} from "../../../src/core/profile/flamegraph-reshape.ts";
import { pathTo } from "../../../src/core/profile/flamegraph-view-boxes.ts";
import { exactNodeAt, pathSteps } from "../../../src/core/profile/flamegraph-view-path.ts";
import { functionTotals } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf, type SampleFrame, sequence } from "../../support/flamegraph-samples.ts";

const library = (name: string): SampleFrame => ({ name, file: `/lib/${name}.py`, origin: "library", package: name });
const own = (name: string): SampleFrame => ({ name });

function drawn({ depth, frame, frames, totals }: Flamegraph): string[] {
  return [...frame].map(
    (of, node) => `${"  ".repeat(depth[node] ?? 0)}${frames.name[of]} ${(totals[node] ?? 0) / 1e6}`,
  );
}

/** Self weight of each stack, as a sorted list of `a>b>c 3`. */
function stacksOf(graph: Flamegraph): string[] {
  const lines: string[] = [];
  graph.self.forEach((self, node) => {
    const path = pathTo(graph, node).map((at) => graph.frames.name[graph.frame[at] ?? 0]);
    if (self > 0) lines.push(`${path.join(">")} ${self / 1e6}`);
  });
  return lines.sort();
}

/** The same of stacks that a rule changes one by one: what the tree must agree with. */
function expected(stacks: readonly Stack[], rule: (stack: readonly SampleFrame[]) => readonly SampleFrame[]): string[] {
  const sums = new Map<string, number>();
  for (const [stack, weight] of stacks) {
    const path = rule(stack)
      .map(({ name }) => name)
      .join(">");
    sums.set(path, (sums.get(path) ?? 0) + weight);
  }
  sums.delete("");
  return [...sums].map(([path, sum]) => `${path} ${sum}`).sort();
}

type Stack = readonly [readonly SampleFrame[], number];

/** Forty programs of a few functions that call each other in all ways. */
const programs = Array.from({ length: 40 }, (_, seed): Stack[] => {
  const next = sequence(seed + 1);
  const frames = [own("a"), own("b"), own("c"), library("x"), library("y")];
  return Array.from({ length: 1 + Math.floor(next() * 40) }, (): Stack => {
    const stack = Array.from({ length: 1 + Math.floor(next() * 9) }, () => frames[Math.floor(next() * 5)] ?? own("a"));
    return [stack, 1 + Math.floor(next() * 20)];
  });
});

function selfByFunction(graph: Flamegraph): Record<string, number> {
  const { frame, self } = functionTotals(graph);
  return Object.fromEntries(
    [...frame].map((of, row) => [graph.frames.name[of], self[row] ?? 0] as const).filter(([, weight]) => weight > 0),
  );
}

function requireSound(graph: Flamegraph, before: Flamegraph, outside = 0): void {
  const sum = graph.self.reduce((total, self) => total + self, outside);
  expect(sum).toBe(before.total);
  expect(graph.total).toBe(before.total);
  graph.totals.forEach((total, node) => {
    let below = graph.self[node] ?? 0;
    const end = graph.subtreeEnd[node] ?? 0;
    for (let child = node + 1; child < end; child = graph.subtreeEnd[child] ?? end) below += graph.totals[child] ?? 0;
    expect(below).toBe(total);
  });
}

describe("recursion collapsed", () => {
  it("puts direct and mutual recursion back to the frame that is on the path", () => {
    const graph = flamegraphOf([
      [["main", "walk", "walk", "walk", "leaf"], 3],
      [["main", "visit", "accept", "visit", "accept", "leaf"], 4],
      [["main", "visit", "accept", "visit"], 2],
    ]);
    expect(drawn(collapseRecursion(graph))).toEqual([
      "main 9",
      "  visit 6",
      "    accept 4",
      "      leaf 4",
      "  walk 3",
      "    leaf 3",
    ]);
  });

  it("is each stack with its loops erased, whatever the tree; self weights stay", () => {
    for (const stacks of programs) {
      const graph = flamegraphOf(stacks);
      const collapsed = collapseRecursion(graph);
      const erased = (stack: readonly SampleFrame[]) => {
        let path: SampleFrame[] = [];
        for (const frame of stack) {
          const at = path.findIndex(({ name }) => name === frame.name);
          path = at < 0 ? path.concat(frame) : path.slice(0, at + 1);
        }
        return path;
      };
      expect(stacksOf(collapsed)).toEqual(expected(stacks, erased));
      expect(selfByFunction(collapsed)).toEqual(selfByFunction(graph));
      requireSound(collapsed, graph);
    }
  });

  it("leaves every total as it was where recursion is direct", () => {
    const graph = flamegraphOf([
      [["main", "walk", "walk", "walk"], 3],
      [["main", "walk", "walk", "leaf", "leaf"], 5],
      [["main", "walk", "leaf"], 1],
    ]);
    const { frame, total } = functionTotals(graph);
    const after = functionTotals(collapseRecursion(graph));
    for (const [row, of] of frame.entries()) expect(after.total[after.rowOfFrame[of] ?? -1]).toBe(total[row]);
  });

  it("takes the lines of a function as one function", () => {
    const graph = flamegraphOf([
      [
        [
          { name: "walk", line: 3 },
          { name: "walk", line: 4 },
        ],
        2,
      ],
    ]);
    // Two frames of one function: the samples of the helper number functions by frame, so the def lines are set alike.
    const same = { ...graph, frames: { ...graph.frames, firstLine: new Int32Array([1, 1]) } };
    expect(drawn(collapseRecursion(same))).toEqual(["walk 2"]);
  });

  it("takes a recursion of 10,000 calls", () => {
    const graph = flamegraphOf([[["main", ...Array.from({ length: 10_000 }, () => "walk")], 1]]);
    expect(drawn(collapseRecursion(graph))).toEqual(["main 1", "  walk 1"]);
  });
});

describe("libraries collapsed", () => {
  it("are their entry; own code that they call back stays below it", () => {
    const graph = flamegraphOf([
      [[own("main"), library("get"), library("send"), library("read")], 5],
      [[own("main"), library("get"), library("send"), own("hook"), library("log")], 2],
      [[library("boot"), library("run"), own("main")], 1],
    ]);
    expect(drawn(collapseLibraries(graph))).toEqual([
      "main 7",
      "  get 7",
      "    hook 2",
      "      log 2",
      "boot 1",
      "  main 1",
    ]);
  });

  it("is each stack with its runs of foreign frames cut to the first, whatever the tree", () => {
    for (const stacks of programs) {
      const graph = flamegraphOf(stacks);
      const collapsed = collapseLibraries(graph);
      const cut = (stack: readonly SampleFrame[]) =>
        stack.filter((frame, at) => frame.origin !== "library" || stack[at - 1]?.origin !== "library");
      expect(stacksOf(collapsed)).toEqual(expected(stacks, cut));
      requireSound(collapsed, graph);
    }
  });
});

describe("hidden functions", () => {
  it("vanish from each stack; what is left of nothing is outside, whatever the tree", () => {
    for (const stacks of programs) {
      const graph = flamegraphOf(stacks);
      const hidden = Uint8Array.from(graph.frames.name, (name) => (name === "a" || name === "x" ? 1 : 0));
      const { graph: left, outside } = hideFrames(graph, hidden);
      const without = (stack: readonly SampleFrame[]) => stack.filter(({ name }) => name !== "a" && name !== "x");
      expect(stacksOf(left)).toEqual(expected(stacks, without));
      const alone = stacks
        .filter(([stack]) => without(stack).length === 0)
        .reduce((sum, [, weight]) => sum + weight, 0);
      expect(outside).toBe(alone * 1e6);
      requireSound(left, graph, outside);
    }
  });
});

describe("one node as the root", () => {
  it("is a graph of its own with the same paths below it", () => {
    for (const stacks of programs) {
      const graph = flamegraphOf(stacks);
      for (let node = 0; node < graph.frame.length; node++) {
        const below = subtreeOf(graph, node);
        expect(below.total).toBe(graph.totals[node]);
        requireSound(below, below);
        const prefix = pathSteps(graph, node).slice(0, -1);
        for (let at = 0; at < below.frame.length; at++) {
          expect([...prefix, ...pathSteps(below, at)]).toEqual(pathSteps(graph, node + at));
          expect(below.depth[at]).toBe(pathTo(below, at).length - 1);
        }
        expect(exactNodeAt(graph, pathSteps(graph, node))).toBe(node);
      }
    }
  });

  it("is found again where frames above it are hidden, and not where it is hidden itself", () => {
    const graph = flamegraphOf([[["main", "run", "parse"], 1]]);
    const path = pathSteps(graph, 2);
    const without = (name: string) =>
      hideFrames(
        graph,
        Uint8Array.from(graph.frames.name, (of) => (of === name ? 1 : 0)),
      ).graph;
    expect(exactNodeAt(without("run"), path)).toBe(1);
    expect(exactNodeAt(without("parse"), path)).toBe(-1);
  });
});
