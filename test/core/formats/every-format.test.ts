import { describe, expect, it } from "vitest";
import { checkTables } from "../../support/csv-tables.ts";
import { parseFixture, profileFixtures, profilesOf, readFixture, sourceOf } from "../../support/fixtures.ts";
import { checkGolden } from "../../support/golden.ts";
import { checkRoundTrips } from "../../support/round-trip.ts";

describe.each(profileFixtures())("%s", (fixture) => {
  it("is what its golden text says", () => checkGolden(fixture));

  it.each(["", "profile.svg", "profile.pstats"])("is the same under the name '%s'", (name) => {
    expect(profilesOf(sourceOf(readFixture(fixture), name))).toEqual(parseFixture(fixture));
  });

  it("is written in every format and read again without loss of what the format can hold", () =>
    checkRoundTrips(parseFixture(fixture)));

  it("is the same in tables", () => checkTables(parseFixture(fixture)));
});
