import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";

const WRITTEN = "tachyon-jsonl/profiles/writer-3.15.jsonl";

function treeOf(profile: Profile | undefined): TreeProfile {
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

/** file, function, line, column from 0, samples, samples on the stack. */
function rowsOf({ nodes, frames, functions, files }: TreeProfile): unknown[][] {
  return [...nodes.frame].map((frame, node) => {
    const index = frames.function[frame] ?? 0;
    const file = files[functions.file[index] ?? -1] ?? "~";
    const place = [file, functions.name[index], frames.line[frame], (frames.column[frame] ?? 0) - 1];
    return [...place, nodes.self[0]?.[node], nodes.self[1]?.[node]];
  });
}

it("has the samples that went into the writer", () => {
  const expected: unknown[][] = JSON.parse(fixtureText("tachyon-jsonl/expected/writer-3.15.json"));
  const texts = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(texts(rowsOf(treeOf(parseFixture(WRITTEN)[0])))).toEqual(texts(expected));
});

describe("lines of profiling.sampling", () => {
  const lines = fixtureText(WRITTEN).split("\n");

  it("without their end are a file that is cut off", () => {
    const whole = parseFixture(WRITTEN)[0];
    const [profile] = profilesOf(textSource(lines.slice(0, -2).join("\n")));
    expect(profile?.warnings).toEqual([...(whole?.warnings ?? []), "The file is cut off."]);
    expect(profile && weightTotal(profile, "samples")).toBe(whole && weightTotal(whole, "samples"));
  });

  it("tell how many samples are missing", () => {
    const agg = (id: number, self: number) =>
      `{"type":"agg","kind":"frame","samples_total":9,"entries":[{"frame_id":${id},"self":${self},"cumulative":${self}}]}`;
    const text = [
      '{"type":"meta","v":0,"sample_interval_usec":1000}',
      '{"type":"frame_table","frames":[{"frame_id":0,"line":1},{"frame_id":1,"line":2}]}',
      agg(0, 3),
      agg(1, 6).slice(0, -20),
    ].join("\n");
    const [profile] = profilesOf(textSource(text));
    expect(profile?.warnings[1]).toBe("The file is cut off. 6 of 9 samples are missing.");
  });

  it.each([
    ["a frame that is nowhere", lines.filter((line) => !line.includes('"frame_table"')).join("\n"), "not in the table"],
    ["no samples", lines[0] ?? "", "before its first samples"],
    ["a line that is damaged", lines.join("\n").replace('"frames":[', '"frames":['.slice(1)), "not whole JSON"],
    ["a negative count", lines.join("\n").replace(/"self":\d+/, '"self":-1'), "not negative"],
  ])("with %s are refused", (_, text, message) => {
    expect(parseProfile(textSource(text))).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});
