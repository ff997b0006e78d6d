import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTreeBuilder } from "../../../src/core/profile/builder.ts";
import type { OriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph, unpackFlamegraph } from "../../../src/core/profile/pack.ts";
import { parseFixture, profileFixtures } from "../../support/fixtures.ts";
import { profileFromColumns } from "../../support/text-profile.ts";

const classify: OriginClassifier = (file) => ({ path: `/p/${file}`, origin: "own", package: "p" });

function build(...drawings: string[]): Flamegraph {
  const graph = buildFlamegraph(drawings.map(profileFromColumns), "wall", classify, false);
  if (graph === null) throw new Error("no flamegraph");
  return graph;
}

/** `name total(self)` per box, indented by depth, in preorder. */
function drawn(graph: Flamegraph): string[] {
  return [...graph.frame].map(
    (frame, index) =>
      `${"  ".repeat(graph.depth[index] ?? 0)}${graph.frames.name[frame]} ${(graph.totals[index] ?? 0) / 1e6}`,
  );
}

describe("a flamegraph", () => {
  it("merges profiles, heaviest siblings first", () => {
    const graph = build("main:1  main:1\nlight:2 heavy:3", "main:1  main:5 other:1\nheavy:4 heavy:3");
    expect(drawn(graph)).toEqual(["main 40", "  heavy 30", "  light 10", "other 10"]);
    expect([...graph.start].map((start) => start / 1e6)).toEqual([0, 0, 30, 40]);
    expect([...graph.subtreeEnd]).toEqual([3, 2, 3, 4]);
    expect(graph.weight.certainty).toEqual({ kind: "sampled", samples: 5 });
    expect(graph.frames.file[0]).toBe("/p/app.py");
  });

  it("is none where the weight was not measured", () => {
    expect(buildFlamegraph([profileFromColumns("main:1")], "cpu", classify, false)).toBeNull();
    expect(buildFlamegraph([], "wall", classify, false)).toBeNull();
  });

  it("by line keeps the lines of a function apart", () => {
    const graph = buildFlamegraph([profileFromColumns("main:1 main:2 main:2")], "wall", classify, true);
    expect([...(graph?.frames.line ?? [])]).toEqual([1, 2]);
    expect([...(graph?.totals ?? [])]).toEqual([20e6, 10e6]);
  });

  it("of one thread, whose tree is taken as it is, equals that of trees that are merged", () => {
    const drawing = "main:1  main:1  main:2  main:1\nlight:2 heavy:3 light:2 main:1\n        light:2         leaf:9";
    const whole = profileFromColumns(drawing);
    const weightless = {
      ...whole,
      nodes: { ...whole.nodes, self: whole.nodes.self.map((values) => values.map(() => 0)) },
    };
    for (const byLine of [true, false]) {
      const alone = buildFlamegraph([whole], "samples", classify, byLine);
      const merged = buildFlamegraph([whole, weightless], "samples", classify, byLine);
      expect(alone?.total).toBe(4);
      expect({ ...alone, weight: null }).toEqual({ ...merged, weight: null });
    }
  });

  it("of more frames than anyone can see has them all", () => {
    const builder = createTreeBuilder({ format: "made", producer: "test", pid: null });
    const thread = builder.thread("1", "");
    const frames = Array.from({ length: 900 }, (_, index) => builder.frame(builder.function(`f${index}`, -1, 0), 0));
    for (const outer of frames)
      for (const inner of frames) builder.add(builder.node(builder.node(-1, outer, thread), inner, thread), 0, 1);
    const weight = { id: "wall", label: "Time", unit: "ns", certainty: { kind: "exact" } } as const;
    const graph = buildFlamegraph([builder.build([weight])], "wall", classify, false);
    expect({ nodes: graph?.start.length, total: graph?.total }).toEqual({ nodes: 900 + 900 ** 2, total: 900 ** 2 });
    expect(graph?.estimated).toBe("");
  });

  it("of cProfile is an estimate and says so; its whole is what was measured", () => {
    const [profile] = parseFixture("cprofile-3.11.pstats");
    if (profile?.kind !== "graph") throw new Error("not a graph");
    const graph = buildFlamegraph([profile], "wall", classify, false);
    expect(graph?.estimated).toContain("This tree is an estimate");
    expect(graph?.weight.certainty.kind).toBe("estimated");
    const measured = profile.selfNs.reduce((sum, value) => sum + value, 0);
    expect((graph?.total ?? 0) / measured).toBeCloseTo(1, 3);
    expect(graph && drawn(graph).some((row) => /^ +spin \d/.test(row))).toBe(true);
  });
});

describe.each(profileFixtures())("the flamegraph of %s", (name) => {
  const profiles = parseFixture(name);
  const graph = buildFlamegraph(profiles, profiles[0]?.weights[0]?.id ?? "", classify, true);
  if (graph === null) throw new Error("no flamegraph");

  it("holds its children inside their parents, and self sums to the whole", () => {
    const slack = graph.total * 1e-9;
    for (let index = 0; index < graph.start.length; index++) {
      const parent = graph.parent[index] ?? -1;
      const end = (graph.start[index] ?? 0) + (graph.totals[index] ?? 0);
      const limit = parent < 0 ? graph.total : (graph.start[parent] ?? 0) + (graph.totals[parent] ?? 0);
      expect(parent).toBeLessThan(index);
      expect(end).toBeLessThanOrEqual(limit + slack);
      expect(graph.depth[index]).toBe(parent < 0 ? 0 : (graph.depth[parent] ?? 0) + 1);
    }
    const self = graph.self.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(self - graph.total)).toBeLessThanOrEqual(slack);
  });

  it("is the same after packing", () => expect(unpackFlamegraph(packFlamegraph(graph))).toEqual(graph));
});

describe("packed bytes", () => {
  const packed = packFlamegraph(build("main:1 main:1\na:2    b:3"));

  it("that are cut off, grown, of another version or something else are refused", () => {
    for (let length = 0; length < packed.byteLength; length++)
      expect(() => unpackFlamegraph(packed.slice(0, length))).toThrow(/packed flamegraph/);
    const grown = new ArrayBuffer(packed.byteLength + 8);
    new Uint8Array(grown).set(new Uint8Array(packed));
    expect(() => unpackFlamegraph(grown)).toThrow("cut off");
    const newer = packed.slice(0);
    new DataView(newer).setUint32(4, 99, true);
    expect(() => unpackFlamegraph(newer)).toThrow("version 99");
  });

  it("with a changed header throw an Error and nothing worse", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = new Uint8Array(packed.slice(0));
        bytes[at] = (bytes[at] ?? 0) ^ change;
        expect(() => unpackFlamegraph(bytes.buffer)).toThrow(Error);
      }),
      { numRuns: 2000 },
    );
  });

  it("keep any text of a name, lone surrogates included", () => {
    const graph = build("main:1");
    const odd = { ...graph, frames: { ...graph.frames, name: ["</script>\udc80\u2028\0"] } };
    expect(unpackFlamegraph(packFlamegraph(odd)).frames.name).toEqual(odd.frames.name);
  });
});
