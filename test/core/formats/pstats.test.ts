import { describe, expect, it } from "vitest";
import type { GraphProfile, Profile } from "../../../src/core/profile/model.ts";
import { fixtureText, parseFixture } from "../../support/fixtures.ts";

type Key = [file: string, line: number, name: string];
type Row = [key: Key, cc: number, nc: number, tt: string, ct: string, callers: [Key, number, number, string, string][]];

const VERSIONS = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"];

describe.each(VERSIONS)("cProfile's file of Python %s", (version) => {
  const profile = graphOf(parseFixture(`cprofile-${version}.pstats`));
  const expected: Row[] = JSON.parse(fixtureText(`cprofile-${version}.json`));

  it("has the functions and numbers that pstats reads, to the last bit", () => {
    const rows = expected.map(([key, cc, nc, tt, ct]) => [keyText(key), cc, nc, Number(tt), Number(ct)]);
    const parsed = profile.functions.name.map((_, index) => [
      keyText(keyOf(profile, index)),
      profile.primitiveCalls[index],
      profile.calls[index],
      profile.selfSeconds[index],
      profile.totalSeconds[index],
    ]);
    expect(sorted(parsed)).toEqual(sorted(rows));
  });

  it("has every pair of caller and callee, calls and primitive calls told apart", () => {
    const rows = expected.flatMap(([callee, , , , , callers]) =>
      callers.map(([caller, nc, cc, tt, ct]) => [keyText(caller), keyText(callee), nc, cc, Number(tt), Number(ct)]),
    );
    const { edges } = profile;
    const parsed = [...edges.caller].map((caller, edge) => [
      keyText(keyOf(profile, caller)),
      keyText(keyOf(profile, edges.callee[edge] ?? -1)),
      edges.calls[edge],
      edges.primitiveCalls[edge],
      edges.selfSeconds[edge],
      edges.totalSeconds[edge],
    ]);
    expect(sorted(parsed)).toEqual(sorted(rows));
  });

  it("counts the recursion of fib: 465 calls, one of them not recursive", () => {
    const fib = profile.functions.name.indexOf("fib");
    expect([profile.calls[fib], profile.primitiveCalls[fib]]).toEqual([465, 1]);
    const recursive = profile.edges.caller.findIndex(
      (caller, edge) => caller === fib && profile.edges.callee[edge] === fib,
    );
    expect([profile.edges.calls[recursive], profile.edges.primitiveCalls[recursive]]).toEqual([464, 2]);
  });

  it("warns of nothing", () => expect(profile.warnings).toEqual([]));
});

describe("unusual pstats files", () => {
  it("says that threads are mixed", () => {
    const profile = graphOf(parseFixture("cprofile-mixed-threads.pstats"));
    expect(profile.warnings).toEqual([expect.stringContaining("mixes the calls of all threads")]);
  });

  it("reads the files of the pure Python profiler: a code object as a name, plain numbers as edges", () => {
    const profile = graphOf(parseFixture("profile-module.pstats"));
    expect(profile.functions.name).toContain("spin");
    const fib = profile.functions.name.indexOf("fib");
    expect(profile.calls[fib]).toBe(465);
    const edge = profile.edges.callee.indexOf(fib);
    expect(profile.edges.calls[edge]).toBeGreaterThan(0);
    expect(profile.edges.totalNs[edge]).toBeNaN();
    expect(profile.files).toContain("work.py");
  });
});

function graphOf(profiles: readonly Profile[]): GraphProfile {
  const [profile] = profiles;
  if (profile?.kind !== "graph") throw new Error("not a call graph");
  return profile;
}

function keyOf({ files, functions }: GraphProfile, index: number): Key {
  const file = functions.file[index] ?? -1;
  return [file < 0 ? "~" : (files[file] ?? ""), functions.firstLine[index] ?? 0, functions.name[index] ?? ""];
}

function keyText(key: Key): string {
  return key.join("\n");
}

function sorted(rows: readonly unknown[][]): unknown[][] {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
