import { createFloatColumn } from "./columns.ts";
import { pairFunctions } from "./comparison-functions.ts";
import { layoutComparison, type SideFacts, type SideValues } from "./comparison-layout.ts";
import type { Certainty, Comparison, Flamegraph, FlamegraphFrames, Unit, Weight } from "./model.ts";
import { createNodeTable } from "./node-table.ts";
import type { TripleTable } from "./triple-table.ts";

/**
 * Two flamegraphs of the same weight in one. Stacks are equal where their functions are (see `pairFunctions`); lines of a
 * function are one. What both sides measured is in `comparison`, every figure of either side once.
 */
export function compareFlamegraphs(before: Flamegraph, after: Flamegraph): Flamegraph {
  const pairs = pairFunctions(before.frames, after.frames);
  const nodes = createNodeTable();
  const afterSelf = mergeInto(nodes, after, pairs.ofAfter);
  const beforeSelf = mergeInto(nodes, before, pairs.ofBefore);
  const { a: parent, b: frame } = nodes.columns();
  const side = (graph: Flamegraph, self: Float64Array): SideValues => ({
    ...sideFacts(graph),
    self: filled(self, parent),
  });
  return {
    ...layoutComparison({ parent, frame }, side(before, beforeSelf), side(after, afterSelf)),
    weight: { ...after.weight, certainty: joined(before.weight.certainty, after.weight.certainty) },
    total: (before.total + after.total) / 2,
    frames: framesOf(pairs, before.frames, after.frames),
    estimated: [...new Set([after.estimated, before.estimated])].filter((sentence) => sentence !== "").join(" "),
  };
}

/** Adds the stacks of a graph to the tree; its self values by the tree's nodes so far. */
function mergeInto(nodes: TripleTable, graph: Flamegraph, functionOf: Int32Array): Float64Array {
  const self = createFloatColumn();
  const place = new Int32Array(graph.frame.length);
  for (let node = 0; node < place.length; node++) {
    const above = graph.parent[node] ?? -1;
    const at = nodes.index(above < 0 ? -1 : (place[above] ?? -1), functionOf[graph.frame[node] ?? 0] ?? 0, 0);
    place[node] = at;
    self.set(at, self.get(at) + (graph.self[node] ?? 0));
  }
  return self.toArray();
}

function filled(values: Float64Array, { length }: Int32Array): Float64Array {
  const all = new Float64Array(length);
  all.set(values);
  return all;
}

function sideFacts({ total, weight }: Flamegraph): SideFacts {
  return { total, perSample: weightPerSample(weight, total), scale: 1 };
}

/** What one sample of a weight stands for; 0 where it was not sampled. `total` is the whole of the weight. */
export function weightPerSample({ certainty, unit }: Weight, total: number): number {
  if (unit === "samples") return 1;
  return certainty.kind === "sampled" && certainty.samples > 0 ? total / certainty.samples : 0;
}

/** One frame for each function, as it is called and where it stands after; before for those that are gone. */
function framesOf(
  { ofBefore, ofAfter, count }: ReturnType<typeof pairFunctions>,
  before: FlamegraphFrames,
  after: FlamegraphFrames,
): FlamegraphFrames {
  const from = new Int32Array(count).fill(-1);
  const source: FlamegraphFrames[] = [];
  for (const [functions, frames] of [
    [ofAfter, after],
    [ofBefore, before],
  ] as const)
    functions.forEach((number, frame) => {
      if (from[number] !== -1) return;
      from[number] = frame;
      source[number] = frames;
    });
  const text = (column: "name" | "file" | "package") =>
    source.map((frames, number) => frames[column][from[number] ?? 0] ?? "");
  return {
    name: text("name"),
    file: text("file"),
    package: text("package"),
    firstLine: from.map((frame, number) => source[number]?.firstLine[frame] ?? 0),
    line: new Int32Array(count),
    origin: source.map(({ origin }, number) => origin[from[number] ?? 0] ?? "native"),
  };
}

/** A comparison is as certain as the less certain side. */
function joined(a: Certainty, b: Certainty): Certainty {
  if (a.kind === "estimated") return a;
  if (b.kind === "estimated" || a.kind === "exact") return b;
  return b.kind === "sampled" ? { kind: "sampled", samples: a.samples + b.samples } : a;
}

/** `absolute`: what was measured as it was; `shares`: both sides have the same whole. */
export const SCALES = ["absolute", "shares"] as const;
export type Scale = (typeof SCALES)[number];

/**
 * How two profiles are compared unless someone says otherwise. Time, bytes and calls mean the same in both, and what a change
 * has won is a number of them. Samples do not: there are more of them where a program ran longer or was asked more often.
 */
export function usualScale(unit: Unit): Scale {
  return unit === "samples" || unit === "count" ? "shares" : "absolute";
}

/** The same comparison with the wholes made equal, to the mean of both; a graph that is none stays as it is. */
export function comparedAs(graph: Flamegraph, scale: Scale): Flamegraph {
  const { comparison, parent, frame } = graph;
  if (!comparison || scale === "absolute") return graph;
  const whole = (comparison.before.total + comparison.after.total) / 2;
  const scaled = (side: Comparison["before"]): SideValues => {
    const by = side.total > 0 ? whole / side.total : 1;
    return { self: side.self.map((value) => value * by), total: whole, perSample: side.perSample * by, scale: by };
  };
  const layout = layoutComparison({ parent, frame }, scaled(comparison.before), scaled(comparison.after));
  return { ...graph, ...layout, total: whole };
}

/** The same comparison seen from the other side: no box moves. */
export function swapSides(graph: Flamegraph): Flamegraph {
  const { comparison } = graph;
  return comparison ? { ...graph, comparison: { before: comparison.after, after: comparison.before } } : graph;
}
