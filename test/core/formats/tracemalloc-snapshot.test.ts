import { describe, expect, it } from "vitest";
import { treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { fixtureText, formatFixtures, parseFixture } from "../../support/fixtures.ts";

type Row = [file: string, line: number, bytes: number, blocks: number];

const FIXTURES = formatFixtures("tracemalloc-snapshot");

it("has snapshots of Python 3.8 to 3.13, shallow and deep", () => expect(FIXTURES).toHaveLength(8));

describe.each(FIXTURES)("%s", (fixture) => {
  const profile = treeOf(fixture);
  const expected: Row[] = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(".tracemalloc", ".json")),
  );

  it('has the bytes and blocks of every line that statistics("lineno") has', () => {
    const [bytes, blocks] = [treeLineHeat(profile, 0), treeLineHeat(profile, 1)];
    const rows = [...bytes.line]
      .map((line, row): Row => {
        const file = profile.files[bytes.file[row] ?? -1] ?? "";
        return [file, line, bytes.self[row] ?? 0, blocks.self[row] ?? 0];
      })
      .filter(([, , , count]) => count > 0);
    expect(sorted(rows)).toEqual(sorted(expected));
  });
});

describe("tracemalloc's snapshots", () => {
  it.each(["3.9", "3.11", "3.13"])("of Python %s say where stacks were cut", (version) => {
    const { warnings } = treeOf(`tracemalloc-snapshot/profiles/python-${version}-12-frames.tracemalloc`);
    expect(warnings).toEqual([expect.stringMatching(/^The stacks of \d+ of \d+ blocks are deeper/)]);
  });

  it("before Python 3.9 do not say how deep stacks were: no warning is made up", () => {
    expect(treeOf("tracemalloc-snapshot/profiles/python-3.8-1-frames.tracemalloc").warnings).toEqual([]);
  });

  it("keep deep stacks, the caller above the callee", () => {
    const { nodes, frames } = treeOf("tracemalloc-snapshot/profiles/python-3.13-12-frames.tracemalloc");
    const stacks = [...nodes.parent.keys()].map((node) => {
      const lines: number[] = [];
      for (let at = node; at >= 0; at = nodes.parent[at] ?? -1) lines.unshift(frames.line[nodes.frame[at] ?? 0] ?? 0);
      return lines.join(" ");
    });
    expect(stacks).toContain("21 11 11 11 11 7");
  });
});

function sorted(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function treeOf(fixture: string): TreeProfile {
  const [profile, ...others] = parseFixture(fixture);
  if (profile?.kind !== "tree" || others.length > 0) throw new Error("not one tree");
  return profile;
}
