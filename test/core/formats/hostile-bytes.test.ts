import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formats, parseProfile } from "../../../src/core/formats/registry.ts";
import { accidents, cuts, flips, overwrites, wordSwaps } from "../../support/damage.ts";
import { profileFixtures, readFixture, sourceOf } from "../../support/fixtures.ts";
import { circularMonsters, deepMonsters, denseMonsters, longMonsters, probeMonsters } from "../../support/monsters.ts";
import { readFully } from "../../support/read-fully.ts";

/** A fixed part of what `npm run fuzz` tries. */
const CUTS = 60;
const FLIPS = 60;
const ACCIDENTS = 40;
const WORDS = 1;
const OVERWRITES = 10;

function stepOf(whole: Uint8Array, cases: number): number {
  return Math.max(1, Math.floor(whole.length / cases));
}

function expectAll(damaged: Iterable<Uint8Array>): void {
  for (const bytes of damaged) expectReadOrRefused(bytes);
}

function expectReadOrRefused(bytes: Uint8Array): void {
  expect(readFully(bytes)).toBeUndefined();
}

describe.each(profileFixtures())("%s", (name) => {
  const whole = readFixture(name);

  it("is recognised by exactly one format", () => {
    expect(formats.filter((format) => format.detect(sourceOf(whole)))).toHaveLength(1);
  });

  it("cut off anywhere is read or refused", () => expectAll(cuts(whole, whole.length, stepOf(whole, CUTS))));

  it("with a bit changed is read or refused", () => expectAll(flips(whole, whole.length, stepOf(whole, FLIPS))));

  it("damaged by accident is read or refused", () => expectAll(accidents(whole, ACCIDENTS, 1)));

  it("with other numbers and names is read or refused", () => expectAll(wordSwaps(whole, WORDS)));

  it("with numbers that are too large in it is read or refused", () =>
    expectAll(overwrites(whole, whole.length, stepOf(whole, OVERWRITES))));
});

describe("monsters", () => {
  const all = [...denseMonsters(50_000), ...circularMonsters(), ...longMonsters(), ...probeMonsters()];

  it.each(all.map(({ name, bytes }) => [name, bytes] as const))("%s", (_, bytes) => expectReadOrRefused(bytes));

  // They are of no use where they do not get past the first look of their format.
  it("are taken for what they are made after", () => {
    const unknown = all.filter(({ bytes }) => formats.every((format) => !format.detect(sourceOf(bytes))));
    expect(unknown.map(({ name }) => name)).toEqual([]);
  });

  it("that are deep but whole are profiles", () => {
    const refused = deepMonsters(2000).filter(({ bytes }) => !parseProfile(sourceOf(bytes)).ok);
    expect(refused.map(({ name }) => name)).toEqual([
      "tachyon: brackets",
      "pstats: tuples in tuples",
      "pickle: tuples in tuples",
    ]);
  });
});

describe("bytes that are no profile", () => {
  it("are refused, whatever they are", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectReadOrRefused), { numRuns: 500 });
  });

  it.each([
    ["nothing", []],
    ["a reference to nothing", [0xfb, 0x72, 9, 0, 0, 0, 0x4e, 0x30]],
  ])("%s is refused in one line", (_, bytes) => {
    expect(parseProfile(sourceOf(Uint8Array.from(bytes)))).toMatchObject({ ok: false });
    expectReadOrRefused(Uint8Array.from(bytes));
  });
});
