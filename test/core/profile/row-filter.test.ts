import { expect, test } from "vitest";
import { type Grouping, totalsOf } from "../../../src/core/profile/flamegraph-view-totals.ts";
import { matchRows } from "../../../src/core/profile/row-filter.ts";
import { type SearchTerm, termsOf } from "../../../src/core/profile/search-terms.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

const graph = flamegraphOf([
  [["main", { name: "parse", file: "/venv/lib/jinja2/parser.py", line: 3, package: "jinja2" }], 2],
  [["main", { name: "jinja2_main", file: "/app/run.py", line: 4, package: "app" }], 1],
]);

function termsIn(text: string): readonly SearchTerm[] {
  const terms = termsOf(text);
  if (typeof terms === "string") throw new Error(terms);
  return terms;
}

function matching(grouping: Grouping, text: string): string[] {
  const totals = totalsOf(graph)[grouping];
  const rows = matchRows(totals, graph.frames, grouping, termsIn(text));
  return Array.from(totals.frame, (frame, row) => (rows[row] ? graph.frames.name[frame]! : "")).filter(Boolean);
}

test("functions and lines match by name, path and package", () => {
  expect(matching("functions", "jinja2")).toEqual(["parse", "jinja2_main"]);
  expect(matching("functions", "main")).toEqual(["main", "jinja2_main"]);
  expect(matching("lines", "file:/venv/")).toEqual(["parse"]);
  expect(matching("lines", "app")).toEqual(["jinja2_main"]);
});

test("files and packages do not match by the name of one of their functions", () => {
  expect(matching("files", "jinja2")).toEqual(["parse"]);
  expect(matching("files", "run.py")).toEqual(["jinja2_main"]);
  expect(matching("packages", "jinja2")).toEqual(["parse"]);
  expect(matching("packages", "run.py")).toEqual([]);
});
