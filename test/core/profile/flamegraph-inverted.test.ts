import { describe, expect, it } from "vitest";
import { invertFlamegraph } from "../../../src/core/profile/flamegraph-inverted.ts";
import { pathTo } from "../../../src/core/profile/flamegraph-view-boxes.ts";
import { functionTotals } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

const graph = flamegraphOf([
  [["main", "parse", "read"], 60],
  [["main", "load", "read"], 25],
  [["main", "parse"], 10],
  [["main"], 5],
]);

function drawn({ depth, frame, frames, totals }: Flamegraph): string[] {
  return [...frame].map(
    (of, node) => `${"  ".repeat(depth[node] ?? 0)}${frames.name[of]} ${(totals[node] ?? 0) / 1e6}`,
  );
}

describe("a flamegraph from the bottom up", () => {
  it("has the functions by their self weight, and below each who called it", () => {
    expect(drawn(invertFlamegraph(graph))).toEqual([
      "read 85",
      "  parse 60",
      "    main 60",
      "  load 25",
      "    main 25",
      "parse 10",
      "  main 10",
      "main 5",
    ]);
  });

  it("keeps recursion", () => {
    const recursive = flamegraphOf([[["main", "walk", "walk", "walk"], 4]]);
    expect(drawn(invertFlamegraph(recursive))).toEqual(["walk 4", "  walk 4", "    walk 4", "      main 4"]);
  });

  it("has each function's self weight as a root, whatever the tree", () => {
    let seed = 11;
    const random = (below: number) => {
      seed = (seed * 48271) % 0x7fffffff;
      return seed % below;
    };
    for (let round = 0; round < 40; round++) {
      const stacks = Array.from({ length: 1 + random(40) }, () => {
        const stack = Array.from({ length: 1 + random(8) }, () => `f${random(6)}`);
        return [stack, 1 + random(20)] as [string[], number];
      });
      const top = flamegraphOf(stacks);
      const bottom = invertFlamegraph(top);
      const { frame, self } = functionTotals(top);
      const roots = new Map<string, number>();
      bottom.parent.forEach((parent, node) => {
        if (parent < 0) roots.set(bottom.frames.name[bottom.frame[node] ?? 0] ?? "", bottom.totals[node] ?? 0);
      });
      frame.forEach((of, row) => {
        expect(roots.get(top.frames.name[of] ?? "") ?? 0).toBe(self[row]);
      });
      expect([...roots.values()].reduce((sum, value) => sum + value, 0)).toBe(top.total);
    }
  });

  it("follows a stack of 60,000 calls", () => {
    const stack = Array.from({ length: 60_000 }, (_, depth) => `f${depth % 7}`);
    const bottom = invertFlamegraph(flamegraphOf([[stack, 1]]));
    const leaf = bottom.depth.indexOf(bottom.maxDepth);
    expect(pathTo(bottom, leaf)).toHaveLength(60_000);
  });
});
