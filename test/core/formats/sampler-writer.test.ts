import { describe, expect, it } from "vitest";
import { createSamplerWriter } from "../../../src/core/formats/sampler-writer.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";
import { profilesText } from "../../support/golden.ts";
import { profileFromColumns } from "../../support/text-profile.ts";

const META = { producer: "py-spy", pid: 7, rateHz: 100 };

const FIRST = profileFromColumns(`
  main:3  main:3  main:4
  load:9  load:9
`);
const SECOND = profileFromColumns(`
  main:4          main:3
  save:20@lib.py  load:9
`);

function read(text: string): TreeProfile {
  const [profile] = profilesOf(textSource(text));
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

/** Stacks with their numbers, without what a file says of itself. */
function stacks(profile: TreeProfile): string[] {
  return profilesText([profile])
    .split("\n")
    .filter((row) => row.startsWith("["));
}

describe("a sampler file that grows by recordings", () => {
  it("is the sum of its recordings at any moment", () => {
    const writer = createSamplerWriter(META);
    const first = writer.append([FIRST], 1e9);
    expect(stacks(read(first))).toEqual(stacks(FIRST));
    const both = read(first + writer.append([SECOND], 2e9));
    expect(writer.samples).toBe(5);
    expect(stacks(both)).toEqual([
      "[0] main (app.py:3); load (app.py:9)  30000000 3",
      "[0] main (app.py:4)  10000000 1",
      "[0] main (app.py:4); save (lib.py:20)  10000000 1",
    ]);
    expect(both).toMatchObject({ producer: "py-spy", pid: 7, weights: [{ certainty: { samples: 5 } }, {}] });
  });

  it("writes what is known already as rows only", () => {
    const writer = createSamplerWriter(META);
    writer.append([FIRST], 1e9);
    const again = writer.append([FIRST], 2e9).trim().split("\n");
    expect(again.map((line) => JSON.parse(line).type)).toEqual(["samples"]);
  });

  it("is a file before anything was seen", () => {
    expect(read(createSamplerWriter(META).append([], 0)).nodes.parent).toHaveLength(0);
  });

  it.each(["py-spy-threads.speedscope.json", "py-spy-subprocesses.speedscope.json"])(
    "keeps the stacks and threads of a real recording: %s",
    (name) => {
      const profiles = parseFixture(name).filter((profile) => profile.kind === "tree");
      const copy = read(createSamplerWriter(META).append(profiles, 1e9));
      const times = profiles.flatMap((profile) => Array.from(profile.nodes.self[0] ?? []));
      expect(copy.threads).toEqual(profiles.flatMap((profile) => profile.threads));
      expect(copy.nodes.self[0]?.reduce((sum, value) => sum + value, 0)).toBeCloseTo(
        times.reduce((sum, value) => sum + value, 0),
        -3,
      );
      const names = profiles.flatMap((profile) => profile.functions.name);
      expect(new Set(copy.functions.name)).toEqual(new Set(names));
    },
  );
});
