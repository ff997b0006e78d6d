import { describe, expect, it } from "vitest";
import { createTreeBuilder } from "../../../src/core/profile/builder.ts";
import type { OriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import { calleesOf } from "../../../src/core/profile/flamegraph-focus.ts";
import { invertFlamegraph } from "../../../src/core/profile/flamegraph-inverted.ts";
import { ownCodeOnly } from "../../../src/core/profile/flamegraph-view.ts";
import { functionTotals, totalsOf } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Certainty, Flamegraph, Profile, TreeProfile } from "../../../src/core/profile/model.ts";
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

describe("calls of functions", () => {
  it("are those that cProfile counted, by what Python itself reads in the file", () => {
    type Row = [place: [file: string, line: number, name: string], primitive: number, calls: number];
    const rows: Row[] = JSON.parse(fixtureText("cprofile-3.11.json"));
    const graph = drawn(parseFixture("cprofile-3.11.pstats"));
    const { frames, calls } = graph;
    const counted = frames.name.flatMap((name, frame) => {
      const row = rows.find(([[, line, of]]) => of === name && line === frames.firstLine[frame]);
      if (row) expect(calls?.[frame]).toBe(row[2]);
      else expect(calls?.[frame]).toBeNaN();
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
    expect(mixed.calls?.[mixed.frames.name.indexOf("main")]).toBeNaN();
    expect(callsIn(mixed)).toContain("walk 7");
  });

  it("are not told where they were sampled or estimated, or not counted", () => {
    expect(drawn([profileFromColumns("main")]).calls).toBeUndefined();
    expect(drawn([traced([["main", 2]], { kind: "estimated", because: "guessed" })]).calls).toBeUndefined();
    expect(drawn([traced([["main", 2]], { kind: "sampled", samples: 9 })]).calls).toBeUndefined();
    for (const sampled of ["by-definition-sampled", "pyinstrument"])
      expect(drawn(parseFixture(`pstats/profiles/${sampled}.pstats`)).calls).toBeUndefined();
  });

  it("survive packing, the unknown ones too", () => {
    const graph = drawn([trace, profileFromColumns("main")]);
    expect(unpackFlamegraph(packFlamegraph(graph))).toEqual(graph);
    expect("calls" in unpackFlamegraph(packFlamegraph(drawn([profileFromColumns("main")])))).toBe(false);
  });

  it("stay exact with own code only, and of a function alone; what it called is counted elsewhere, too", () => {
    const graph = drawn([trace]);
    expect(callsIn(ownCodeOnly(graph).graph)).toEqual(["callback 4", "main 1", "walk 7"]);
    const alone = calleesOf(graph, graph.frames.name.indexOf("lib_read"));
    expect(alone && callsIn(alone)).toEqual(["callback NaN", "lib_read 3"]);
    expect(invertFlamegraph(graph).calls).toBeUndefined();
  });

  it("are none of lines, files and packages", () => {
    const { lines, files, packages } = totalsOf(drawn([trace]));
    expect([lines.calls, files.calls, packages.calls]).toEqual([null, null, null]);
  });
});
