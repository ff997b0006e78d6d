import { describe, expect, it } from "vitest";
import { formats, parseProfile } from "../../../src/core/formats/registry.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import {
  fixtureText,
  formatFixtures,
  parseFixture,
  readFixture,
  sourceOf,
  textSource,
} from "../../support/fixtures.ts";
import { onlyTree, stackText, sumsByKey } from "../../support/stacks.ts";

interface Row {
  readonly type: string;
  readonly frames: [name: string, file: string, line: number][];
  readonly sum: number;
}

const FIXTURES = formatFixtures("otlp-profiles");
const WEIGHTS: Record<string, [id: string, factor: number]> = {
  "cpu/nanoseconds": ["cpu", 1],
  "allocated_space/bytes": ["bytes", 1],
  "wall/microseconds": ["wall", 1000],
  "samples/count": ["samples", 1],
};

it("has two files, each in protobuf and JSON", () => expect(FIXTURES).toHaveLength(4));

describe.each(FIXTURES)("%s", (fixture) => {
  it("has the stacks and sums that OpenTelemetry's own classes read", () => {
    const expected: Row[] = JSON.parse(fixtureText(`${fixture.replace("/profiles/", "/expected/")}.expected.json`));
    const rows = expected.map(({ type, frames, sum }): [string, number[]] => {
      const [id, factor] = WEIGHTS[type] ?? ["", 0];
      const stack = frames.map(([name, file, line]) => `${name} (${file}:${line})`).join("; ") || "(no stack) (:0)";
      return [`${id}${sum < 0 ? "-decrease" : ""} ${stack}`, [Math.abs(sum) * factor]];
    });
    const parsed = trees(fixture).flatMap((profile) =>
      profile.weights.flatMap(({ id }, weight) =>
        [...(profile.nodes.self[weight] ?? [])].map((value, node): [string, number[]] => [
          `${id} ${stackText(profile, node)}`,
          [value],
        ]),
      ),
    );
    expect(sumsByKey(parsed)).toEqual(sumsByKey(rows));
  });
});

describe("OTLP's traps", () => {
  it("profiles of a resource are weights of one process; a pid of a sample makes another", () => {
    expect(
      trees("otlp-profiles/profiles/by-definition-many.otlp").map(({ pid, producer, weights }) => [
        pid,
        producer,
        weights.map(({ id }) => id),
      ]),
    ).toEqual([
      [7, "profiler@1.2", ["cpu", "bytes", "bytes-decrease"]],
      [null, "other", ["wall"]],
      [8, "other", ["wall"]],
    ]);
  });

  it("JSON and protobuf give the same", () => {
    const [json, protobuf] = ["json", "otlp"].map((ending) =>
      parseFixture(`otlp-profiles/profiles/by-definition-many.${ending}`),
    );
    expect(json).toEqual(protobuf);
  });

  it("times alone count one each, in the order of time", () => {
    const profile = onlyTree(parseFixture("otlp-profiles/profiles/by-definition-times-only.otlp"));
    expect(profile.weights).toEqual([
      { id: "samples", label: "Samples", unit: "samples", certainty: { kind: "sampled", samples: 10 } },
    ]);
    expect([...(profile.timeline?.startNs ?? [])]).toEqual(Array.from({ length: 10 }, (_, step) => step * 1_048_576));
  });

  it("times of several stacks are put in order; a value in time is a duration", () => {
    const [, profile] = trees("otlp-profiles/profiles/by-definition-many.json");
    expect([...(profile?.timeline?.startNs ?? [])]).toEqual([0, 36_864, 77_824]);
    expect([...(profile?.timeline?.durationNs ?? [])]).toEqual([5000, 6000, 7000]);
    expect(profile?.weights[0]?.certainty).toEqual({ kind: "sampled", samples: 3 });
  });

  it("the period tells how many samples there were, where it is of the values' type", () => {
    expect(trees("otlp-profiles/profiles/by-definition-many.otlp")[0]?.weights[0]?.certainty).toEqual({
      kind: "sampled",
      samples: 6,
    });
  });

  const json = fixtureText("otlp-profiles/profiles/by-definition-times-only.json");
  it.each([
    [
      "a stack that is not there",
      json.replace('"stackIndex": 1', '"stackIndex": 7'),
      "stack of a sample points outside",
    ],
    [
      "a location that is not there",
      json.replace('"locationIndices": [', '"locationIndices": [9,'),
      "A location of a stack",
    ],
    ["a function that is not there", json.replace('"functionIndex": 1', '"functionIndex": 2'), "function of a line"],
    ["a text that is not there", json.replace(/"typeStrindex": \d/, '"typeStrindex": 99'), "index of a text"],
    ["neither values nor times", json.replace('"timestampsUnixNano"', '"times"'), "neither values nor times"],
    [
      "more values than times",
      json.replace('"timestampsUnixNano"', '"values": ["1"], "timestampsUnixNano"'),
      "1 values, but 10",
    ],
    ["a value that is no number", json.replace('"timestampsUnixNano"', '"values": [{}], "times"'), "A number is none"],
    ["cut off", json.slice(0, -20), "not whole JSON"],
    ["no samples", '{"resourceProfiles":[],"dictionary":{}}', "no samples"],
  ])("%s: refused with the reason", (_, text, reason) => {
    expect(parseProfile(textSource(text))).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });

  it("a file whose first resource is larger than what detection sees is recognised", () => {
    const bytes = readFixture("otlp-profiles/profiles/by-definition-many.otlp");
    const seen = { ...sourceOf(bytes), head: bytes.subarray(0, 40), tail: bytes.subarray(-40) };
    expect(formats.filter((format) => format.detect(seen)).map(({ id }) => id)).toEqual(["otlp-profiles"]);
  });

  it.each(["\n\n\n\n\n\n", "\n  \n \n\n", "\n\t\n\t\n", "\nprofile\nof\nmine\n"])("%j is not taken for one", (text) => {
    expect(formats.filter((format) => format.detect(textSource(text)))).toEqual([]);
  });
});

function trees(fixture: string): TreeProfile[] {
  return parseFixture(fixture).filter((profile) => profile.kind === "tree");
}
