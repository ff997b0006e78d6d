import { expect, test } from "vitest";
import {
  baseName,
  findMatches,
  hasMatchBetween,
  matchBeside,
  matchFrames,
  parseSearch,
  rankOfMatch,
} from "../../../src/core/profile/flamegraph-search.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf, sequence } from "../../support/flamegraph-samples.ts";

const graph = flamegraphOf([
  [["main", "parse", "parse_line"], 30],
  [["main", "render", { name: "join", file: "/venv/jinja2/utils.py", package: "jinja2" }], 20],
  [["main"], 50],
]);

function found(typed: string, of: Flamegraph = graph) {
  const query = parseSearch(typed);
  if (query.kind !== "query") throw new Error(`not a query: ${query.kind}`);
  const frames = matchFrames(of.frames, query.matches);
  const { count, weight } = findMatches(of, frames);
  const nodes: number[] = [];
  for (let step = 0; step < count; step++) nodes.push(matchBeside(of, frames, nodes.at(-1) ?? -1, 1));
  return { names: nodes.map((node) => of.frames.name[of.frame[node]!]), milliseconds: weight / 1e6 };
}

test("a match inside a match is counted once; heaviest first", () => {
  expect(found("parse")).toEqual({ names: ["parse", "parse_line"], milliseconds: 30 });
});

test("stepping through matches meets each once, in falling order, and goes round, in both directions", () => {
  const next = sequence(7);
  const names = ["a", "b", "c", "d"];
  for (let round = 0; round < 50; round++) {
    const stacks = Array.from({ length: 12 }, () => {
      const stack = Array.from({ length: 1 + Math.floor(next() * 5) }, () => names[Math.floor(next() * 4)]!);
      return [stack, 1 + Math.floor(next() * 4)] as const;
    });
    const of = flamegraphOf(stacks);
    const frames = matchFrames(of.frames, (text) => text === "a" || text === "b");
    const matches = [...of.frame.keys()].filter((node) => frames[of.frame[node]!] === 1);
    const sorted = matches.toSorted((a, b) => of.totals[b]! - of.totals[a]! || a - b);
    const { count } = findMatches(of, frames);
    expect(count).toBe(matches.length);
    expect(matchBeside(of, frames, -1, 1)).toBe(sorted[0] ?? -1);
    expect(matchBeside(of, frames, -1, -1)).toBe(sorted.at(-1) ?? -1);
    sorted.forEach((match, index) => {
      expect(rankOfMatch(of, frames, match)).toBe(index + 1);
      expect(matchBeside(of, frames, match, 1)).toBe(sorted[(index + 1) % count]);
      expect(matchBeside(of, frames, match, -1)).toBe(sorted.at(index - 1));
    });
    const none = of.frame.findIndex((frame) => frames[frame] === 0);
    expect(rankOfMatch(of, frames, none)).toBe(0);
  }
});

test("knows of every part of a graph whether a match is in it", () => {
  const next = sequence(11);
  for (const [size, rare] of [
    [400, 0.5],
    [400, 0.01],
    [400, 0.002],
    [64, 0],
    [128, 0],
    [129, 0.01],
  ] as const) {
    const of = flamegraphOf(
      Array.from({ length: size }, (_, index) => [[`${next() < rare ? "rare" : ""}${index}`], 1]),
    );
    const frames = matchFrames(of.frames, (text) => text.startsWith("rare"));
    const result = findMatches(of, frames);
    const isMatch = Array.from(of.frame, (frame) => frames[frame] === 1);
    for (let round = 0; round < 2000; round++) {
      const [from, to] = [next(), next()].map((part) => Math.floor(part * (isMatch.length + 1))).sort((a, b) => a - b);
      const expected = isMatch.slice(from, to).includes(true);
      expect([from, to, hasMatchBetween(of, frames, result, from!, to!)]).toEqual([from, to, expected]);
    }
  }
});

test("plain text ignores case and takes signs as they are", () => {
  expect(found("PARSE_").names).toEqual(["parse_line"]);
  expect(found("(").names).toEqual([]);
});

test("file names and packages are searched, folders are not", () => {
  expect(found("jinja2").names).toEqual(["join"]);
  expect(found("utils.py").names).toEqual(["join"]);
  expect(found("venv").names).toEqual([]);
});

test("regular expressions stand between slashes, with flags", () => {
  expect(found("/^parse$/").names).toEqual(["parse"]);
  expect(found("/^PARSE$/i").names).toEqual(["parse"]);
  expect(found("/^main|render$/")).toEqual({ names: ["main", "render"], milliseconds: 100 });
});

test("an expression that is none gives a reason, nothing typed gives none", () => {
  expect(parseSearch("/(/")).toMatchObject({ kind: "invalid", reason: expect.stringContaining("(") });
  expect(parseSearch("  ")).toEqual({ kind: "none" });
});

test("base names of both kinds of paths", () => {
  expect(["/a/b.py", "C:\\a\\b.py", "b.py", ""].map(baseName)).toEqual(["b.py", "b.py", "b.py", ""]);
});
