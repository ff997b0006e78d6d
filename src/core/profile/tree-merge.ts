import { type FrameMerger, functionNames } from "./flamegraph-frames.ts";
import type { TreeProfile } from "./model.ts";
import { createNodeTable } from "./node-table.ts";
import { DEEPEST, type MergedTree } from "./tree-layout.ts";
import type { TripleTable } from "./triple-table.ts";
import { weightIndex } from "./weights.ts";

/**
 * The call trees of several profiles and threads as one, in the weight with this id. `byLine` keeps the lines of a function
 * apart. Columns of a profile may be shared, not copied.
 */
export function mergeTrees(
  trees: readonly TreeProfile[],
  id: string,
  merger: FrameMerger,
  byLine: boolean,
): MergedTree {
  const framesOf = trees.map((tree) => mergedFrames(tree, merger, byLine));
  const [only, frames] = [trees[0], framesOf[0]];
  const isOne = trees.length === 1 && only !== undefined && frames !== undefined;
  return (isOne ? alreadyMerged(only, id, frames) : null) ?? mergeNodes(trees, id, framesOf);
}

/** The tree as it is, where nothing in it can be merged: one thread, no two frames that become one, no stack too deep. */
function alreadyMerged(tree: TreeProfile, id: string, frameOf: Int32Array): MergedTree | null {
  const { parent, frame } = tree.nodes;
  const self = tree.nodes.self[weightIndex(tree, id)];
  if (tree.threads.length > 1 || self === undefined || new Set(frameOf).size < frameOf.length) return null;
  const depth = new Uint16Array(parent.length);
  for (let node = 0; node < parent.length; node++) {
    const above = parent[node] ?? -1;
    const below = above < 0 ? 0 : (depth[above] ?? 0) + 1;
    if (below > DEEPEST) return null;
    depth[node] = below;
  }
  const merged = new Int32Array(frame.length);
  for (let node = 0; node < frame.length; node++) merged[node] = frameOf[frame[node] ?? 0] ?? 0;
  return { parent, frame: merged, self };
}

function mergeNodes(trees: readonly TreeProfile[], id: string, framesOf: readonly Int32Array[]): MergedTree {
  const most = trees.reduce((sum, { nodes }) => sum + nodes.parent.length, 0);
  const merged = { nodes: createNodeTable(), self: new Float64Array(most), depth: new Uint16Array(most) };
  trees.forEach((tree, index) => {
    addNodes(merged, tree, framesOf[index] ?? new Int32Array(0), tree.nodes.self[weightIndex(tree, id)]);
  });
  const { a: parent, b: frame } = merged.nodes.columns();
  return { parent, frame, self: merged.self.subarray(0, parent.length) };
}

interface Merging {
  readonly nodes: TripleTable;
  readonly self: Float64Array;
  readonly depth: Uint16Array;
}

function addNodes(
  { nodes, self, depth }: Merging,
  { nodes: { parent, frame } }: TreeProfile,
  frameOf: Int32Array,
  values: Float64Array | undefined,
): void {
  const place = new Int32Array(parent.length);
  for (let node = 0; node < parent.length; node++) {
    const above = parent[node] ?? -1;
    const mergedParent = above < 0 ? -1 : (place[above] ?? -1);
    const below = mergedParent < 0 ? 0 : (depth[mergedParent] ?? 0) + 1;
    // Deeper than a Uint16Array can say: the time stays with the deepest drawn ancestor.
    const merged = below > DEEPEST ? mergedParent : nodes.index(mergedParent, frameOf[frame[node] ?? 0] ?? 0, 0);
    depth[merged] = Math.min(below, DEEPEST);
    place[node] = merged;
    self[merged] = (self[merged] ?? 0) + (values?.[node] ?? 0);
  }
}

/** The merged frame of each frame of a profile. */
export function mergedFrames(
  { frames, functions, files }: TreeProfile,
  merger: FrameMerger,
  byLine: boolean,
): Int32Array {
  const describe = functionNames(functions, files);
  return frames.function.map((functionIndex, frame) => {
    const { name, file, firstLine } = describe(functionIndex);
    return merger.frame(name, file, firstLine, byLine ? (frames.line[frame] ?? 0) : 0);
  });
}
