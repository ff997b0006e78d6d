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
  const { leaves, count, limit } = fitting(samples, most);
  const boxes = {
    start: new Float64Array(count),
    totals: new Float64Array(count),
    self: new Float64Array(count),
    depth: new Uint16Array(count),
    parent: new Int32Array(count),
    subtreeEnd: new Int32Array(count),
    frame: new Int32Array(count),
  };
  let total = 0;
  walk(samples, leaves, {
    open(box, node, depth, parent, atNs) {
      boxes.start[box] = atNs;
      boxes.depth[box] = depth;
      boxes.parent[box] = parent;
      boxes.frame[box] = samples.frame[node] ?? 0;
      return true;
    },
    close(box, next, atNs) {
      boxes.totals[box] = atNs - (boxes.start[box] ?? 0);
      boxes.subtreeEnd[box] = next;
    },
    leaf(box, durationNs) {
      boxes.self[box] = (boxes.self[box] ?? 0) + durationNs;
      total += durationNs;
    },
  });
  const maxDepth = boxes.depth.reduce((deepest, depth) => Math.max(deepest, depth), 0);
  const estimated =
    limit < DEEPEST
      ? `Frames deeper than ${limit + 1} are left out of this view: there are more than a page can hold.`
      : "";
  return { ...boxes, weight, total, frames, maxDepth, estimated, rows: rowsOf(boxes.depth, maxDepth, endNs) };
}

interface Visits {
  /** Boxes count up in the order of opening. False ends the walk. */
  open(box: number, node: number, depth: number, parent: number, atNs: number): boolean;
  /** `next` is the box that opens next. */
  close(box: number, next: number, atNs: number): void;
  leaf(box: number, durationNs: number): void;
}

/** The leaves to draw, no deeper than there is room for. */
function fitting(samples: TimeSamples, most: number): { leaves: Int32Array; count: number; limit: number } {
  const depth = depthsOf(samples.parent);
  let limit = DEEPEST;
  for (;;) {
    const leaves = leavesWithin(samples, depth, limit);
    let count = 0;
    walk(samples, leaves, { open: () => ++count <= most, close: () => undefined, leaf: () => undefined });
    if (count <= most) return { leaves, count, limit };
    const deepest = depth.reduce((deep, each) => Math.max(deep, each), 0);
    limit = Math.floor(Math.min(limit, deepest) / 2);
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

/** Follows the stack through time. What is open in both of two stretches that touch stays open. */
function walk(samples: TimeSamples, leaves: Int32Array, visits: Visits): void {
  const { parent, startNs, endNs } = samples;
  const stack = createOpenStack(parent.length, visits);
  const opening: number[] = [];
  let now = 0;
  for (let index = 0; index < leaves.length; index++) {
    const from = startNs[index] ?? 0;
    if (from > now) stack.closeTo(0, now);
    let at = leaves[index] ?? -1;
    for (; at >= 0 && !stack.isOpen(at); at = parent[at] ?? -1) opening.push(at);
    stack.closeTo(at < 0 ? 0 : stack.depthOf(at) + 1, now);
    for (let node = opening.pop(); node !== undefined; node = opening.pop()) if (!stack.open(node, from)) return;
    now = endNs[index] ?? from;
    visits.leaf(stack.top(), now - from);
  }
  stack.closeTo(0, now);
}

function createOpenStack(nodeCount: number, visits: Visits) {
  const nodes: number[] = [];
  const boxes: number[] = [];
  /** Depth at which a node is open, -1 where it is not. */
  const openAt = new Int32Array(nodeCount).fill(-1);
  let next = 0;
  return {
    isOpen: (node: number): boolean => (openAt[node] ?? -1) >= 0,
    depthOf: (node: number): number => openAt[node] ?? -1,
    top: (): number => boxes.at(-1) ?? 0,
    open(node: number, atNs: number): boolean {
      const depth = nodes.length;
      openAt[node] = depth;
      nodes.push(node);
      boxes.push(next);
      return visits.open(next++, node, depth, boxes[depth - 1] ?? -1, atNs);
    },
    closeTo(depth: number, atNs: number): void {
      while (nodes.length > depth) {
        openAt[nodes.pop() ?? 0] = -1;
        visits.close(boxes.pop() ?? 0, next, atNs);
      }
    },
  };
}

function rowsOf(depth: Uint16Array, maxDepth: number, endNs: number): NonNullable<Flamegraph["rows"]> {
  const first = new Int32Array(maxDepth + 2);
  for (const each of depth) first[each + 1] = (first[each + 1] ?? 0) + 1;
  for (let row = 0; row <= maxDepth; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0);
  const next = first.slice();
  const nodes = new Int32Array(depth.length);
  for (let node = 0; node < depth.length; node++) {
    const row = depth[node] ?? 0;
    const place = next[row] ?? 0;
    nodes[place] = node;
    next[row] = place + 1;
  }
  return { first, nodes, endNs };
}
