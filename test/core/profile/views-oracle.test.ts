import { beforeAll, describe, expect, it } from "vitest";
import { type ImportedNode, loadSpeedscopeImporter } from "../../../scripts/bench/speedscope-importer.mjs";
import { createOriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import { invertFlamegraph } from "../../../src/core/profile/flamegraph-inverted.ts";
import { pathTo } from "../../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { fixtureText, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";
import { sequence } from "../../support/flamegraph-samples.ts";

// The same file in other viewers: speedscope's left-heavy view, flamegraph.pl's boxes, pstats' own columns.

const classify = createOriginClassifier({
  workspaceFolder: "",
  stdlib: "",
  sitePackages: [],
  prefix: "",
  basePrefix: "",
  cwd: "/",
  platform: "linux",
  elsewhere: "own",
});

let importer: Awaited<ReturnType<typeof loadSpeedscopeImporter>>;
beforeAll(async () => {
  importer = await loadSpeedscopeImporter();
});

/** Stacks as collapsed text, in no order, some more than once. */
function collapsedText(seed: number): string {
  const next = sequence(seed);
  const lines = Array.from({ length: 300 }, () => {
    const depth = 1 + Math.floor(next() * 8);
    const stack = Array.from({ length: depth }, () => `f${Math.floor(next() ** 2 * 12)}`);
    return `${stack.join(";")} ${1 + Math.floor(next() * 50)}`;
  });
  return `${lines.join("\n")}\n`;
}

/** The same kind of stacks as samples of one thread, one after the other. */
function sampledJson(seed: number): string {
  const next = sequence(seed);
  const lines = collapsedText(seed).trim().split("\n");
  const stacks = lines.map((line) => (line.split(" ")[0] ?? "").split(";").map((name) => Number(name.slice(1))));
  const weights = stacks.map(() => next());
  return JSON.stringify({
    $schema: "https://www.speedscope.app/file-format-schema.json",
    shared: { frames: Array.from({ length: 12 }, (_, index) => ({ name: `f${index}` })) },
    profiles: [
      {
        type: "sampled",
        name: "thread",
        unit: "seconds",
        startValue: 0,
        endValue: weights.reduce((sum, weight) => sum + weight, 0),
        samples: stacks,
        weights,
      },
    ],
  });
}

function graphOf(text: string, name: string): Flamegraph {
  const profiles = profilesOf(textSource(text, name));
  const id = profiles[0]?.weights[0]?.id ?? "";
  const graph = buildFlamegraph(profiles, id, classify, false);
  if (!graph) throw new Error("nothing to draw");
  return graph;
}

/** The width of the box of each call path, as a share of the whole. */
function boxesOf(graph: Flamegraph): Map<string, number> {
  const boxes = new Map<string, number>();
  for (let node = 0; node < graph.frame.length; node++) {
    const path = pathTo(graph, node).map((at) => graph.frames.name[graph.frame[at] ?? 0]);
    boxes.set(path.join(";"), (graph.totals[node] ?? 0) / graph.total);
  }
  return boxes;
}

/** The same of speedscope's left-heavy view. */
async function leftHeavy(name: string, text: string): Promise<Map<string, number>> {
  const [profile] = (await importer(name, text)).profiles;
  if (!profile) throw new Error("speedscope finds no profile");
  const boxes = new Map<string, number>();
  const root = profile.getGroupedCalltreeRoot();
  const whole = root.children.reduce((sum, child) => sum + child.getTotalWeight(), 0);
  const visit = (node: ImportedNode, above: string) => {
    for (const child of node.children) {
      const path = above === "" ? child.frame.name : `${above};${child.frame.name}`;
      boxes.set(path, child.getTotalWeight() / whole);
      visit(child, path);
    }
  };
  visit(root, "");
  return boxes;
}

/** flamegraph.pl: every prefix of every stack is a box as wide as the counts of the lines that begin with it. */
function folded(text: string): Map<string, number> {
  const boxes = new Map<string, number>();
  let whole = 0;
  for (const line of text.trim().split("\n")) {
    const [, stack = "", count = ""] = /^(.*) (\d+)$/.exec(line) ?? [];
    whole += Number(count);
    const names = stack.split(";");
    names.forEach((_, at) => {
      const path = names.slice(0, at + 1).join(";");
      boxes.set(path, (boxes.get(path) ?? 0) + Number(count));
    });
  }
  return new Map([...boxes].map(([path, sum]) => [path, sum / whole]));
}

function requireSame(boxes: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  expect([...boxes.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, share] of boxes) expect(share, path).toBeCloseTo(expected.get(path) ?? -1, 9);
}

describe("top down", () => {
  it.each([1, 2, 3])("has the boxes of flamegraph.pl and of speedscope for collapsed stacks (%i)", async (seed) => {
    const text = collapsedText(seed);
    const boxes = boxesOf(graphOf(text, "stacks.txt"));
    requireSame(boxes, folded(text));
    requireSame(boxes, await leftHeavy("stacks.txt", text));
  });

  it.each([4, 5])("has the boxes of speedscope for its own JSON (%i)", async (seed) => {
    const text = sampledJson(seed);
    requireSame(boxesOf(graphOf(text, "stacks.speedscope.json")), await leftHeavy("stacks.speedscope.json", text));
  });

  it("has heavier boxes to the left, without gaps, each within its caller", () => {
    const graph = graphOf(collapsedText(6), "stacks.txt");
    for (let node = 0; node < graph.frame.length; node++) {
      const up = graph.parent[node] ?? -1;
      const end = up < 0 ? graph.frame.length : (graph.subtreeEnd[up] ?? 0);
      const next = graph.subtreeEnd[node] ?? end;
      if (next < end) {
        expect(graph.totals[next]).toBeLessThanOrEqual(graph.totals[node] ?? 0);
        expect(graph.start[next]).toBe((graph.start[node] ?? 0) + (graph.totals[node] ?? 0));
      }
      if (node === up + 1) expect(graph.start[node]).toBe(up < 0 ? 0 : graph.start[up]);
    }
  });
});

describe("bottom up", () => {
  it.each(["3.8", "3.12", "3.13"])("has what pstats has as own time of each function (Python %s)", (version) => {
    const graph = buildFlamegraph(parseFixture(`cprofile-${version}.pstats`), "wall", classify, false);
    if (!graph) throw new Error("nothing to draw");
    const bottom = invertFlamegraph(graph);
    const roots = new Map<string, number>();
    bottom.parent.forEach((parent, node) => {
      const frame = bottom.frame[node] ?? 0;
      const key = `${bottom.frames.firstLine[frame]}:${bottom.frames.name[frame]}`;
      if (parent < 0) roots.set(key, (bottom.totals[node] ?? 0) / 1e9);
    });
    const rows: [[string, number, string], number, number, string, string][] = JSON.parse(
      fixtureText(`cprofile-${version}.json`),
    );
    const whole = rows.reduce((sum, [, , , self]) => sum + Number(self), 0);
    let apart = 0;
    for (const [[, line, name], , , self] of rows) {
      const shown = roots.get(`${line}:${name}`);
      // What is too small to draw is together.
      if (shown === undefined) apart += Number(self);
      else expect(shown, name).toBeCloseTo(Number(self), 9);
    }
    expect(apart).toBeLessThan(whole / 1000);
    expect(bottom.total / 1e9).toBeCloseTo(whole, 9);
  });
});
