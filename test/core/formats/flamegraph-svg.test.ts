import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { Profile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";
import { profilesText } from "../../support/golden.ts";

/** The rows of stacks with their values, without what else a profile says of itself. */
function rowsOf(profiles: readonly Profile[]): string[] {
  return profilesText(profiles)
    .split("\n")
    .filter((row) => row.startsWith("["));
}

it.each([
  ["flamegraph-pl.svg", "py-spy-threads-full.txt"],
  ["flamegraph-pl-inverted.svg", "tachyon-writer-3.15.txt"],
])("%s holds what the stacks that it was drawn from hold", (picture, stacks) => {
  const drawn = rowsOf(parseFixture(`flamegraph-svg/profiles/${picture}`));
  const own = rowsOf(parseFixture(`collapsed/profiles/${stacks}`));
  expect(drawn).toEqual(own);
});

it.each(["py-spy.svg", "py-spy-subprocesses.svg"])(
  "%s counts as many samples as it says, less those without a frame",
  (name) => {
    const fixture = `flamegraph-svg/profiles/${name}`;
    const said = Number(/total_samples="(\d+)"/.exec(fixtureText(fixture))?.[1]);
    const profiles = parseFixture(fixture);
    const counted = profiles.reduce((sum, profile) => sum + weightTotal(profile, "samples"), 0);
    const outside = Number(/^(\d+) are in no box/.exec(profiles[0]?.warnings[1] ?? "0 are in no box")?.[1]);
    expect(counted).toBeGreaterThan(0);
    expect(counted + outside).toBe(said);
  },
);

describe("boxes", () => {
  const box = (title: string, y: number, rest: string) => `<g><title>${title}</title><rect y="${y}" ${rest}/></g>`;
  const picture = (...boxes: string[]) =>
    textSource(`<?xml version="1.0"?><svg xmlns:fg="http://github.com/jonhoo/inferno">${boxes.join("")}</svg>`);
  const all = box("all (10 samples, 100%)", 20, 'fg:x="0" fg:w="10"');

  it("have names with brackets and entities", () => {
    const [profile] = profilesOf(
      picture(all, box("&lt;module&gt; (C:\\A (x86)\\a.py:3) (1,000 samples, 100.00%)", 4, 'fg:x="0" fg:w="10"')),
    );
    expect(profile?.functions.name).toEqual(["<module>"]);
    expect(profile?.files).toEqual(["C:\\A (x86)\\a.py"]);
    expect(profile && weightTotal(profile, "samples")).toBe(10);
  });

  it("that lie on nothing are told", () => {
    const [profile] = profilesOf(
      picture(
        all,
        box("f (4 samples, 40.00%)", 36, 'fg:x="0" fg:w="4"'),
        box("g (1 samples, 10.00%)", 52, 'fg:x="7" fg:w="1"'),
      ),
    );
    expect(profile?.warnings).toContain("1 boxes could not be placed: the picture is damaged or of an unknown tool.");
    expect(profile?.warnings).toContain("6 are in no box of a frame: samples without frames, or boxes left out.");
    expect(profile && weightTotal(profile, "samples")).toBe(4);
  });

  it.each([
    ["ms", "wall", 4e6],
    ["bytes", "bytes", 4],
    ["cache misses", "count", 4],
  ])("that count %s have the weight %s", (countName, id, total) => {
    const whole = box(`all (10 ${countName}, 100%)`, 20, 'fg:x="0" fg:w="10"');
    const [profile] = profilesOf(picture(whole, box(`f (4 ${countName}, 40.00%)`, 36, 'fg:x="0" fg:w="4"')));
    expect(profile && weightTotal(profile, id)).toBe(total);
  });

  it("that are none make no profile", () => {
    expect(parseProfile(picture())).toMatchObject({ ok: false, message: expect.stringContaining("no boxes") });
    expect(parseProfile(picture(all))).toMatchObject({ ok: false, message: expect.stringContaining("around all") });
  });
});
