import { formatCount } from "../units.ts";
import { mergeCallGraphs } from "./call-graph.ts";
import type { OriginClassifier } from "./code-origin.ts";
import { createFrameMerger, type FrameMerger } from "./flamegraph-frames.ts";
import { functionCounts } from "./function-counts.ts";
import { graphTree } from "./graph-tree.ts";
import type { Certainty, Flamegraph, GraphProfile, Profile, TreeProfile, Weight } from "./model.ts";
import { layoutTree } from "./tree-layout.ts";
import { mergedFrames, mergeTrees } from "./tree-merge.ts";
import { weightIndex } from "./weights.ts";

/**
 * One left-heavy flamegraph of all profiles and threads in a weight. Measured trees win; where there are only call
 * graphs (cProfile), a tree is estimated and says so. Null where no profile has the weight or nothing was measured.
 * `byLine` keeps the lines of a function apart.
 */
export function buildFlamegraph(
  profiles: readonly Profile[],
  weightId: string,
  classify: OriginClassifier,
  byLine: boolean,
): Flamegraph | null {
  const having = profiles.filter((profile) => weightIndex(profile, weightId) >= 0);
  const trees = having.filter((profile): profile is TreeProfile => profile.kind === "tree");
  const merger = createFrameMerger(classify);
  if (trees.length > 0) return fromTrees(trees, weightId, merger, byLine);
  const graphs = having.filter((profile): profile is GraphProfile => profile.kind === "graph");
  return weightId === "wall" ? fromGraphs(graphs, merger) : null;
}

/** For each profile, the frame of the flamegraph that `buildFlamegraph` makes of them, by line, for each of its own. */
export function flamegraphFrames(trees: readonly TreeProfile[], classify: OriginClassifier): Int32Array[] {
  const merger = createFrameMerger(classify);
  return trees.map((tree) => mergedFrames(tree, merger, true));
}

function fromTrees(trees: readonly TreeProfile[], id: string, merger: FrameMerger, byLine: boolean): Flamegraph | null {
  const weight = mergedWeight(trees, id);
  const layout = layoutTree(mergeTrees(trees, id, merger, byLine));
  if (weight === null || layout.total === 0) return null;
  return { weight, ...layout, frames: merger.frames(), estimated: "", ...functionCounts(trees, id, merger) };
}

function fromGraphs(graphs: readonly GraphProfile[], merger: FrameMerger): Flamegraph | null {
  const weight = mergedWeight(graphs, "wall");
  if (weight === null) return null;
  const { tree, left } = graphTree(graphs, merger);
  const layout = layoutTree(tree);
  if (layout.total === 0) return null;
  const because = "cProfile records pairs of callers and callees, not stacks";
  const estimated = `This tree is an estimate: ${because}. The time of a function with several callers is shared among them by what each pair took.${
    left > 0 ? ` ${formatCount(left)} small calls are drawn together.` : ""
  }`;
  return {
    weight: { ...weight, certainty: { kind: "estimated", because } },
    ...layout,
    callGraph: mergeCallGraphs(graphs, merger),
    frames: merger.frames(),
    estimated,
    ...functionCounts(graphs, "wall", merger),
  };
}

/** The weight of all profiles together: samples add up. */
function mergedWeight(profiles: readonly Profile[], id: string): Weight | null {
  const weights = profiles.flatMap((profile) => profile.weights.filter((weight) => weight.id === id));
  const first = weights[0];
  return first === undefined ? null : { ...first, certainty: weights.map((weight) => weight.certainty).reduce(joined) };
}

function joined(a: Certainty, b: Certainty): Certainty {
  if (a.kind === "estimated") return a;
  if (b.kind === "estimated" || a.kind === "exact") return b;
  return { kind: "sampled", samples: a.samples + (b.kind === "sampled" ? b.samples : 0) };
}
