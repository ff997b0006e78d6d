import { describe, expect, it } from "vitest";
import { createTreeBuilder } from "../../../src/core/profile/builder.ts";
import type { OriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import { calleesOf } from "../../../src/core/profile/flamegraph-focus.ts";
import { invertFlamegraph } from "../../../src/core/profile/flamegraph-inverted.ts";
import { withoutOrigins } from "../../../src/core/profile/flamegraph-view.ts";
import { functionTotals, totalsOf } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Certainty, Flamegraph, GraphProfile, Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { packFlamegraph, unpackFlamegraph } from "../../../src/core/profile/pack.ts";
import { fixtureText, parseFixture } from "../../support/fixtures.ts";
import { profileFromColumns } from "../../support/text-profile.ts";

const classify: OriginClassifier = (file) => ({
  path: null,
  origin: file.startsWith("lib") ? "library" : "own",
  package: "p",
});

function drawn(profiles: readonly Profile[]): Flamegraph {
  const graph = buildFlamegraph(profiles, "wall", classify, false);
  if (graph === null) throw new Error("no flamegraph");
  return graph;
}

/** A trace: each stack with how often its last function was called from there; 10 ms a call. */
function traced(
  calls: readonly (readonly [stack: string, count: number])[],
  certainty: Certainty = { kind: "exact" },
): TreeProfile {
  const builder = createTreeBuilder({ format: "trace", producer: "test", pid: 1 });
  const thread = builder.thread("1", "MainThread");
  for (const [stack, count] of calls) {
    let node = -1;
    for (const name of stack.split(" ")) {
      const file = builder.file(name.startsWith("lib") ? "lib.py" : "app.py");
      node = builder.node(node, builder.frame(builder.function(name, file, 0), 0), thread);
    }
    builder.add(node, 0, count * 10e6);
    builder.add(node, 1, count);
  }
  return builder.build([
    { id: "wall", label: "Time", unit: "ns", certainty },
    { id: "calls", label: "Calls", unit: "calls", certainty },
  ]);
}

/** `name calls` of each row of the table of functions. */
function callsIn(graph: Flamegraph): string[] | null {
  const { frame, calls } = functionTotals(graph);
  return calls && Array.from(frame, (at, row) => `${graph.frames.name[at]} ${calls[row]}`).sort();
}

const trace = traced([
  ["main", 1],
  ["main lib_read", 3],
  ["main walk", 2],
  ["main walk walk", 5],
  ["main lib_read callback", 4],
]);

/** `main` calls `shared`, and a thousand functions that are too small to be drawn and that call it, too. */
function wideGraph(): GraphProfile {
  const names = ["main", "shared", ...Array.from({ length: 1000 }, (_, index) => `small_${index}`)];
  const edges = [
    { caller: 0, callee: 1, calls: 5, ns: 1e6 },
    ...names.slice(2).flatMap((_, index) => [
      { caller: 0, callee: index + 2, calls: 1, ns: 9e3 },
      { caller: index + 2, callee: 1, calls: 2, ns: 8e3 },
    ]),
  ];
  const columns = (calls: number[], self: number[], total: number[]) => ({
    calls: Float64Array.from(calls),
    primitiveCalls: Float64Array.from(calls),
    selfNs: Float64Array.from(self),
    totalNs: Float64Array.from(total),
    selfSeconds: Float64Array.from(self, (ns) => ns / 1e9),
    totalSeconds: Float64Array.from(total, (ns) => ns / 1e9),
  });
  const of = (main: number, shared: number, small: number) =>
    names.map((_, index) => (index === 0 ? main : index === 1 ? shared : small));
  const times = edges.map(({ ns }) => ns);
  return {
    ...{ kind: "graph", format: "pstats", producer: "cProfile", pid: 1, files: ["app.py"], warnings: [] },
    functions: { name: names, file: new Int32Array(names.length), firstLine: Int32Array.from(names.keys()) },
    weights: [
      { id: "wall", label: "Time", unit: "ns", certainty: { kind: "exact" } },
      { id: "calls", label: "Calls", unit: "calls", certainty: { kind: "exact" } },
    ],
    ...columns(of(1, 2005, 1), of(990e6, 9e6, 1e3), of(1e9, 9e6, 9e3)),
    edges: {
      caller: Int32Array.from(edges, ({ caller }) => caller),
      callee: Int32Array.from(edges, ({ callee }) => callee),
      ...columns(
        edges.map(({ calls }) => calls),
        times,
        times,
      ),
    },
  };
}

describe("numbers of functions", () => {
  it("are those that were measured, also where a tree of a call graph leaves out most contexts", () => {
    const graph = drawn([wideGraph()]);
    const shared = graph.frames.name.indexOf("shared");
    const boxes = graph.self.filter((_, node) => graph.frame[node] === shared);
    expect(boxes.reduce((sum, ns) => sum + ns, 0)).toBeLessThan(2e6);
    const { self, total, calls, selfPerCall, totalPerCall, rowOfFrame } = functionTotals(graph);
    const row = rowOfFrame[shared] ?? -1;
    expect([self[row], total[row], calls?.[row]]).toEqual([9e6, 9e6, 2005]);
    expect([selfPerCall?.[row], totalPerCall?.[row]]).toEqual([9e6 / 2005, 9e6 / 2005]);
  });

  it("of a trace are the sums of its tree", () => {
    const graph = drawn([trace]);
    const drawnOnly = functionTotals({ ...graph, counts: undefined } as unknown as Flamegraph);
    const { self, total } = functionTotals(graph);
    expect([self, total]).toEqual([drawnOnly.self, drawnOnly.total]);
  });
});

describe("calls of functions", () => {
  it("are those that cProfile counted, by what Python itself reads in the file", () => {
    type Row = [place: [file: string, line: number, name: string], primitive: number, calls: number, ...string[]];
    const rows: Row[] = JSON.parse(fixtureText("cprofile-3.11.json"));
    const graph = drawn(parseFixture("cprofile-3.11.pstats"));
    const { frames, counts } = graph;
    const counted = frames.name.flatMap((name, frame) => {
      const row = rows.find(([[, line, of]]) => of === name && line === frames.firstLine[frame]);
      const [, , calls = Number.NaN, self = "NaN", total = "NaN"] = row ?? [];
      expect(counts?.calls[frame]).toBe(calls);
      expect(counts?.self[frame]).toBe(Number(self) * 1e9);
      expect(counts?.total[frame]).toBe(Number(total) * 1e9);
      return row ? [row[2]] : [];
    });
    expect(counted.length).toBeGreaterThan(5);
    expect(counted.some((count) => count > 1)).toBe(true);
  });

  it("are summed over a trace, recursive ones included, and over processes", () => {
    expect(callsIn(drawn([trace]))).toEqual(["callback 4", "lib_read 3", "main 1", "walk 7"]);
    expect(callsIn(drawn([trace, traced([["main", 2]])]))).toContain("main 3");
  });

  it("are unknown where a caller was not counted, or another profile did not count", () => {
    expect(callsIn(drawn([traced([["begun_before work", 2]])]))).toEqual(["begun_before NaN", "work 2"]);
    const mixed = drawn([trace, profileFromColumns("main")]);
    expect(mixed.counts?.calls[mixed.frames.name.indexOf("main")]).toBeNaN();
    expect(callsIn(mixed)).toContain("walk 7");
  });

  it("are not told where they were sampled or estimated, or not counted", () => {
    expect(drawn([profileFromColumns("main")]).counts).toBeUndefined();
    expect(drawn([traced([["main", 2]], { kind: "estimated", because: "guessed" })]).counts).toBeUndefined();
    expect(drawn([traced([["main", 2]], { kind: "sampled", samples: 9 })]).counts).toBeUndefined();
    for (const sampled of ["by-definition-sampled", "pyinstrument"])
      expect(drawn(parseFixture(`pstats/profiles/${sampled}.pstats`)).counts).toBeUndefined();
  });

  it("survive packing, the unknown ones too", () => {
    const graph = drawn([trace, profileFromColumns("main")]);
    expect(unpackFlamegraph(packFlamegraph(graph))).toEqual(graph);
    expect("counts" in unpackFlamegraph(packFlamegraph(drawn([profileFromColumns("main")])))).toBe(false);
  });

  it("stay exact with own code only, and of a function alone; what it called is counted elsewhere, too", () => {
    const graph = drawn([trace]);
    const own = withoutOrigins(graph, ["library", "stdlib", "native", "generated"]).graph;
    expect(callsIn(own)).toEqual(["callback 4", "main 1", "walk 7"]);
    // What libraries took is self time of own code there: per call of both is nobody's number.
    const { selfPerCall, totalPerCall, self } = functionTotals(own);
    expect(selfPerCall).toBeNull();
    expect(totalPerCall).not.toBeNull();
    expect(self.reduce((sum, ns) => sum + ns, 0)).toBe(graph.total);
    const alone = calleesOf(graph, graph.frames.name.indexOf("lib_read"));
    expect(alone && callsIn(alone)).toEqual(["callback NaN", "lib_read 3"]);
    expect(invertFlamegraph(graph).counts).toBeUndefined();
  });

  it("are none of lines, files and packages", () => {
    const { lines, files, packages } = totalsOf(drawn([trace]));
    expect([lines.calls, files.calls, packages.calls]).toEqual([null, null, null]);
  });
});
