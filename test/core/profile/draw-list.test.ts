import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/setup/paths.mjs";
import type { OriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import { calleesOf, callersOf } from "../../../src/core/profile/flamegraph-focus.ts";
import { invertFlamegraph } from "../../../src/core/profile/flamegraph-inverted.ts";
import { withoutOrigins } from "../../../src/core/profile/flamegraph-view.ts";
import { mergedCount, visitBoxes } from "../../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { parseFixture } from "../../support/fixtures.ts";
import { flamegraphOf, sequence } from "../../support/flamegraph-samples.ts";

/**
 * What is drawn of fixed graphs, box by box, as text that a person can check against the profile. `vitest -u` writes the
 * texts: read them before they are committed.
 */

interface View {
  readonly widthPx: number;
  /** Node that fills the width; -1: the whole. */
  readonly zoom?: number;
  readonly rows?: readonly [first: number, last: number];
}

const classify: OriginClassifier = (file) => ({
  path: file,
  origin: file.includes("/lib/") ? "stdlib" : "own",
  package: "p",
});

function fixtureGraph(fixture: string): Flamegraph {
  const profiles = parseFixture(fixture);
  const graph = buildFlamegraph(profiles, profiles[0]?.weights[0]?.id ?? "", classify, true);
  if (graph === null) throw new Error(`${fixture} has no flamegraph`);
  return graph;
}

/** Many functions with few samples each, so that siblings are merged at any width. */
function bushyGraph(): Flamegraph {
  const next = sequence(5);
  return flamegraphOf(
    Array.from({ length: 400 }, () => {
      const depth = 2 + Math.floor(next() * 6);
      return [Array.from({ length: depth }, (_, row) => `f${row}_${Math.floor(next() * next() * 12)}`), 1];
    }),
  );
}

/** One line per box: its depth by indentation, its pixels, its name or how many frames were merged into it. */
function drawList(graph: Flamegraph, { widthPx, zoom = -1, rows = [0, graph.maxDepth] }: View): string {
  const start = zoom < 0 ? 0 : graph.start[zoom]!;
  const perPixel = (zoom < 0 ? graph.total : graph.totals[zoom]!) / widthPx;
  const span = { start, end: start + widthPx * perPixel };
  const lines: string[] = [];
  const query = { span, firstDepth: rows[0], lastDepth: rows[1], leastWeight: 1.5 * perPixel };
  visitBoxes(graph, query, (node, depth, from, to, merged) => {
    const [left, right] = [from, to].map((at) => ((at - start) / perPixel).toFixed(1));
    lines.push(`${"  ".repeat(depth)}${left}..${right} ${merged ? mergedText(graph, node) : nameText(graph, node)}`);
  });
  return `${lines.join("\n")}\n`;
}

function nameText({ frames, frame }: Flamegraph, node: number): string {
  const at = frame[node]!;
  return `${frames.name[at]}${frames.line[at]! > 0 ? `:${frames.line[at]}` : ""}`;
}

function mergedText(graph: Flamegraph, node: number): string {
  return `(${mergedCount(graph, { node })} too narrow)`;
}

const golden = (name: string) => join(root, "test", "core", "fixtures", "draw-lists", `${name}.txt`);
const threads = fixtureGraph("py-spy-threads.speedscope.json");
const single = fixtureGraph("py-spy-single.speedscope.json");
const bushy = bushyGraph();
const secondRow = bushy.depth.indexOf(1);

const LISTS: Readonly<Record<string, () => string>> = {
  "threads-whole": () => drawList(threads, { widthPx: 1600 }),
  "threads-narrow": () => drawList(threads, { widthPx: 40 }),
  "threads-bottom-up": () => drawList(invertFlamegraph(threads), { widthPx: 1600 }),
  "single-own-code": () => drawList(withoutOrigins(single, ["stdlib"]).graph, { widthPx: 1600 }),
  "single-callees": () => drawList(calleesOf(single, single.frame[1]!)!, { widthPx: 800 }),
  "single-callers": () =>
    drawList(callersOf(single, single.frame[single.depth.indexOf(single.maxDepth)]!)!, { widthPx: 800 }),
  "bushy-whole": () => drawList(bushy, { widthPx: 320 }),
  "bushy-zoomed": () => drawList(bushy, { widthPx: 320, zoom: secondRow }),
  "bushy-scrolled": () => drawList(bushy, { widthPx: 160, rows: [3, 4] }),
};

test.each(Object.entries(LISTS))("%s is drawn as it always was", async (name, list) => {
  await expect(list()).toMatchFileSnapshot(golden(name));
});
