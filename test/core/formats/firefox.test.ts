import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, formatFixtures, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";
import { profilesText } from "../../support/golden.ts";

describe("the same samples in every version of the format", () => {
  const fixtures = formatFixtures("firefox").filter((fixture) => fixture.includes("by-definition"));
  const [first = "", ...others] = fixtures;

  it.each(others)("%s gives what the others give", (fixture) => {
    expect(fixtures).toHaveLength(7);
    expect(profilesText(parseFixture(fixture))).toBe(profilesText(parseFixture(first)));
  });

  it("are two processes, with lines, columns, idle time left out", () => {
    const [main, child] = treesOf(parseFixture(first));
    expect([main?.pid, child?.pid]).toEqual([77, 79]);
    expect(main?.threads).toEqual([
      { id: "77", name: "MainThread" },
      { id: "78", name: "<b>worker</b>" },
    ]);
    expect(main && weightTotal(main, "samples")).toBe(6);
    expect(main && weightTotal(main, "wall")).toBe(12e6);
    expect(main && weightTotal(main, "cpu")).toBe(9e6);
    expect(main?.weights[0]?.certainty).toEqual({ kind: "sampled", samples: 6 });
    const { files, functions, frames } = main ?? {};
    expect(files).toEqual(["/home/me/app/app.py", "/home/me/app/<b>.py"]);
    expect([...(functions?.firstLine ?? [])]).toEqual([1, 9, 4, 0]);
    expect([...(frames?.line ?? [])].map((line, frame) => [line, frames?.column[frame]])).toEqual([
      [3, 5],
      [10, 0],
      [4, 5],
      [5, 0],
      [0, 0],
      [11, 8],
    ]);
    const heat = main && treeLineHeat(main, 0);
    expect([...(heat?.line ?? [])].map((line, row) => [line, heat?.total[row]])).toEqual([
      [3, 6e6],
      [4, 2e6],
      [10, 4e6],
      [11, 4e6],
      [5, 2e6],
    ]);
    expect([...(main?.timeline?.startNs ?? [])]).toEqual([0, 2e6, 4e6, 8e6, 0, 4e6]);
  });
});

describe("what Python 3.15 writes with --gecko", () => {
  const [profile] = treesOf(parseFixture("firefox/profiles/tachyon-3.15.json"));
  const oracle: Record<string, number> = JSON.parse(fixtureText("firefox/expected/tachyon-3.15.json"));

  it("has the stacks that were seen, with lines and columns from 1", () => {
    expect(profile && stackCounts(profile)).toEqual(oracle);
  });

  it("has bare file names, says so, and takes no sampled line for a definition", () => {
    expect(profile?.files).toEqual(["program.py"]);
    expect(profile?.warnings).toEqual([expect.stringContaining("leaves the folders out")]);
    expect(profile?.functions.firstLine.some((line) => line > 0)).toBe(false);
    expect(profile?.producer).toBe("Tachyon Sampling Profiler");
  });
});

describe("Firefox profiles", () => {
  const tables = {
    stackTable: { frame: [0, 1], prefix: [null, 0], length: 2 },
    frameTable: { func: [0, 1], line: [3, null], length: 2 },
    funcTable: { name: [0, 1], fileName: [2, null], lineNumber: [1, null], length: 2 },
    stringArray: ["main", "py::work:/app/w.py", "/app/<b>.py"],
  };
  const profile = (samples: object, more: object = tables) =>
    JSON.stringify({
      meta: { preprocessedProfileVersion: 55, interval: 1, startTime: 5 },
      threads: [{ pid: "7.1", tid: 8, name: "t", samples, ...more }],
    });
  const read = (text: string) => treesOf(profilesOf(textSource(text)))[0];

  it("name Python functions of perf maps, and take the process id from the front", () => {
    const tree = read(profile({ stack: [1], time: [4], length: 1 }));
    expect([tree?.functions.name, tree?.files]).toEqual([
      ["main", "work"],
      ["/app/<b>.py", "/app/w.py"],
    ]);
    expect(tree?.pid).toBe(7);
  });

  it("with sizes have bytes, what was freed apart, and no time", () => {
    const tree = read(
      profile({ stack: [0, 1, 1], time: [0, 1, 2], weight: [8, 5, -3], weightType: "bytes", length: 3 }),
    );
    expect(tree?.weights.map(({ id }) => [id, tree && weightTotal(tree, id)])).toEqual([
      ["bytes", 13],
      ["bytes-freed", 3],
    ]);
    expect(tree?.timeline).toBeNull();
    expect(tree?.warnings).toEqual([expect.stringContaining("negative")]);
  });

  it("with weights in milliseconds have these as time, exactly", () => {
    const tree = read(profile({ stack: [0, 1], time: [0, 3], weight: [3, 1.5], weightType: "tracing-ms", length: 2 }));
    expect(tree?.weights.map(({ id, certainty }) => [id, certainty.kind])).toEqual([["wall", "exact"]]);
    expect(tree && weightTotal(tree, "wall")).toBe(4.5e6);
  });

  const samples = { stack: [1], time: [0], length: 1 };

  it.each([
    ["only idle time", profile({ stack: [null], time: [0] }), "holds no samples"],
    [
      "a stack before its parent",
      profile(samples, { ...tables, stackTable: { frame: [0, 1], prefix: [1, 0] } }),
      "before its parent",
    ],
    ["a stack that is not there", profile({ stack: [2], time: [0] }), "'stack' points outside"],
    [
      "a frame that is not there",
      profile(samples, { ...tables, stackTable: { frame: [0, 9], prefix: [null, 0] } }),
      "'frame' points outside",
    ],
    [
      "a function that is not there",
      profile(samples, { ...tables, frameTable: { func: [0, 7], line: [] } }),
      "The function of a frame",
    ],
    ["a name that is not there", profile(samples, { ...tables, stringArray: [] }), "A text points outside"],
    ["a negative weight", profile({ ...samples, weight: [-1] }), "less than nothing"],
    ["a time that is a text", profile({ ...samples, time: ["1"] }), "not a number"],
  ])("with %s are refused", (_, text, reason) => {
    expect(parseProfile(textSource(text))).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });
});

function treesOf(profiles: readonly Profile[]): TreeProfile[] {
  return profiles.map((profile) => {
    if (profile.kind !== "tree") throw new Error("not a tree");
    return profile;
  });
}

/** Samples by stack, `name:line:column` root first. */
function stackCounts({ nodes, frames, functions, weights }: TreeProfile): Record<string, number> {
  const column = nodes.self[weights.findIndex(({ id }) => id === "samples")] ?? [];
  const texts: string[] = [];
  const counts: Record<string, number> = {};
  nodes.parent.forEach((parent, node) => {
    const frame = nodes.frame[node] ?? 0;
    const text = `${functions.name[frames.function[frame] ?? 0]}:${frames.line[frame]}:${frames.column[frame]}`;
    texts.push(parent < 0 ? text : `${texts[parent]};${text}`);
    if ((column[node] ?? 0) > 0) counts[texts[node] ?? ""] = column[node] ?? 0;
  });
  return counts;
}
