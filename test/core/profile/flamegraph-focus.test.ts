import { describe, expect, it } from "vitest";
import { calleesOf, callersOf } from "../../../src/core/profile/flamegraph-focus.ts";
import { pathTo } from "../../../src/core/profile/flamegraph-view-boxes.ts";
import { functionTotals } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

const graph = flamegraphOf([
  [["main", "parse", "read", "decode"], 30],
  [["main", "parse", "read"], 20],
  [["main", "load", "read", "decode"], 10],
  [["main", "load"], 5],
]);

const frameOf = ({ frames }: Flamegraph, name: string) => frames.name.indexOf(name);

function drawn(shown: Flamegraph | null): string[] {
  if (shown === null) return [];
  const { depth, frame, frames, totals } = shown;
  return [...frame].map(
    (of, node) => `${"  ".repeat(depth[node] ?? 0)}${frames.name[of]} ${(totals[node] ?? 0) / 1e6}`,
  );
}

describe("one function of a flamegraph", () => {
  it("with what it called, over all stacks", () => {
    expect(drawn(calleesOf(graph, frameOf(graph, "read")))).toEqual(["read 60", "  decode 40"]);
    expect(calleesOf(graph, frameOf(graph, "read"))?.total).toBe(60e6);
  });

  it("with who called it, over all stacks", () => {
    expect(drawn(callersOf(graph, frameOf(graph, "read")))).toEqual([
      "read 60",
      "  parse 50",
      "    main 50",
      "  load 10",
      "    main 10",
    ]);
  });

  it("counts recursion once, and draws it", () => {
    const walk = flamegraphOf([
      [["main", "walk", "walk", "leaf"], 3],
      [["main", "walk"], 1],
    ]);
    expect(drawn(calleesOf(walk, frameOf(walk, "walk")))).toEqual(["walk 4", "  walk 3", "    leaf 3"]);
    expect(drawn(callersOf(walk, frameOf(walk, "walk")))).toEqual(["walk 4", "  main 4"]);
  });

  it("is none that the graph does not have", () => {
    expect(calleesOf(graph, 99)).toBeNull();
    expect(callersOf(graph, -1)).toBeNull();
  });

  it("agrees with a count over all stacks, whatever the tree", () => {
    let seed = 5;
    const random = (below: number) => {
      seed = (seed * 48271) % 0x7fffffff;
      return seed % below;
    };
    for (let round = 0; round < 40; round++) {
      const stacks = Array.from({ length: 1 + random(30) }, () => {
        const stack = Array.from({ length: 1 + random(7) }, () => `f${random(5)}`);
        return [stack, 1 + random(9)] as [string[], number];
      });
      const whole = flamegraphOf(stacks);
      for (const frame of functionTotals(whole).frame) {
        const name = whole.frames.name[frame] ?? "";
        const having = stacks.filter(([stack]) => stack.includes(name));
        const total = having.reduce((sum, [, weight]) => sum + weight, 0);
        const direct = new Map<string, number>();
        for (const [stack, weight] of having) {
          const caller = stack[stack.indexOf(name) - 1];
          if (caller !== undefined) direct.set(caller, (direct.get(caller) ?? 0) + weight);
        }
        expect(calleesOf(whole, frame)?.total).toBe(total * 1e6);
        const callers = callersOf(whole, frame);
        if (callers === null) throw new Error("no callers");
        const shown = new Map<string, number>();
        callers.depth.forEach((depth, node) => {
          if (depth === 1)
            shown.set(callers.frames.name[callers.frame[node] ?? 0] ?? "", (callers.totals[node] ?? 0) / 1e6);
        });
        expect(shown).toEqual(direct);
        expect(pathTo(callers, 0)).toEqual([0]);
      }
    }
  });
});
