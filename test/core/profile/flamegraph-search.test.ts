import { expect, test } from "vitest";
import { baseName, findMatches, matchFrames, parseSearch } from "../../../src/core/profile/flamegraph-search.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

const graph = flamegraphOf([
  [["main", "parse", "parse_line"], 30],
  [["main", "render", { name: "join", file: "/venv/jinja2/utils.py", package: "jinja2" }], 20],
  [["main"], 50],
]);

function found(typed: string, of: Flamegraph = graph) {
  const query = parseSearch(typed);
  if (query.kind !== "query") throw new Error(`not a query: ${query.kind}`);
  const result = findMatches(of, matchFrames(of.frames, query.matches));
  return {
    names: Array.from(result.nodes, (node) => of.frames.name[of.frame[node]!]),
    milliseconds: result.weight / 1e6,
  };
}

test("a match inside a match is counted once; heaviest first", () => {
  expect(found("parse")).toEqual({ names: ["parse", "parse_line"], milliseconds: 30 });
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
