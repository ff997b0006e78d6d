import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparedAs, compareFlamegraphs, swapSides, usualScale } from "../../../src/core/profile/comparison.ts";
import { changeOf, judgementOf, sidesOf } from "../../../src/core/profile/comparison-change.ts";
import { calleesOf, callersOf } from "../../../src/core/profile/flamegraph-focus.ts";
import { invertFlamegraph } from "../../../src/core/profile/flamegraph-inverted.ts";
import {
  collapseLibraries,
  collapseRecursion,
  hideFrames,
  subtreeOf,
} from "../../../src/core/profile/flamegraph-reshape.ts";
import { withoutOrigins } from "../../../src/core/profile/flamegraph-view.ts";
import { pathTo } from "../../../src/core/profile/flamegraph-view-boxes.ts";
import { functionTotals } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph, unpackFlamegraph } from "../../../src/core/profile/pack.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

/** Stacks of few functions, so that two graphs have many in common; weights that add up without rounding. */
const functions = fc.constantFrom(
  ..."abcdef".split("").map((name) => ({ name })),
  { name: "a", file: "/project/other.py" },
  { name: "lib", file: "/venv/lib/python3.12/site-packages/x/y.py", origin: "library" as const },
);
const graphs = fc
  .array(fc.tuple(fc.array(functions, { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 64 })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((stacks) => flamegraphOf(stacks, { kind: "sampled", samples: stacks.reduce((sum, [, n]) => sum + n, 0) }));

function pathOf({ frame, frames }: Flamegraph, path: readonly number[]): string {
  return path.map((node) => `${frames.name[frame[node] ?? 0]} ${frames.file[frame[node] ?? 0]}`).join(";");
}

/** Self weight of each call path that has some, and of each side of a comparison. */
function selfByPath(graph: Flamegraph, self: Float64Array): Map<string, number> {
  const values = new Map<string, number>();
  self.forEach((value, node) => {
    if (value > 0) values.set(pathOf(graph, pathTo(graph, node)), value);
  });
  return values;
}

function marked({ frames }: Flamegraph, name: string): Uint8Array {
  return Uint8Array.from(frames.name, (each) => Number(each === name));
}

/** The function of that name in one of the files: another one may have the name, too. */
function frameNamed({ frames }: Flamegraph, wanted: string): number {
  return frames.name.findIndex((name, frame) => name === wanted && frames.file[frame] === "/project/app.py");
}

/** What is below the root of a name; null where there is none. */
function subtreeAt(graph: Flamegraph, name: string): Flamegraph | null {
  const wanted = frameNamed(graph, name);
  const node = graph.frame.findIndex((at, index) => graph.parent[index] === -1 && at === wanted);
  return node < 0 ? null : subtreeOf(graph, node);
}

/** `name before>after` in milliseconds per box, indented by depth. */
function drawn(graph: Flamegraph): string[] {
  return [...graph.frame].map((frame, node) => {
    const { before, after } = sidesOf(graph, node, "totals");
    return `${"  ".repeat(graph.depth[node] ?? 0)}${graph.frames.name[frame]} ${before / 1e6}>${after / 1e6}`;
  });
}

const before = flamegraphOf([
  [["main", "parse", "split"], 60],
  [["main", "load"], 30],
  [["main"], 10],
]);
const after = flamegraphOf([
  [["main", "parse"], 40],
  [["main", "cache"], 20],
  [["main"], 10],
]);

describe("a comparison of two flamegraphs", () => {
  const compared = compareFlamegraphs(before, after);

  it("has the boxes of both, as wide as the mean: what is gone is there, too", () => {
    expect(drawn(compared)).toEqual(["main 100>70", "  parse 60>40", "    split 60>0", "  load 30>0", "  cache 0>20"]);
    expect([...compared.totals].map((total) => total / 1e6)).toEqual([85, 50, 30, 15, 10]);
    expect(compared.total / 1e6).toBe(85);
  });

  it("in shares makes both wholes equal, and keeps what was measured", () => {
    const { comparison, total } = comparedAs(compared, "shares");
    expect([comparison?.before.total, comparison?.after.total, total]).toEqual([85e6, 85e6, 85e6]);
    const shares = (side: "before" | "after") => (comparison?.[side].totals[1] ?? 0) / total;
    expect([shares("before"), shares("after")]).toEqual([0.6, 40 / 70].map((share) => expect.closeTo(share)));
    expect((comparison?.before.totals[1] ?? 0) / (comparison?.before.scale ?? 1)).toBeCloseTo(60e6);
    expect(comparedAs(compared, "absolute")).toBe(compared);
  });

  it("is of measured units unless it is of samples", () => {
    expect(usualScale("ns")).toBe("absolute");
    expect(usualScale("samples")).toBe("shares");
  });

  it("has rows with both sides", () => {
    const totals = functionTotals(compared);
    const rows = [...totals.frame.keys()].map((row) => {
      const name = compared.frames.name[totals.frame[row] ?? 0];
      return `${name} ${(totals.compared?.before.self[row] ?? 0) / 1e6}>${(totals.compared?.after.self[row] ?? 0) / 1e6}`;
    });
    expect(rows).toEqual(["main 10>10", "parse 0>40", "split 60>0", "load 30>0", "cache 0>20"]);
    expect(functionTotals(before).compared).toBeNull();
  });

  it("keeps the sentences of estimated trees, and is as certain as its less certain side", () => {
    const exact = { ...before, weight: { ...before.weight, certainty: { kind: "exact" } as const } };
    const estimated = { ...after, estimated: "An estimate." };
    const mixed = compareFlamegraphs(exact, estimated);
    expect(mixed.estimated).toBe("An estimate.");
    expect(mixed.weight.certainty).toEqual({ kind: "sampled", samples: 1000 });
    expect(mixed.comparison?.before.perSample).toBe(0);
    expect(mixed.comparison?.after.perSample).toBe(70e3);
  });

  it("follows stacks of 60,000 calls", () => {
    const stack = Array.from({ length: 60_000 }, (_, depth) => `f${depth % 7}`);
    const deep = flamegraphOf([[stack, 1]]);
    expect(compareFlamegraphs(deep, deep).maxDepth).toBe(59_999);
  });
});

describe("whatever the two", () => {
  it("every weight of either side is at its call path, once, and every box is reachable", () => {
    fc.assert(
      fc.property(graphs, graphs, (a, b) => {
        const { comparison, ...graph } = compareFlamegraphs(a, b);
        expect(selfByPath(graph, comparison!.before.self)).toEqual(selfByPath(a, a.self));
        expect(selfByPath(graph, comparison!.after.self)).toEqual(selfByPath(b, b.self));
        expect([comparison!.before.total, comparison!.after.total]).toEqual([a.total, b.total]);
        for (let node = 0; node < graph.frame.length; node++) {
          expect(graph.totals[node]).toBe((comparison!.before.totals[node]! + comparison!.after.totals[node]!) / 2);
          expect(graph.totals[node]).toBeGreaterThan(0);
          const up = graph.parent[node]!;
          const end = up < 0 ? graph.total : graph.start[up]! + graph.totals[up]!;
          expect(graph.start[node]! + graph.totals[node]!).toBeLessThanOrEqual(end);
        }
      }),
    );
  });

  it("is antisymmetric: the other way round every change is the opposite, and nothing else changes", () => {
    const opposite = { grown: "shrunk", shrunk: "grown", new: "gone", gone: "new", same: "same" } as const;
    const told = (graph: Flamegraph) => {
      const judgement = judgementOf(graph)!;
      return new Map(
        [...graph.frame].map((_, node) => {
          const sides = sidesOf(graph, node, "totals");
          return [pathOf(graph, pathTo(graph, node)), { ...sides, change: changeOf(sides, judgement) }];
        }),
      );
    };
    fc.assert(
      fc.property(graphs, graphs, fc.constantFrom("absolute" as const, "shares" as const), (a, b, scale) => {
        const forth = told(comparedAs(compareFlamegraphs(a, b), scale));
        const back = told(comparedAs(compareFlamegraphs(b, a), scale));
        const mirrored = [...back].map(([path, { before, after, change }]) => {
          return [path, { before: after, after: before, change: opposite[change] }] as const;
        });
        expect(new Map(mirrored)).toEqual(forth);
        expect(told(swapSides(comparedAs(compareFlamegraphs(b, a), scale)))).toEqual(forth);
      }),
    );
  });

  it("of a graph with itself is the graph, all the same", () => {
    fc.assert(
      fc.property(graphs, (a) => {
        const compared = compareFlamegraphs(a, a);
        expect([...compared.start]).toEqual([...a.start]);
        expect([...compared.totals]).toEqual([...a.totals]);
        const judgement = judgementOf(compared)!;
        for (let node = 0; node < a.frame.length; node++) {
          const sides = sidesOf(compared, node, "totals");
          expect(changeOf(sides, judgement)).toBe("same");
        }
      }),
    );
  });

  it("every view of it has on each side what the view of that side alone has", () => {
    const views: readonly [string, (graph: Flamegraph) => Flamegraph | null][] = [
      ["own code only", (graph) => withoutOrigins(graph, ["library", "stdlib", "native", "generated"]).graph],
      ["without a function", (graph) => hideFrames(graph, marked(graph, "b")).graph],
      ["recursion collapsed", collapseRecursion],
      ["libraries collapsed", collapseLibraries],
      ["from a call path on", (graph) => subtreeAt(graph, "b")],
      [
        "callers without recursion in shares",
        (graph) => callersOf(collapseRecursion(comparedAs(graph, "shares")), frameNamed(graph, "b")),
      ],
      ["bottom up", invertFlamegraph],
      ["callees", (graph) => calleesOf(graph, frameNamed(graph, "b"))],
      ["callers", (graph) => callersOf(graph, frameNamed(graph, "b"))],
      [
        "bottom up of own code in shares",
        (graph) =>
          invertFlamegraph(
            withoutOrigins(comparedAs(graph, "shares"), ["library", "stdlib", "native", "generated"]).graph,
          ),
      ],
    ];
    const totalsByPath = (graph: Flamegraph, totals: Float64Array, scale = 1) =>
      new Map([...selfByPath(graph, totals)].map(([path, value]) => [path, expect.closeTo(value / scale / 1e6, 6)]));
    fc.assert(
      fc.property(graphs, graphs, fc.constantFrom(...views), (a, b, [, view]) => {
        const both = view(compareFlamegraphs(a, b));
        for (const [graph, side] of [
          [view(a), both?.comparison?.before],
          [view(b), both?.comparison?.after],
        ] as const) {
          if (!both || !side || !graph) continue;
          const alone = new Map([...selfByPath(graph, graph.totals)].map(([path, value]) => [path, value / 1e6]));
          expect(alone).toEqual(totalsByPath(both, side.totals, side.scale));
          expect(side.total / side.scale / 1e6).toBeCloseTo(graph.total / 1e6, 6);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is the same after packing", () => {
    fc.assert(
      fc.property(graphs, graphs, (a, b) => {
        const compared = compareFlamegraphs(a, b);
        expect(unpackFlamegraph(packFlamegraph(compared))).toEqual(compared);
      }),
    );
  });
});
