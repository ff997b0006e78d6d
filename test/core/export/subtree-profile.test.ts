import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collapsed } from "../../../src/core/export/collapsed.ts";
import { speedscope } from "../../../src/core/export/speedscope.ts";
import { stackOf } from "../../../src/core/export/stacks.ts";
import { subtreeProfile } from "../../../src/core/export/subtree-profile.ts";
import { invertFlamegraph } from "../../../src/core/profile/flamegraph-inverted.ts";
import type { Flamegraph, TreeProfile } from "../../../src/core/profile/model.ts";
import { profilesOf, textSource } from "../../support/fixtures.ts";
import { flamegraphOf, type SampleFrame, sequence } from "../../support/flamegraph-samples.ts";

const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "a;b 12",
  "\u202eevil",
  "مرحبا",
  "🔥",
  "x".repeat(10_000),
  "two\nlines",
];

/** Stacks by name, root first, with their self weights. */
function stacksIn(profile: TreeProfile): Map<string, number> {
  const sums = new Map<string, number>();
  const { frames, functions, files, nodes } = profile;
  nodes.self[0]?.forEach((value, node) => {
    if (!(value > 0)) return;
    const stack = stackOf(profile, node).map((frame) => {
      const owner = frames.function[frame] ?? 0;
      return `${functions.name[owner]} ${files[functions.file[owner] ?? -1] ?? ""}:${frames.line[frame]}`;
    });
    sums.set(stack.join("\0"), (sums.get(stack.join("\0")) ?? 0) + value);
  });
  return sums;
}

function stacksBelow(graph: Flamegraph, node: number): Map<string, number> {
  const { frames } = graph;
  const sums = new Map<string, number>();
  const text = (at: number) => {
    const frame = graph.frame[at]!;
    return `${frames.name[frame]} ${frames.file[frame]}:${frames.line[frame]}`;
  };
  for (let at = 0; at < graph.frame.length; at++) {
    const path: number[] = [];
    for (let up = at; up >= 0; up = graph.parent[up]!) path.unshift(up);
    if (graph.self[at]! <= 0 || (node >= 0 && !path.includes(node))) continue;
    const stack = graph.inverted ? path.toReversed() : node < 0 ? path : path.slice(path.indexOf(node));
    const key = stack.map(text).join("\0");
    sums.set(key, (sums.get(key) ?? 0) + graph.self[at]!);
  }
  return sums;
}

function randomGraph(seed: number, more: readonly (readonly [SampleFrame[], number])[] = []): Flamegraph {
  const next = sequence(seed);
  return flamegraphOf([
    ...more,
    ...Array.from({ length: 25 }, () => {
      const stack = Array.from({ length: 1 + Math.floor(next() * 6) }, (): SampleFrame => {
        const name = next() < 0.2 ? HOSTILE[Math.floor(next() * HOSTILE.length)]! : `f${Math.floor(next() * 4)}`;
        return { name, file: next() < 0.2 ? "" : "/w/a b.py", line: Math.floor(next() * 3) };
      });
      return [stack, 1 + Math.floor(next() * 9)] as const;
    }),
  ]);
}

describe("what is below a node", () => {
  test("has all its stacks with the node as their root, and the node's total", () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), fc.nat(), (seed, upward, pick) => {
        const graph = upward ? invertFlamegraph(randomGraph(seed)) : randomGraph(seed);
        const node = (pick % (graph.frame.length + 1)) - 1;
        const profile = subtreeProfile(graph, node, "part");
        expect(stacksIn(profile)).toEqual(stacksBelow(graph, node));
        const total = profile.nodes.self[0]!.reduce((sum, self) => sum + self, 0);
        expect(total).toBeCloseTo(node < 0 ? graph.total : graph.totals[node]!, -2);
      }),
      { numRuns: 80 },
    );
  });

  test("is read again with the same stacks from speedscope's file, and with the same sums from collapsed stacks", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (seed, pick) => {
        // A text of stacks is known for what it is by its first lines: those are a program's.
        const main = { name: "main", file: "/w/main.py", line: 2 };
        const graph = randomGraph(seed, [[[main, main], 9000]]);
        const profile = subtreeProfile(graph, pick % 2 === 0 ? -1 : 0, "part");
        const again = (format: typeof speedscope, name: string) => {
          const content = format.write([profile], ["wall"]);
          const [read] = profilesOf(textSource(content as string, name));
          if (read?.kind !== "tree") throw new Error("no tree");
          return stacksIn(read);
        };
        expect(again(speedscope, "part.speedscope.json")).toEqual(stacksIn(profile));
        const sums = (stacks: Map<string, number>) => [...stacks.values()].sort((a, b) => a - b);
        expect(sums(again(collapsed, "part.collapsed"))).toEqual(sums(stacksIn(profile)));
      }),
      { numRuns: 40 },
    );
  });

  test("a stack of 20,000 frames", () => {
    const deep = flamegraphOf([[Array.from({ length: 20_000 }, (_, level) => `f${level}`), 1]]);
    expect(subtreeProfile(deep, 10_000, "part").nodes.parent.length).toBe(10_000);
  });
});
