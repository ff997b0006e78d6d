import { formatCount } from "../units.ts";
import type { OriginClassifier } from "./code-origin.ts";
import { createFloatColumn } from "./columns.ts";
import { createFrameMerger, type FrameMerger, functionNames } from "./flamegraph-frames.ts";
import { functionCounts } from "./function-counts.ts";
import { graphTree } from "./graph-tree.ts";
import type { Certainty, Flamegraph, GraphProfile, Profile, TreeProfile, Weight } from "./model.ts";
import { createNodeTable } from "./node-table.ts";
import { DEEPEST, layoutTree, type MergedTree } from "./tree-layout.ts";

import { pruneTree } from "./tree-pruning.ts";

import { weightIndex } from "./weights.ts";

/** More than a page can draw, search and sort in a blink, and than anyone can see: a frame has a fraction of a pixel. */
const MOST_NODES = 500_000;
const SMALL_FRAMES = "(smaller frames)";

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

function fromTrees(trees: readonly TreeProfile[], id: string, merger: FrameMerger, byLine: boolean): Flamegraph | null {
  const weight = mergedWeight(trees, id);
  const merged = mergeTrees(trees, id, merger, byLine);
  const { tree, left } = pruneTree(merged, MOST_NODES, () => merger.frame(SMALL_FRAMES, "", 0, 0));
  const layout = layoutTree(tree);
  if (weight === null || layout.total === 0) return null;
  const share = `the ${formatCount(MOST_NODES)} heaviest of ${formatCount(merged.parent.length)} frames`;
  const estimated = left > 0 ? `This tree has ${share}; those that are too small to see are drawn together.` : "";
  return { weight, ...layout, frames: merger.frames(), estimated, ...functionCounts(trees, id, merger) };
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
    frames: merger.frames(),
    estimated,
    ...functionCounts(graphs, "wall", merger),
  };
}

function mergeTrees(trees: readonly TreeProfile[], id: string, merger: FrameMerger, byLine: boolean): MergedTree {
  const nodes = createNodeTable();
  const self = createFloatColumn();
  const depth: number[] = [];
  for (const tree of trees) {
    const frameOf = mergedFrames(tree, merger, byLine);
    const { parent, frame } = tree.nodes;
    const values = tree.nodes.self[weightIndex(tree, id)];
    const place = new Int32Array(parent.length);
    for (let node = 0; node < parent.length; node++) {
      const above = parent[node] ?? -1;
      const mergedParent = above < 0 ? -1 : (place[above] ?? -1);
      const below = mergedParent < 0 ? 0 : (depth[mergedParent] ?? 0) + 1;
      // Deeper than a Uint16Array can say: the time stays with the deepest drawn ancestor.
      const merged = below > DEEPEST ? mergedParent : nodes.index(mergedParent, frameOf[frame[node] ?? 0] ?? 0, 0);
      depth[merged] = Math.min(below, DEEPEST);
      place[node] = merged;
      self.set(merged, self.get(merged) + (values?.[node] ?? 0));
    }
  }
  const { a, b } = nodes.columns();
  return { parent: a, frame: b, self: self.toArray() };
}

function mergedFrames({ frames, functions, files }: TreeProfile, merger: FrameMerger, byLine: boolean): Int32Array {
  const describe = functionNames(functions, files);
  return frames.function.map((functionIndex, frame) => {
    const { name, file, firstLine } = describe(functionIndex);
    return merger.frame(name, file, firstLine, byLine ? (frames.line[frame] ?? 0) : 0);
  });
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
