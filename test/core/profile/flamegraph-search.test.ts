import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  baseName,
  findMatches,
  hasMatchBetween,
  matchFrames,
  nextMatch,
  parseSearch,
  rankOfMatch,
} from "../../../src/core/profile/flamegraph-search.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf, sequence } from "../../support/flamegraph-samples.ts";

const graph = flamegraphOf([
  [["main", "parse", { name: "parse_line", line: 12 }], 30],
  [["main", "render", { name: "join", file: "/venv/jinja2/utils.py", package: "jinja2", line: 40 }], 20],
  [["main", { name: "a.b:c d", file: "C:\\work\\logs\\read er.py", package: "logs" }], 6],
  [["main"], 44],
]);

function matchesOf(typed: string, of: Flamegraph = graph) {
  const query = parseSearch(typed);
  if (query.kind !== "query") throw new Error(`not a query: ${query.kind}`);
  return findMatches(of, matchFrames(of.frames, query.terms));
}

function found(typed: string, of: Flamegraph = graph) {
  const result = matchesOf(typed, of);
  const names: (string | undefined)[] = [];
  for (let node = result.heaviest, left = result.count; left > 0; left--) {
    names.push(of.frames.name[of.frame[node]!]);
    node = nextMatch(of, result, node, 1);
  }
  return { names, milliseconds: result.weight / 1e6 };
}
const names = (typed: string) => found(typed).names;

describe("what is typed", () => {
  test("a match inside a match is counted once; heaviest first", () => {
    expect(found("parse")).toEqual({ names: ["parse", "parse_line"], milliseconds: 30 });
  });

  test("plain text ignores case and takes signs as they are", () => {
    expect(names("PARSE_")).toEqual(["parse_line"]);
    expect(names("(")).toEqual([]);
    expect(names("-")).toEqual([]);
  });

  test("file names and packages are searched, folders are not unless they are asked for", () => {
    expect(names("jinja2")).toEqual(["join"]);
    expect(names("utils.py")).toEqual(["join"]);
    expect(names("venv")).toEqual([]);
    expect(names("file:venv/")).toEqual(["join"]);
    expect(names("file:work/logs")).toEqual(["a.b:c d"]);
    expect(names("FILE:Work\\Logs")).toEqual(["a.b:c d"]);
  });

  test("a field looks nowhere else", () => {
    expect(names("function:jinja2")).toEqual([]);
    expect(names("package:jinja")).toEqual(["join"]);
    expect(names("package:join")).toEqual([]);
    expect(names("function:/^join$/")).toEqual(["join"]);
  });

  test("lines: one, or from one to another", () => {
    expect(names("line:12")).toEqual(["parse_line"]);
    expect(names("line:12-40")).toEqual(["parse_line", "join"]);
    expect(names("line:40-12")).toEqual(["parse_line", "join"]);
    expect(names("line:12-")).toEqual(["parse_line"]);
    // What has no sampled line stands at its definition.
    expect(names("line:1")).toEqual(["main"]);
  });

  test("several terms all hold; phrases keep their blanks; a minus excludes", () => {
    expect(names("line parse")).toEqual(["parse_line"]);
    expect(names("parse -line")).toEqual(["parse"]);
    expect(names('"b:c d"')).toEqual(["a.b:c d"]);
    expect(names('"c  d"')).toEqual([]);
    expect(names("-package:app")).toEqual(["join", "a.b:c d"]);
    expect(names("-/^(main|parse|render)/ -line:40")).toEqual(["a.b:c d"]);
    expect(names('function:"c d" file:"read er"')).toEqual(["a.b:c d"]);
  });

  test("regular expressions stand between slashes, with flags; blanks in them are theirs", () => {
    expect(names("/^parse$/")).toEqual(["parse"]);
    expect(names("/^PARSE$/i")).toEqual(["parse"]);
    expect(names("/^PARSE$/")).toEqual([]);
    expect(found("/^main|render$/")).toEqual({ names: ["main", "render"], milliseconds: 100 });
    expect(names("/c d$/ file:read")).toEqual(["a.b:c d"]);
    expect(names("/[/]|join/g")).toEqual(["join"]);
    expect(names("file:/venv/jinja2")).toEqual(["join"]);
  });

  test("what cannot be understood gives a sentence, nothing typed gives none", () => {
    expect(parseSearch("parse /(/")).toEqual({
      kind: "invalid",
      reason: "Not a regular expression: unterminated group.",
    });
    expect(parseSearch("file:/a/uv")).toMatchObject({ kind: "invalid", reason: /^Not a regular expression/ });
    expect(parseSearch("line:first")).toMatchObject({ kind: "invalid", reason: expect.stringContaining("line:10-20") });
    for (const nothing of ["", "  ", "file:", "-function: ", '"', '""'])
      expect(parseSearch(nothing)).toEqual({ kind: "none" });
  });

  test("any text at all is understood or refused, and found by its quotation", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
        expect(["none", "query", "invalid"]).toContain(parseSearch(text).kind);
        fc.pre(!text.includes('"') && text !== "");
        const named = flamegraphOf([[[{ name: `<${text}>`, file: "", package: "" }, "_"], 1]]);
        expect(found(`function:"${text}"`, named).names[0]).toBe(`<${text}>`);
      }),
    );
  });

  test("names of 10,000 characters are found by their ends", () => {
    const long = flamegraphOf([[[`${"x".repeat(10_000)}end`], 1]]);
    expect(found("xend", long).names.length).toBe(1);
  });
});

describe("what is found", () => {
  test("count, share, heaviest, order and steps are those of counting by hand", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 50 }), (seed, stacks) => {
        const random = randomGraph(seed, stacks);
        const result = matchesOf("f1", random);
        const isMatch = (node: number) => random.frames.name[random.frame[node]!] === "f1";
        const nodes = Array.from(random.frame.keys()).filter(isMatch);
        nodes.sort((a, b) => random.totals[b]! - random.totals[a]! || a - b);
        const outermost = nodes.filter((node) => {
          for (let up = random.parent[node]!; up >= 0; up = random.parent[up]!) if (isMatch(up)) return false;
          return true;
        });
        expect(result.count).toBe(nodes.length);
        expect(result.heaviest).toBe(nodes[0] ?? -1);
        expect(result.weight).toBeCloseTo(
          outermost.reduce((sum, node) => sum + random.totals[node]!, 0),
          -2,
        );
        for (const [rank, node] of nodes.entries()) {
          expect(rankOfMatch(random, result, node)).toBe(rank);
          expect(nextMatch(random, result, node, 1)).toBe(nodes[(rank + 1) % nodes.length]);
          expect(nextMatch(random, result, node, -1)).toBe(nodes.at(rank - 1));
        }
        expect(nextMatch(random, result, -1, 1)).toBe(nodes[0] ?? -1);
        expect(nextMatch(random, result, -1, -1)).toBe(nodes.at(-1) ?? -1);
        expect(rankOfMatch(random, result, -1)).toBe(-1);
      }),
      { numRuns: 60 },
    );
  });

  test("frames with a term and frames without it are all frames; two terms are what both have", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom("f1", "f", "file:lib", "line:3-9", "/f[12]/", "package:app"),
        (seed, term) => {
          const { frames } = randomGraph(seed, 30);
          const of = (typed: string) => {
            const query = parseSearch(typed);
            return query.kind === "query" ? Array.from(matchFrames(frames, query.terms)) : [];
          };
          const [having, lacking, other] = [of(term), of(`-${term}`), of("f2")];
          expect(having.map((has, frame) => has + lacking[frame]!)).toEqual(frames.name.map(() => 1));
          expect(of(`${term} f2`)).toEqual(having.map((has, frame) => has * other[frame]!));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("base names of both kinds of paths", () => {
  expect(["/a/b.py", "C:\\a\\b.py", "b.py", ""].map(baseName)).toEqual(["b.py", "b.py", "b.py", ""]);
});

function randomGraph(seed: number, count: number): Flamegraph {
  const next = sequence(seed);
  return flamegraphOf(
    Array.from({ length: count }, () => {
      const depth = 1 + Math.floor(next() * 6);
      const stack = Array.from({ length: depth }, () => {
        const name = `f${Math.floor(next() * 5)}`;
        return next() < 0.3 ? { name, file: "/lib/other.py", package: "lib" } : { name };
      });
      return [stack, 1 + Math.floor(next() * 9)] as const;
    }),
  );
}

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
      Array.from({ length: size }, (_, index) => [[`${next() < rare ? "rare" : "often"}${index}`], 1]),
    );
    const result = matchesOf("rare", of);
    const isMatch = Array.from(of.frame, (frame) => result.frames[frame] === 1);
    for (let round = 0; round < 2000; round++) {
      const [from, to] = [next(), next()].map((part) => Math.floor(part * (isMatch.length + 1))).sort((a, b) => a - b);
      const expected = isMatch.slice(from, to).includes(true);
      expect([from, to, hasMatchBetween(of, result, from!, to!)]).toEqual([from, to, expected]);
    }
  }
});
