import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import {
  fixtureText,
  formatFixtures,
  parseFixture,
  piecewiseSource,
  profilesOf,
  readFixture,
  sourceOf,
  textSource,
} from "../../support/fixtures.ts";
import { profilesText } from "../../support/golden.ts";

const fixtures = formatFixtures("collapsed");

function treesOf(fixture: string): TreeProfile[] {
  return parseFixture(fixture).map(asTree);
}

function treesOfText(text: string): TreeProfile[] {
  return profilesOf(textSource(text)).map(asTree);
}

function asTree(profile: Profile): TreeProfile {
  if (profile.kind !== "tree") throw new Error("not a tree");
  return profile;
}

/** The stacks that have values, each frame as `name|file|line`. */
function stacksOf(profile: TreeProfile | undefined): Record<string, number[]> {
  const stacks: Record<string, number[]> = {};
  if (profile === undefined) return stacks;
  const { nodes, functions, files, frames } = profile;
  for (let node = 0; node < nodes.parent.length; node++) {
    const values = nodes.self.map((column) => column[node] ?? 0);
    if (values.every((value) => value === 0)) continue;
    const names: string[] = [];
    for (let at = node; at >= 0; at = nodes.parent[at] ?? -1) {
      const frame = nodes.frame[at] ?? 0;
      const index = frames.function[frame] ?? 0;
      const file = files[functions.file[index] ?? -1] ?? "";
      names.unshift(`${functions.name[index]}|${file}|${frames.line[frame] || ""}`);
    }
    stacks[names.join(" > ")] = values;
  }
  return stacks;
}

interface Expected {
  /** pid, thread, leaf (for austin file, function and line), and the sums of what the lines with this leaf say. */
  readonly leaves: readonly (readonly (string | number | null)[])[];
}

/** Which of austin's four sums are the weights of a file: time, time not idle, memory gained, memory given back. */
const AUSTIN_WEIGHTS: Record<string, readonly [number, number][]> = {
  "austin-memory": [
    [2, 1],
    [3, 1],
  ],
  "austin-full": [
    [0, 1000],
    [1, 1000],
    [2, 1],
    [3, 1],
  ],
};

it.each(fixtures.filter((name) => !name.includes("by-definition")))("%s equals what another reader sums", (fixture) => {
  const { leaves }: Expected = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(/\.txt$/, ".json")),
  );
  const name = /([^/]+)\.txt$/.exec(fixture)?.[1] ?? "";
  const expected = leaves.flatMap((leaf) => {
    const [pid, thread, ...rest] = leaf;
    if (!name.startsWith("austin")) {
      const frame = partsOf(String(rest[0]));
      return frame === null ? [] : [[pid, thread, ...frame, rest[1]].join("\t")];
    }
    const values = (AUSTIN_WEIGHTS[name] ?? [[0, 1000]]).map(([index, factor]) => Number(rest[3 + index]) * factor);
    return values.every((value) => value === 0) ? [] : [[pid, thread, ...rest.slice(0, 3), ...values].join("\t")];
  });
  expect(treesOf(fixture).flatMap(leafSums).sort()).toEqual(expected.sort());
});

/** Per process, thread and frame the sums over the nodes, in all weights. */
function leafSums({ pid, threads, nodes, frames, functions, files }: TreeProfile): string[] {
  const sums = new Map<string, number[]>();
  for (let node = 0; node < nodes.frame.length; node++) {
    const frame = nodes.frame[node] ?? 0;
    const index = frames.function[frame] ?? 0;
    const file = files[functions.file[index] ?? -1] ?? "";
    const thread = threads[nodes.thread[node] ?? 0]?.id;
    const key = [pid, thread, file, functions.name[index], frames.line[frame]].join("\t");
    const sum = sums.get(key) ?? nodes.self.map(() => 0);
    sums.set(
      key,
      sum.map((value, weight) => value + (nodes.self[weight]?.[node] ?? 0)),
    );
  }
  return [...sums]
    .filter(([, values]) => values.some((value) => value > 0))
    .map(([key, values]) => [key, ...values].join("\t"));
}

/** file, name, line of a frame in the spelling of py-spy or of 3.15; null for a heading. */
function partsOf(text: string): (string | number)[] | null {
  const tachyon = /^([^()]*):([^:]*):(\d+)$/.exec(text);
  if (tachyon !== null) return [tachyon[1] ?? "", tachyon[2] ?? "", Number(tachyon[3])];
  const pySpy = /^(.*?) \((.*?)(?::(\d+))?\)$/.exec(text);
  if (pySpy === null) return text === "<GC>" ? ["", text, 0] : null;
  return pySpy[1] === "thread" ? null : [pySpy[2] ?? "", pySpy[1] ?? "", Number(pySpy[3] ?? 0)];
}

describe("lines of collapsed stacks", () => {
  const plain = profilesText(profilesOf(sourceOf(readFixture("collapsed/profiles/generic-by-definition.folded"))));

  it.each(["crlf", "utf-16", "utf-8-mark"])("mean the same in %s", (kind) => {
    expect(profilesText(parseFixture(`collapsed/profiles/generic-${kind}-by-definition.folded`))).toBe(plain);
  });

  it("may have fractions, blanks in names, and no other frame", () => {
    expect(stacksOf(treesOfText("a b;c 2.5\na b;c 1e3\nx 7\n")[0])).toEqual({ "a b|| > c||": [1002.5], "x||": [7] });
  });

  it("that are negative are a weight of their own", () => {
    const [profile] = treesOfText("a;b 3\na;b -1\na -2\n");
    expect(profile?.weights.map(({ id }) => id)).toEqual(["count", "count-decrease"]);
    expect(stacksOf(profile)).toEqual({ "a||": [0, 2], "a|| > b||": [3, 1] });
    expect(profile?.warnings).toHaveLength(1);
  });

  it("that are no stacks are left out and told", () => {
    const lines = Array.from({ length: 40 }, () => "a;b 1");
    const [profile] = treesOfText([...lines, "Done in no time", "a;b", "a;b 1,2", "a;c 2"].join("\n"));
    expect(profile?.warnings).toEqual(["3 lines are no stack with a number, the first at byte 240: left out."]);
    expect(profile && weightTotal(profile, "count")).toBe(42);
  });

  it("are not the weights of anything where the file does not say of what", () => {
    expect(treesOfText("a;b 1\n")[0]?.weights[0]).toMatchObject({ id: "count", certainty: { kind: "estimated" } });
    expect(treesOfText("a (x.py:1);b (x.py:2) 5\n")[0]?.weights[0]).toMatchObject({
      id: "samples",
      certainty: { kind: "sampled", samples: 5 },
    });
  });

  it.each([
    ["f (C:\\Program Files (x86)\\a.py:3)", "f|C:\\Program Files (x86)\\a.py|3"],
    ["<module> (<frozen importlib._bootstrap>:1176)", "<module>|<frozen importlib._bootstrap>|1176"],
    ["f<void (int)> (x.cpp:3)", "f<void (int)>|x.cpp|3"],
    ["process (a.py:3)", "process|a.py|3"],
    ["process 1 (a.py:3)", "process 1|a.py|3"],
    ["f (a.py:99999999999)", "f|a.py|"],
    ["__proto__ (constructor:3)", "__proto__|constructor|3"],
  ])("%s is a frame of py-spy's", (text, frame) => {
    expect(stacksOf(treesOfText(`${text} 1\n`)[0])).toEqual({ [frame]: [1] });
  });

  it("of austin keep the file's colons", () => {
    expect(stacksOf(treesOfText("P1;T2;C:\\a b.py:A.f:3;:GC: 5\n")[0])).toEqual({
      "A.f|C:\\a b.py|3 > GC||": [5000],
    });
  });

  it("of austin are in the order of time", () => {
    const [profile] = treesOfText("P1;T2;a.py:f:1 5\nP1;T2;a.py:f:2 6\nP1;T3;a.py:f:1 6\nP1;T2;a.py:f:1 7\n");
    expect([...(profile?.timeline?.startNs ?? [])]).toEqual([0, 5000, 5000, 11000]);
    expect([...(profile?.timeline?.durationNs ?? [])]).toEqual([5000, 6000, 6000, 7000]);
  });

  it("that austin's own tools have summed up have no order", () => {
    expect(treesOfText("P1;T2;a.py:f:1 50\nP1;T2;a.py:f:2 6\n")[0]?.timeline).toBeNull();
  });

  it("may be a million frames deep", () => {
    const [profile] = treesOfText(`${"f;".repeat(999_999)}f 3\n${"f;".repeat(500_000)}g 4\n`);
    expect(profile?.nodes.parent.length).toBe(1_000_001);
    expect(profile && weightTotal(profile, "count")).toBe(7);
  });

  it("without any number are refused", () => {
    expect(parseProfile(textSource("# austin: 3.7.0\n# mode: wall\n"))).toMatchObject({ ok: false });
  });
});

it("stacks are the same however the file is cut into pieces, and equal what a plain reader sums", () => {
  const frame = fc.constantFrom(
    "a",
    "ab",
    "abc",
    "abcd",
    "abcde",
    "é",
    "a b",
    "process 1",
    "aaaaaaaaaaaa",
    "aaaaaaaaaaab",
  );
  const line = fc.tuple(fc.array(frame, { minLength: 2, maxLength: 9 }), fc.nat(99));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), fc.nat(60), (lines, pieceBytes) => {
      const naive: Record<string, number[]> = {};
      for (const [frames, value] of lines) {
        const key = frames.map((name) => `${name}||`).join(" > ");
        if (value > 0) naive[key] = [(naive[key]?.[0] ?? 0) + value];
      }
      const bytes = new TextEncoder().encode(lines.map(([frames, value]) => `${frames.join(";")} ${value}`).join("\n"));
      const [profile] = profilesOf(piecewiseSource(bytes, pieceBytes + 1)).map(asTree);
      expect(stacksOf(profile)).toEqual(naive);
    }),
    { numRuns: 200 },
  );
});
