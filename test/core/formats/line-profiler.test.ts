import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { fixtureText, formatFixtures, parseFixture, readFixture, sourceOf } from "../../support/fixtures.ts";

interface Expected {
  readonly totalSecondsShown: number[];
  readonly functions: [[file: string, line: number, name: string], [line: number, hits: number, seconds: number][]][];
}

const FIXTURES = formatFixtures("line-profiler");

it("has files of line_profiler 2 to 5, of Python 2.7 to 3.13", () => expect(FIXTURES).toHaveLength(8));

describe.each(FIXTURES)("%s", (fixture) => {
  const profile = treeOf(fixture);
  const expected: Expected = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(".lprof", ".json")),
  );

  it("has the lines, hits and times that line_profiler keeps", () => {
    const rows = expected.functions.flatMap(([[file, firstLine, name], lines]) =>
      lines.map(([line, hits, seconds]) => [file, firstLine, name, line, hits, Math.round(seconds * 1e9)]),
    );
    expect(sorted(rowsOf(profile))).toEqual(sorted(rows));
  });

  it("has the total times that line_profiler shows, and the function that was never called", () => {
    const totals = new Map(profile.functions.name.map((name) => [name, 0]));
    for (const [, , name, , , ns] of rowsOf(profile)) totals.set(name, (totals.get(name) ?? 0) + ns);
    const shown = expected.functions.map(([[, , name]], index) => [name, expected.totalSecondsShown[index]]);
    expect([...totals].map(([name, ns]) => [name, Number((ns / 1e9).toPrecision(6))])).toEqual(
      expect.arrayContaining(shown),
    );
    expect(totals.get("never")).toBe(0);
  });

  it("puts heat on lines", () => {
    const heat = treeLineHeat(profile, 1);
    expect([...heat.line].sort((a, b) => a - b)).toEqual([9, 10, 11, 16, 17, 18, 19]);
    expect(heat.self[heat.line.indexOf(18)]).toBe(40);
  });
});

describe("line_profiler's files", () => {
  it("warn that times of callers and callees overlap", () => {
    expect(treeOf(FIXTURES[0] ?? "").warnings).toEqual([expect.stringContaining("overlap")]);
  });

  it("without a unit of time are refused", () => {
    const bytes = Uint8Array.from(readFixture("line-profiler/profiles/protocol-2.lprof"));
    const at = new TextDecoder("latin1").decode(bytes).indexOf("unit");
    bytes[at] = 0x55;
    expect(parseProfile(sourceOf(bytes))).toMatchObject({
      ok: false,
      message: expect.stringContaining("unit of time"),
    });
  });
});

type Row = [file: string, firstLine: number, name: string, line: number, hits: number, ns: number];

function rowsOf({ nodes, frames, functions, files }: TreeProfile): Row[] {
  return [...nodes.frame].map((frame, node) => {
    const index = frames.function[frame] ?? 0;
    const [time, hits] = nodes.self;
    return [
      files[functions.file[index] ?? -1] ?? "",
      functions.firstLine[index] ?? 0,
      functions.name[index] ?? "",
      frames.line[frame] ?? 0,
      hits?.[node] ?? 0,
      Math.round(time?.[node] ?? 0),
    ];
  });
}

function sorted(rows: readonly unknown[][]): unknown[][] {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function treeOf(fixture: string): TreeProfile {
  const [profile, ...others] = parseFixture(fixture);
  if (profile?.kind !== "tree" || others.length > 0) throw new Error("not one tree");
  return profile;
}
