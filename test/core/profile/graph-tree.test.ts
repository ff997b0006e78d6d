import { describe, expect, it } from "vitest";
import type { ClassifiedFile } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import { parseFixture, profileFixtures } from "../../support/fixtures.ts";

const classify = (): ClassifiedFile => ({ path: null, origin: "own", package: "" });
const graphs = profileFixtures().flatMap((name) =>
  name.endsWith(".pstats")
    ? parseFixture(name).flatMap((profile) => (profile.kind === "graph" ? [{ name, profile }] : []))
    : [],
);

describe("the tree of a call graph", () => {
  it.each(graphs)("has the self times of the whole and of each function: $name", ({ profile }) => {
    const graph = buildFlamegraph([profile], "wall", classify, false);
    if (graph === null) throw new Error("no flamegraph");
    const measured = new Map<string, number>();
    profile.functions.name.forEach((name, index) => {
      const file = profile.files[profile.functions.file[index] ?? -1] ?? "";
      const key = `${file} ${profile.functions.firstLine[index]} ${name}`;
      measured.set(key, (measured.get(key) ?? 0) + (profile.selfNs[index] ?? 0));
    });
    const whole = [...measured.values()].reduce((sum, ns) => sum + ns, 0);
    expect(graph.total / whole).toBeCloseTo(1, 4);
    const drawn = new Map<string, number>();
    graph.frame.forEach((frame, node) => {
      const key = `${graph.frames.file[frame]} ${graph.frames.firstLine[frame]} ${graph.frames.name[frame]}`;
      drawn.set(key, (drawn.get(key) ?? 0) + (graph.self[node] ?? 0));
    });
    drawn.delete(" 0 (smaller calls)");
    for (const [key, ns] of drawn) expect(ns, key).toBeLessThanOrEqual((measured.get(key) ?? 0) + whole * 1e-9);
  });

  it("begins at the program, also where its imports and its threads seem to call it", () => {
    const [mixed] = graphs.filter(({ name }) => name.includes("mixed-threads"));
    if (mixed === undefined) throw new Error("the fixture is gone");
    const graph = buildFlamegraph([mixed.profile], "wall", classify, false);
    const roots = [...(graph?.parent ?? [])].flatMap((parent, node) => (parent < 0 ? [node] : []));
    const names = roots.map((node) => graph?.frames.name[graph.frame[node] ?? -1]);
    expect(names).toContain("<built-in method builtins.exec>");
  });
});
