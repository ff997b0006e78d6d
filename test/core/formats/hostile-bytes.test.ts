import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formats, parseProfile } from "../../../src/core/formats/registry.ts";
import { profileFixtures, readFixture, sourceOf } from "../../support/fixtures.ts";
import { readFully } from "../../support/read-fully.ts";

/** A fixed part of what `npm run fuzz` tries. */
const CUTS = 120;
const CHANGES = 60;

function expectReadOrRefused(bytes: Uint8Array): void {
  expect(readFully(bytes)).toBeUndefined();
}

describe.each(profileFixtures())("%s", (name) => {
  const whole = readFixture(name);

  it("is recognised by exactly one format", () => {
    expect(formats.filter((format) => format.detect(sourceOf(whole)))).toHaveLength(1);
  });

  it("cut off anywhere is read or refused", () => {
    const step = Math.max(1, Math.floor(whole.length / CUTS));
    for (let length = 0; length < whole.length; length += step) expectReadOrRefused(whole.subarray(0, length));
  });

  it("with bytes changed is read or refused", () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        expectReadOrRefused(bytes);
      }),
      { numRuns: CHANGES },
    );
  });
});

describe("bytes that are no profile", () => {
  it("are refused, whatever they are", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectReadOrRefused), { numRuns: 500 });
  });

  it.each([
    ["nothing", []],
    ["a dict that holds itself", [0xfb, 0x72, 0, 0, 0, 0, 0x4e, 0x30]],
    ["a tuple as long as four gigabytes", [0xfb, 0x28, 0xff, 0xff, 0xff, 0x7f, 0x4e]],
    ["a tuple of negative length", [0xfb, 0x28, 0xff, 0xff, 0xff, 0xff, 0x4e]],
    ["a number longer than the file", [0xfb, 0x6c, 0xff, 0xff, 0xff, 0x7f]],
    ["a reference to nothing", [0xfb, 0x72, 9, 0, 0, 0, 0x4e, 0x30]],
    ["tuples in tuples", [0xfb, ...Array.from({ length: 5000 }, () => [0x29, 1]).flat()]],
  ])("%s is refused in one line", (_, bytes) => {
    expect(parseProfile(sourceOf(Uint8Array.from(bytes)))).toMatchObject({ ok: false });
    expectReadOrRefused(Uint8Array.from(bytes));
  });
});
