import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { fixtureText, formatFixtures, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";

const fixtures = formatFixtures("memray-csv");
const HEADER = "allocator,num_allocations,size,tid,thread_name,stack_trace";

function treeOf(profile: Profile | undefined): TreeProfile {
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

/** thread, function, file, line, bytes, allocations of all places that took memory. */
function placesOf({ nodes, frames, functions, files, threads }: TreeProfile): string[] {
  const sums = new Map<string, [number, number]>();
  nodes.frame.forEach((frame, node) => {
    const index = frames.function[frame] ?? 0;
    const file = files[functions.file[index] ?? -1] ?? "";
    const thread = threads[nodes.thread[node] ?? 0]?.id;
    const key = JSON.stringify([thread, functions.name[index], file, frames.line[frame]]);
    const [bytes, blocks] = sums.get(key) ?? [0, 0];
    sums.set(key, [bytes + (nodes.self[0]?.[node] ?? 0), blocks + (nodes.self[1]?.[node] ?? 0)]);
  });
  return [...sums]
    .filter(([, [bytes]]) => bytes > 0)
    .map(([key, values]) => JSON.stringify([...JSON.parse(key), ...values]));
}

it.each(fixtures)("%s equals what memray's own reader finds", (fixture) => {
  const expected: unknown[][] = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(/\.csv$/, ".json")),
  );
  expect(placesOf(treeOf(parseFixture(fixture)[0])).sort()).toEqual(expected.map((row) => JSON.stringify(row)).sort());
});

describe("rows of memray's", () => {
  it("may quote names, and have none of a stack", () => {
    const rows = [`MALLOC,2,10,1,"a, ""b""","f;C:\\a;b.py;3|<module>;x|y.py;9"`, "MMAP,1,7,2,0x2,"];
    const profile = treeOf(profilesOf(textSource(`${HEADER}\r\n${rows.join("\r\n")}\r\n`))[0]);
    expect(profile.threads).toEqual([
      { id: "1", name: 'a, "b"' },
      { id: "2", name: "0x2" },
    ]);
    expect(placesOf(profile)).toEqual([
      '["1","f","C:\\\\a;b.py",3,10,2]',
      '["2","<stack trace unavailable>","",0,7,1]',
    ]);
    expect(profile.files).toContain("x|y.py");
  });

  it("that are cut off are left out and told", () => {
    const [profile] = profilesOf(textSource(`${HEADER}\nMALLOC,2,10,1,0x1,f;a.py;3\nMALLOC,1,5,1,0x1,f;a.p`));
    expect(profile?.warnings).toEqual(["1 row is not whole: left out."]);
    expect(placesOf(treeOf(profile))).toHaveLength(1);
  });

  it("that are none make no profile", () => {
    expect(parseProfile(textSource(`${HEADER}\n`))).toMatchObject({ ok: false });
  });
});
