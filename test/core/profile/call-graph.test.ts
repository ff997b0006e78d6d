import { describe, expect, it } from "vitest";
import { createCallIndex, exactTotals } from "../../../src/core/profile/call-graph.ts";
import { createOriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import type { CallGraph, Flamegraph, GraphProfile } from "../../../src/core/profile/model.ts";
import { packFlamegraph, unpackFlamegraph } from "../../../src/core/profile/pack.ts";
import { formatFixtures, parseFixture } from "../../support/fixtures.ts";
import { sequence } from "../../support/flamegraph-samples.ts";

const classify = createOriginClassifier({
  workspaceFolder: "",
  stdlib: "",
  sitePackages: [],
  prefix: "",
  basePrefix: "",
  cwd: "/",
  platform: "linux",
  elsewhere: "own",
});

function callsOf(profiles: readonly GraphProfile[]): { graph: Flamegraph; calls: CallGraph } {
  const graph = buildFlamegraph(profiles, "wall", classify, false);
  if (!graph?.callGraph) throw new Error("no calls");
  return { graph, calls: graph.callGraph };
}

/** `caller -> callee: calls self total`, whatever the order. */
function pairsOf({ graph, calls }: ReturnType<typeof callsOf>): string[] {
  const { caller, callee, ...columns } = calls.pairs;
  const name = (index: number | undefined) => nameOf(graph, calls.frame[index ?? -1] ?? -1);
  return [...caller]
    .map((of, pair) => {
      const numbers = [columns.calls[pair], columns.selfNs[pair], columns.totalNs[pair]];
      return `${name(of)} -> ${name(callee[pair])}: ${numbers.join(" ")}`;
    })
    .sort();
}

function nameOf({ frames }: Flamegraph, frame: number): string {
  return `${frames.file[frame]}:${frames.firstLine[frame]}:${frames.name[frame]}`;
}

const fixtures = formatFixtures("pstats").filter((name) =>
  parseFixture(name).some(({ weights }) => weights.length > 0),
);

describe("the call graph that comes with an estimated tree", () => {
  it.each(fixtures)(
    "has every pair of %s with its numbers, also of functions that the tree has no room for",
    (name) => {
      const profiles = parseFixture(name).filter((profile) => profile.kind === "graph");
      if (buildFlamegraph(profiles, "wall", classify, false) === null) return;
      const [profile] = profiles;
      if (!profile) throw new Error("no graph");
      const described = (index: number | undefined) => {
        const file = profile.files[profile.functions.file[index ?? -1] ?? -1] ?? "";
        const { path } = classify(file);
        return `${path ?? file}:${profile.functions.firstLine[index ?? -1]}:${profile.functions.name[index ?? -1]}`;
      };
      const { caller, callee, calls, selfNs, totalNs } = profile.edges;
      const expected = [...caller]
        .map(
          (of, edge) =>
            `${described(of)} -> ${described(callee[edge])}: ${calls[edge]} ${selfNs[edge]} ${totalNs[edge]}`,
        )
        .sort();
      expect(pairsOf(callsOf([profile]))).toEqual(expected);
    },
  );

  it("adds up processes: twice the same has twice the numbers", () => {
    const [profile] = parseFixture("cprofile-3.12.pstats").filter((each) => each.kind === "graph");
    if (!profile) throw new Error("no graph");
    const one = callsOf([profile]).calls;
    const two = callsOf([profile, profile]).calls;
    expect([...two.frame]).toEqual([...one.frame]);
    expect([...two.selfNs]).toEqual([...one.selfNs].map((ns) => 2 * ns));
    expect([...two.pairs.calls]).toEqual([...one.pairs.calls].map((count) => 2 * count));
  });

  it("survives packing, not a number cut off", () => {
    const { graph } = callsOf(parseFixture("cprofile-3.12.pstats").filter((each) => each.kind === "graph"));
    const packed = packFlamegraph(graph);
    expect(unpackFlamegraph(packed).callGraph).toEqual(graph.callGraph);
    expect(unpackFlamegraph(packed).frames).toEqual(graph.frames);
    const { callGraph: _, ...alone } = graph;
    expect(unpackFlamegraph(packFlamegraph(alone)).callGraph).toBeUndefined();
    expect(() => unpackFlamegraph(packed.slice(0, -8))).toThrow("cut off");
  });
});

/** A random graph of many pairs, some of them unknown. */
function randomCalls(functions: number, pairs: number): CallGraph {
  const next = sequence(3);
  const ints = (count: number, below: number) => Int32Array.from({ length: count }, () => Math.floor(next() * below));
  const floats = (count: number) => Float64Array.from({ length: count }, () => (next() < 0.1 ? Number.NaN : next()));
  return {
    frame: Int32Array.from({ length: functions }, (_, index) => index * 2),
    calls: floats(functions),
    selfNs: floats(functions),
    totalNs: floats(functions),
    pairs: {
      caller: ints(pairs, functions),
      callee: ints(pairs, functions),
      calls: floats(pairs),
      selfNs: floats(pairs),
      totalNs: floats(pairs),
    },
  };
}

describe("pairs by function", () => {
  it("are those that a look at each pair finds, heaviest first, the unknown last", () => {
    const calls = randomCalls(40, 600);
    const { caller, callee, totalNs } = calls.pairs;
    const index = createCallIndex(calls);
    for (let of = 0; of < 40; of++) {
      for (const [found, column] of [
        [index.callers(of), callee],
        [index.callees(of), caller],
      ] as const) {
        expect([...found].sort((a, b) => a - b)).toEqual([...column.keys()].filter((pair) => column[pair] === of));
        const totals = [...found].map((pair) => totalNs[pair] ?? 0);
        const known = totals.filter((ns) => !Number.isNaN(ns));
        expect(totals.slice(0, known.length)).toEqual(known.toSorted((a, b) => b - a));
      }
    }
  });

  it("has the totals of each function as a table", () => {
    const calls = randomCalls(5, 9);
    const totals = exactTotals(calls, 12);
    for (let of = 0; of < 5; of++) expect(totals.rowOfFrame[calls.frame[of] ?? -1]).toBe(of);
    expect(totals.rowOfFrame[1]).toBe(-1);
    expect(totals.total).toBe(calls.totalNs);
  });
});
