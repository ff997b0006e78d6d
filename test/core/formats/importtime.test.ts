import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { subtreeSums } from "../../../src/core/profile/tree-walk.ts";
import { fixtureText, formatFixtures, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";
import { profilesText } from "../../support/golden.ts";

const fixtures = formatFixtures("importtime");

function treeOf(profile: Profile | undefined): TreeProfile {
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

/** Name -> sum of the subtree in microseconds, as the column `cumulative` has it. */
function cumulative({ nodes, frames, functions }: TreeProfile): Map<string, number> {
  const sums = subtreeSums(nodes, nodes.self[0] ?? new Float64Array());
  return new Map(
    [...nodes.frame].map((frame, node) => [
      functions.name[frames.function[frame] ?? 0] ?? "",
      Math.round((sums[node] ?? 0) / 1000),
    ]),
  );
}

describe.each(fixtures.filter((name) => !name.includes("by-definition")))("%s", (fixture) => {
  const expected: readonly [string, number, number, number][] = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(/\.txt$/, ".json")),
  );

  it("adds up to the cumulative times that Python wrote", () => {
    const sums = cumulative(treeOf(parseFixture(fixture)[0]));
    expect(sums.size).toBe(expected.length);
    // Python rounds self and cumulative each by itself: a microsecond per import in between.
    for (const [name, , , us] of expected) expect(Math.abs((sums.get(name) ?? -1e9) - us), name).toBeLessThan(60);
  });
});

describe("rows of -X importtime", () => {
  const row = (self: number, sum: number, depth: number, name: string) =>
    `import time: ${String(self).padStart(9)} | ${String(sum).padStart(10)} | ${"  ".repeat(depth)}${name}\n`;

  it("are the same through PowerShell's redirection", () => {
    const plain = profilesText(parseFixture("importtime/profiles/importtime-2-by-definition.txt"));
    expect(profilesText(parseFixture("importtime/profiles/importtime-2-utf-16-by-definition.txt"))).toBe(plain);
  });

  it("may follow the program's words on their line, and be cut by another row", () => {
    const [profile] = profilesOf(textSource(`half a line ${row(5, 5, 1, "b")}import time:   ${row(6, 11, 0, "a")}`));
    expect(treeOf(profile).functions.name).toEqual(["a", "b"]);
    expect([...treeOf(profile).nodes.parent]).toEqual([-1, 0]);
    expect(profile?.warnings).toEqual(["1 row is broken by other output: left out."]);
  });

  it("whose causes are cut off stand for themselves", () => {
    const [profile] = profilesOf(textSource(row(5, 5, 2, "c") + row(6, 11, 1, "b") + row(7, 7, 1, "d")));
    expect([...treeOf(profile).nodes.parent]).toEqual([-1, -1, 1]);
    expect(profile?.warnings[0]).toContain("ends before");
  });

  it("of several processes are told", () => {
    const header = "import time: self [us] | cumulative | imported package\n";
    const [profile] = profilesOf(textSource(`${header}${row(1, 1, 0, "a")}${header}${row(1, 1, 0, "a")}`));
    expect(profile?.warnings[0]).toContain("2 processes");
  });

  it("that are none are refused", () => {
    expect(parseProfile(textSource("import time: self [us] | cumulative | imported package\n"))).toMatchObject({
      ok: false,
    });
  });
});
