import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import {
  fixtureText,
  formatFixtures,
  parseFixture,
  profilesOf,
  readFixture,
  sourceOf,
} from "../../support/fixtures.ts";
import { sumsByKey } from "../../support/stacks.ts";

interface Expected {
  readonly mode: string;
  readonly version: number;
  /** `pid thread[ <GC>] stack` -> µs, µs not idle, bytes taken, bytes freed, samples. */
  readonly rows: Record<string, [number, number, number, number, number]>;
}

const FIXTURES = formatFixtures("mojo");
const WEIGHTS: Record<string, string[]> = {
  wall: ["wall", "samples"],
  cpu: ["cpu", "samples"],
  memory: ["bytes", "bytes-freed", "samples"],
  full: ["wall", "cpu", "bytes", "bytes-freed", "samples"],
};
const COLUMNS: Record<string, [column: number, factor: number]> = {
  wall: [0, 1000],
  cpu: [1, 1000],
  bytes: [2, 1],
  "bytes-freed": [3, 1],
  samples: [4, 1],
};

it("has files of Austin 3.4 to 4.0 and of MOJO 1 to 4", () => expect(FIXTURES).toHaveLength(8));

describe.each(FIXTURES)("%s", (fixture) => {
  const profiles = trees(fixture);
  const expected: Expected = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(".mojo", ".json")),
  );
  const weights = WEIGHTS[expected.mode] ?? [];

  it("has the weights of its mode", () => {
    for (const profile of profiles) expect(profile.weights.map(({ id }) => id)).toEqual(weights);
  });

  it("has the stacks and sums that austin-python reads", () => {
    const rows = Object.entries(expected.rows).map(([key, row]): [string, number[]] => [
      key.trim(),
      weights.map((id) => {
        const [column, factor] = COLUMNS[id] ?? [0, 0];
        return (row[column] ?? 0) * factor;
      }),
    ]);
    const parsed = profiles.flatMap((profile) =>
      [...profile.nodes.parent.keys()].map((node): [string, number[]] => [
        rowKey(profile, node),
        profile.nodes.self.map((column) => column[node] ?? 0),
      ]),
    );
    expect(sumsByKey(parsed)).toEqual(sumsByKey(rows));
  });

  it("has its time in order, thread by thread", () => {
    for (const { timeline, nodes } of profiles) {
      const ends = new Map<number, number>();
      for (const [index, node] of (timeline?.node ?? []).entries()) {
        const thread = nodes.thread[node] ?? 0;
        const start = timeline?.startNs[index] ?? 0;
        expect(start).toBeGreaterThanOrEqual(ends.get(thread) ?? 0);
        ends.set(thread, start + (timeline?.durationNs[index] ?? 0));
      }
    }
    expect(profiles.some(({ timeline }) => timeline !== null)).toBe(expected.mode !== "memory");
  });
});

/** A node as the oracle names it. */
function rowKey(profile: TreeProfile, leaf: number): string {
  const { nodes, frames, functions, files, threads, pid } = profile;
  const stack: string[] = [];
  let mark = "";
  for (let at = leaf; at >= 0; at = nodes.parent[at] ?? -1) {
    const frame = nodes.frame[at] ?? 0;
    const index = frames.function[frame] ?? 0;
    const name = functions.name[index] ?? "";
    const file = files[functions.file[index] ?? -1] ?? "";
    if (name === "<GC>") mark = " <GC>";
    else if (name !== "(no stack)")
      stack.unshift(`${name === "(no name)" ? "" : name} (${file}:${frames.line[frame]}:${frames.column[frame]})`);
  }
  return `${pid} ${threads[nodes.thread[leaf] ?? 0]?.id}${mark} ${stack.join("; ")}`.trim();
}

describe("MOJO's traps", () => {
  it("memory given back has a weight of its own, nothing is negative", () => {
    const [profile] = trees("mojo/profiles/austin-4.0-full-gc.mojo");
    expect(profile && weightTotal(profile, "bytes-freed")).toBeGreaterThan(0);
    expect(profile?.nodes.self.every((column) => column.every((value) => value >= 0))).toBe(true);
  });

  it("children are profiles of their own; what says who made it", () => {
    const profiles = trees("mojo/profiles/austin-3.7-children.mojo");
    expect(profiles).toHaveLength(2);
    expect(profiles.map(({ producer }) => producer)).toEqual(["austin@3.7.0", "austin@3.7.0"]);
    expect(new Set(profiles.map(({ pid }) => pid)).size).toBe(2);
  });

  it("keys belong to their process, 64 bits are told apart", () => {
    const [first, second] = trees("mojo/profiles/by-definition-version-4.mojo");
    expect(first?.files).toEqual(["/srv/app/main.py", "/usr/lib/libfast.so", "<unknown>"]);
    expect(second?.files).toEqual(["/srv/app/child.py"]);
  });

  it("a file that is cut off has the samples before", () => {
    const bytes = readFixture("mojo/profiles/austin-4.0-wall.mojo");
    const [profile] = profilesOf(sourceOf(bytes.subarray(0, 2000)));
    expect(profile?.warnings).toEqual(["The file is cut off: its last sample is left out."]);
    expect(profile && weightTotal(profile, "samples")).toBeGreaterThan(5);
  });

  it.each([
    ["another version", [5, 1], "version 5: Heatline reads 1 to 4"],
    ["no sample", [3, 1, 0x61, 0, 0x62, 0], "had not begun to sample"],
    ["an unknown event", [3, 99], "not known (99)"],
    ["a number outside a sample", [3, 9, 1], "outside any sample"],
    ["a frame that was not described", [3, 2, 1, 0, 0x31, 0, 5, 9], "not described"],
    ["a name that was not given", [3, 2, 1, 0, 0x31, 0, 3, 9, 8, 8, 1, 1, 1, 1], "not given"],
    ["time below zero", [3, 2, 1, 0, 0x31, 0, 9, 0x41], "below zero"],
    ["a number without end", [3, 2, ...new Array<number>(20).fill(0xff)], "longer than 64 bits"],
  ])("%s is refused", (_, content, reason) => {
    const outcome = parseProfile(sourceOf(Uint8Array.from([0x4d, 0x4f, 0x4a, ...content])));
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });

  it("says that frames were invalid", () => {
    const bytes = Uint8Array.from([0x4d, 0x4f, 0x4a, 3, 2, 1, 0, 0x31, 0, 4, 9, 5]);
    expect(profilesOf(sourceOf(bytes))[0]?.warnings).toEqual([expect.stringContaining("could not read 1 frames")]);
  });

  it("a stack repeated and grown 100,000 times takes no more than its file", () => {
    const head = [0x4d, 0x4f, 0x4a, 4, 2, 1, 0, 0x31, 0, 11, 10, 0x61, 0, 3, 5, 10, 10, 1, 1, 1, 1];
    const sample = [2, 1, 0, 0x31, 0, 5, 5, 13, 9, 1];
    const bytes = new Uint8Array(head.length + sample.length * 100_000);
    bytes.set(head);
    for (let index = 0; index < 100_000; index++) bytes.set(sample, head.length + index * sample.length);
    const [profile] = profilesOf(sourceOf(bytes));
    expect(profile && weightTotal(profile, "samples")).toBe(100_001);
  });
});

function trees(fixture: string): TreeProfile[] {
  return parseFixture(fixture).filter((profile) => profile.kind === "tree");
}
