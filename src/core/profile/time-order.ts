import type { Flamegraph, FlamegraphFrames, Weight } from "./model.ts";
import type { TimeSamples } from "./time-samples.ts";
import { DEEPEST } from "./tree-layout.ts";

/** Boxes of a page: at some 40 bytes each, what a browser's tab holds beside everything else. */
const MOST_BOXES = 6_000_000;

/**
 * The samples of a thread as a flamegraph in order of time: a box for each stretch in which a frame did not leave its place
 * in the stack. Boxes are in preorder as ever, siblings in order of time, and `rows` finds those of a depth. `start` is in
 * ns since the beginning of the recording, which lasted `endNs`. Where there would be more boxes than a page can hold, the
 * deepest rows are left out and `estimated` says so.
 */
export function timeOrder(
  samples: TimeSamples,
  { frames, weight, endNs }: { frames: FlamegraphFrames; weight: Weight; endNs: number },
  most = MOST_BOXES,
): Flamegraph {
  const { stacks, count, limit } = fitting(samples, most);
  const boxes = placeBoxes(samples, stacks, count);
  const maxDepth = boxes.depth.reduce((deepest, depth) => Math.max(deepest, depth), 0);
  const total = boxes.self.reduce((sum, self) => sum + self, 0);
  const estimated =
    limit < DEEPEST
      ? `Frames deeper than ${limit + 1} are left out of this view: there are more than a page can hold.`
      : "";
  return { ...boxes, weight, total, frames, maxDepth, estimated, rows: rowsOf(boxes, maxDepth, endNs) };
}

/** The leaf of each stretch as it is drawn, and what finds the nodes that two leaves share. */
interface Stacks {
  readonly leaf: Int32Array;
  readonly depth: Int32Array;
  readonly parent: Int32Array;
}

/** The stacks to draw, no deeper than there is room for. */
function fitting(samples: TimeSamples, most: number): { stacks: Stacks; count: number; limit: number } {
  const { parent } = samples;
  const depth = depthsOf(parent);
  const deepest = depth.reduce((deep, each) => Math.max(deep, each), 0);
  for (let limit = DEEPEST; ; limit = Math.floor(Math.min(limit, deepest) / 2)) {
    const stacks = { leaf: leavesWithin(samples, depth, limit), depth, parent };
    const count = countBoxes(samples, stacks, most);
    if (count <= most || limit === 0) return { stacks, count, limit };
  }
}

function depthsOf(parent: Int32Array): Int32Array {
  const depth = new Int32Array(parent.length);
  for (let node = 0; node < parent.length; node++) {
    const above = parent[node] ?? -1;
    depth[node] = above < 0 ? 0 : (depth[above] ?? 0) + 1;
  }
  return depth;
}

function leavesWithin({ parent, node }: TimeSamples, depth: Int32Array, limit: number): Int32Array {
  const drawn = new Int32Array(parent.length);
  for (let at = 0; at < parent.length; at++) drawn[at] = (depth[at] ?? 0) > limit ? (drawn[parent[at] ?? 0] ?? 0) : at;
  return node.map((leaf) => drawn[leaf] ?? 0);
}

/** Down to which depth two leaves have the same nodes; -1 where they have none. */
function sharedDepth({ parent, depth }: Stacks, before: number, after: number): number {
  let a = before;
  let b = after;
  while (a !== b) {
    const depthOfA = depth[a] ?? -1;
    const depthOfB = depth[b] ?? -1;
    if (depthOfA >= depthOfB) a = parent[a] ?? -1;
    if (depthOfB >= depthOfA) b = parent[b] ?? -1;
  }
  return a < 0 ? -1 : (depth[a] ?? -1);
}

/** How many boxes there are; it stops where they are more than `most`. */
function countBoxes({ startNs, endNs }: TimeSamples, stacks: Stacks, most: number): number {
  let count = 0;
  let last = -1;
  let now = 0;
  for (let index = 0; index < stacks.leaf.length && count <= most; index++) {
    const leaf = stacks.leaf[index] ?? 0;
    if ((startNs[index] ?? 0) > now) last = -1;
    count += (stacks.depth[leaf] ?? 0) - sharedDepth(stacks, last, leaf);
    last = leaf;
    now = endNs[index] ?? 0;
  }
  return count;
}

type Boxes = Pick<Flamegraph, "start" | "totals" | "self" | "depth" | "parent" | "subtreeEnd" | "frame">;

/** Follows the stack through time. What is open in both of two stretches that touch stays open. */
function placeBoxes({ frame, startNs, endNs }: TimeSamples, stacks: Stacks, count: number): Boxes {
  const boxes = {
    start: new Float64Array(count),
    totals: new Float64Array(count),
    self: new Float64Array(count),
    depth: new Uint16Array(count),
    parent: new Int32Array(count),
    subtreeEnd: new Int32Array(count),
    frame: new Int32Array(count),
  };
  /** The open box at each depth. */
  const open = new Int32Array(DEEPEST + 1);
  let deepestOpen = -1;
  let next = 0;
  let last = -1;
  let now = 0;

  const closeTo = (kept: number): void => {
    for (let depth = deepestOpen; depth > kept; depth--) {
      const box = open[depth] ?? 0;
      boxes.totals[box] = now - (boxes.start[box] ?? 0);
      boxes.subtreeEnd[box] = next;
    }
    deepestOpen = kept;
  };
  const openAll = (leaf: number, shared: number, atNs: number): void => {
    deepestOpen = stacks.depth[leaf] ?? 0;
    // From the leaf up: the boxes of a stretch count up with the depth.
    for (let depth = deepestOpen, node = leaf; depth > shared; depth--, node = stacks.parent[node] ?? -1) {
      const box = next + depth - shared - 1;
      boxes.start[box] = atNs;
      boxes.depth[box] = depth;
      boxes.parent[box] = depth === shared + 1 ? (shared < 0 ? -1 : (open[shared] ?? -1)) : box - 1;
      boxes.frame[box] = frame[node] ?? 0;
      open[depth] = box;
    }
    next += deepestOpen - shared;
  };

  for (let index = 0; index < stacks.leaf.length; index++) {
    const from = startNs[index] ?? 0;
    const leaf = stacks.leaf[index] ?? 0;
    if (from > now) last = -1;
    const shared = sharedDepth(stacks, last, leaf);
    closeTo(shared);
    openAll(leaf, shared, from);
    now = endNs[index] ?? from;
    const top = open[deepestOpen] ?? 0;
    boxes.self[top] = (boxes.self[top] ?? 0) + now - from;
    last = leaf;
  }
  closeTo(-1);
  return boxes;
}

function rowsOf(
  { depth, start }: Pick<Flamegraph, "depth" | "start">,
  maxDepth: number,
  endNs: number,
): NonNullable<Flamegraph["rows"]> {
  const first = new Int32Array(maxDepth + 2);
  for (const each of depth) first[each + 1] = (first[each + 1] ?? 0) + 1;
  for (let row = 0; row <= maxDepth; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0);
  const next = first.slice();
  const nodes = new Int32Array(depth.length);
  const starts = new Float64Array(depth.length);
  for (let node = 0; node < depth.length; node++) {
    const row = depth[node] ?? 0;
    const place = next[row] ?? 0;
    nodes[place] = node;
    starts[place] = start[node] ?? 0;
    next[row] = place + 1;
  }
  return { first, nodes, starts, endNs };
}
