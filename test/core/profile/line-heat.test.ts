import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTreeBuilder } from "../../../src/core/profile/builder.ts";
import { functionEdges } from "../../../src/core/profile/function-edges.ts";
import { treeFunctionTotals, treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { profileFromColumns } from "../../support/text-profile.ts";

const MS = 1e6;

function linesOf(profile: TreeProfile): Record<string, [self: number, total: number, samples: number]> {
  const heat = treeLineHeat(profile, 0);
  return Object.fromEntries(
    [...heat.line].map((line, row) => [
      `${profile.files[heat.file[row] ?? -1]}:${line}`,
      [(heat.self[row] ?? 0) / MS, (heat.total[row] ?? 0) / MS, heat.samples[row] ?? 0],
    ]),
  );
}

describe("line heat", () => {
  it("gives each line its own and all below it", () => {
    const profile = profileFromColumns(`
      main:3   main:3          main:4
      work:9   work:9
               clean:2@lib.py
    `);
    expect(linesOf(profile)).toEqual({
      "app.py:3": [0, 20, 2],
      "app.py:4": [10, 10, 1],
      "app.py:9": [10, 20, 2],
      "lib.py:2": [10, 10, 1],
    });
  });

  it("counts a line that recurs in a stack once", () => {
    const profile = profileFromColumns(`
      fib:2   fib:2   fib:2
      fib:2   fib:2
      fib:2   fib:3
      fib:3
    `);
    expect(linesOf(profile)).toEqual({ "app.py:2": [10, 30, 3], "app.py:3": [20, 20, 2] });
    expect([...treeFunctionTotals(profile, 0).total]).toEqual([30 * MS]);
  });

  it("tells where the rows of a file are", () => {
    const heat = treeLineHeat(profileFromColumns("a:1@x.py  b:2@y.py  c:3@y.py"), 0);
    expect([...heat.fileStart]).toEqual([0, 1, 3]);
  });

  it("walks stacks of 200,000 frames", () => {
    const builder = createTreeBuilder({ format: "test", producer: "test", pid: null });
    const thread = builder.thread("1", "M");
    const frame = builder.frame(builder.function("f", builder.file("a.py"), 1), 2);
    let node = -1;
    for (let depth = 0; depth < 200_000; depth++) node = builder.node(node, frame, thread);
    builder.add(node, 0, 5);
    const certainty = { kind: "exact" } as const;
    const profile = builder.build([{ id: "wall", label: "Time", unit: "ns", certainty }]);
    expect([...treeLineHeat(profile, 0).total]).toEqual([5]);
  });
});

describe("callers and callees", () => {
  const profile = profileFromColumns(`
    main:1   main:1   other:7
    f:10     f:10     f:10
    g:20     f:11
             g:20
  `);
  const named = (name: string) => {
    const { callers, callees } = functionEdges(profile, 0, profile.functions.name.indexOf(name));
    const text = (edge: (typeof callers)[number]) =>
      `${profile.functions.name[edge.function] ?? "-"}:${edge.line} ${edge.total / MS}`;
    return { callers: callers.map(text), callees: callees.map(text) };
  };

  it("come heaviest first, with the line of the call", () => {
    expect(named("f")).toEqual({ callers: ["main:1 20", "f:10 10", "other:7 10"], callees: ["g:10 20", "f:10 10"] });
  });

  it("a thread's first function is called by nobody", () => expect(named("main").callers).toEqual(["-:0 20"]));
});

describe("for any tree", () => {
  const trees = fc
    .array(fc.record({ parent: fc.nat(), line: fc.integer({ min: 1, max: 6 }), value: fc.nat(100) }), {
      minLength: 1,
      maxLength: 60,
    })
    .map((rows) => {
      const builder = createTreeBuilder({ format: "test", producer: "test", pid: null });
      const thread = builder.thread("1", "M");
      const file = builder.file("a.py");
      const nodes: number[] = [];
      for (const { parent, line, value } of rows) {
        const above = nodes[parent % (nodes.length + 1)] ?? -1;
        const node = builder.node(above, builder.frame(builder.function(`f${line % 3}`, file, 0), line), thread);
        nodes.push(node);
        builder.add(node, 0, value);
      }
      return builder.build([{ id: "wall", label: "Time", unit: "ns", certainty: { kind: "exact" } }]);
    });

  it("self sums to the whole, and no line has more than it", () => {
    fc.assert(
      fc.property(trees, (profile) => {
        const whole = weightTotal(profile, "wall");
        const heat = treeLineHeat(profile, 0);
        expect(heat.self.reduce((sum, value) => sum + value, 0)).toBe(whole);
        for (const [row, total] of heat.total.entries()) {
          expect(total).toBeLessThanOrEqual(whole);
          expect(total).toBeGreaterThanOrEqual(heat.self[row] ?? 0);
        }
      }),
    );
  });

  it("the total of a line is that of the stacks it occurs in", () => {
    fc.assert(
      fc.property(trees, (profile) => {
        const heat = treeLineHeat(profile, 0);
        for (const [row, line] of heat.line.entries()) expect(heat.total[row]).toBe(naiveTotal(profile, line));
      }),
    );
  });
});

function naiveTotal({ nodes, frames }: TreeProfile, line: number): number {
  let total = 0;
  for (let node = 0; node < nodes.parent.length; node++) {
    let found = false;
    for (let at = node; at >= 0; at = nodes.parent[at] ?? -1) found ||= frames.line[nodes.frame[at] ?? -1] === line;
    if (found) total += nodes.self[0]?.[node] ?? 0;
  }
  return total;
}
