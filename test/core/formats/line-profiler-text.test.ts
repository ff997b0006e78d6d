import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { fixtureText, formatFixtures, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";

const fixtures = formatFixtures("line-profiler-text");

function treeOf(profile: Profile | undefined): TreeProfile {
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

type Row = [file: string, first: number, name: string, line: number, hits: number, timeNs: number];

function rowsOf({ nodes, frames, functions, files }: TreeProfile): Row[] {
  return [...nodes.frame].map((frame, node) => {
    const index = frames.function[frame] ?? 0;
    const file = files[functions.file[index] ?? -1] ?? "";
    const line = frames.line[frame] ?? 0;
    const [time, hits] = [nodes.self[0]?.[node] ?? 0, nodes.self[1]?.[node] ?? 0];
    return [file, functions.firstLine[index] ?? 0, functions.name[index] ?? "", line, hits, time];
  });
}

it.each(fixtures.filter((name) => !name.includes("no-source")))("%s equals line_profiler's own numbers", (fixture) => {
  const expected: Row[] = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(/\.txt$/, ".json")),
  );
  const rows = rowsOf(treeOf(parseFixture(fixture)[0]));
  expect(rows.map((row) => row.slice(0, 5))).toEqual(expected.map((row) => row.slice(0, 5)));
  // The table rounds to a tenth of its unit.
  const unitNs = fixture.endsWith("-ns.txt") ? 1 : 1000;
  rows.forEach((row, index) => {
    expect(Math.abs(row[5] - (expected[index]?.[5] ?? 0))).toBeLessThanOrEqual(0.0501 * unitNs);
  });
});

describe("tables of line_profiler", () => {
  const table = (unit: string, ...rows: string[]) =>
    textSource(
      `Wrote profile results to x.lprof\nTimer unit: ${unit} s\n\nTotal time: 1 s\nFile: a b.py\nFunction: A.f at line 3\n\n` +
        `Line #      Hits         Time  Per Hit   % Time  Line Contents\n${"=".repeat(62)}\n${rows.join("\n")}\n`,
    );

  it("may have times with few digits: then they are estimated", () => {
    const [profile] = profilesOf(table("1e-09", "     4   1000000   1.2e+09   1200.0     99.0      x += 1"));
    expect(rowsOf(treeOf(profile))).toEqual([["a b.py", 3, "A.f", 4, 1e6, 1.2e9]]);
    expect(profile?.weights[0]?.certainty.kind).toBe("estimated");
    expect(profile?.weights[1]?.certainty.kind).toBe("exact");
  });

  it("may have columns that are too narrow for their numbers, and no time at all", () => {
    const [profile] = profilesOf(
      table(
        "1e-06",
        "     4 123456789012 9876543210123.0     80.0     99.0      x += 1",
        "     5         1            0      nan      nan          # 7 1 1.0 1.0 1.0",
      ),
    );
    expect(rowsOf(treeOf(profile)).map((row) => row.slice(3))).toEqual([
      [4, 123456789012, 9876543210123000],
      [5, 1, 0],
    ]);
  });

  it("without a line that ran are refused", () => {
    expect(parseProfile(table("1e-06", "     4                                           x += 1"))).toMatchObject({
      ok: false,
    });
  });
});
