import type { Flamegraph } from "./model.ts";

/** A flamegraph of own code, and what could not be put on any own function. */
export interface OwnCodeView {
  /** Shares stay comparable: `graph.total` is the total of the whole run, not the sum over these roots. */
  readonly graph: Flamegraph;
  /** Weight of stacks without a single own function, in the graph's unit. */
  readonly outside: number;
}

/**
 * Leaves only own code: the weight of every other frame goes to the self value of its nearest own ancestor, and
 * own functions that become siblings of themselves are merged. O(n log n) in the nodes.
 */
export function ownCodeOnly(graph: Flamegraph): OwnCodeView {
  const { frames } = graph;
  const frameCount = frames.name.length;
  const tree: RawTree = { parent: [], frame: [], self: [] };
  const known = new Map<number, number>();
  const ownNode = new Int32Array(graph.frame.length);
  let outside = 0;
  for (let node = 0; node < graph.frame.length; node++) {
    const up = graph.parent[node] ?? -1;
    const frame = graph.frame[node] ?? 0;
    const above = up < 0 ? -1 : (ownNode[up] ?? -1);
    const here = frames.origin[frame] === "own" ? childOf(tree, known, above, frame, frameCount) : above;
    ownNode[node] = here;
    const self = graph.self[node] ?? 0;
    if (here < 0) outside += self;
    else tree.self[here] = (tree.self[here] ?? 0) + self;
  }
  return { graph: layOut(tree, graph), outside };
}

/** Nodes in any order in which parents come before their children. */
interface RawTree {
  readonly parent: number[];
  readonly frame: number[];
  readonly self: number[];
}

function childOf(tree: RawTree, known: Map<number, number>, parent: number, frame: number, frameCount: number): number {
  const key = (parent + 1) * frameCount + frame;
  const found = known.get(key);
  if (found !== undefined) return found;
  const id = tree.parent.push(parent) - 1;
  tree.frame.push(frame);
  tree.self.push(0);
  known.set(key, id);
  return id;
}

/** Preorder with siblings by falling total, as `Flamegraph` promises; without recursion, Python stacks are deep. */
function layOut(tree: RawTree, source: Flamegraph): Flamegraph {
  const count = tree.parent.length;
  const totals = Float64Array.from(tree.self);
  for (let id = count - 1; id >= 0; id--) {
    const parent = tree.parent[id] ?? -1;
    if (parent >= 0) totals[parent] = (totals[parent] ?? 0) + (totals[id] ?? 0);
  }
  // Pushing the nodes onto their parents' lists by rising total leaves every list in falling order.
  const rising = Int32Array.from({ length: count }, (_, id) => id).sort(
    (a, b) => (totals[a] ?? 0) - (totals[b] ?? 0) || b - a,
  );
  const firstChild = new Int32Array(count + 1).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (const id of rising) {
    const list = (tree.parent[id] ?? -1) + 1;
    nextSibling[id] = firstChild[list] ?? -1;
    firstChild[list] = id;
  }
  return inPreorder(tree, totals, firstChild, nextSibling, source);
}

function inPreorder(
  tree: RawTree,
  totals: Float64Array,
  firstChild: Int32Array,
  nextSibling: Int32Array,
  source: Flamegraph,
): Flamegraph {
  const count = tree.parent.length;
  const out = {
    start: new Float64Array(count),
    totals: new Float64Array(count),
    self: new Float64Array(count),
    depth: new Uint16Array(count),
    parent: new Int32Array(count),
    subtreeEnd: new Int32Array(count),
    frame: new Int32Array(count),
  };
  let written = 0;
  let maxDepth = 0;
  let id = firstChild[0] ?? -1;
  let at = 0;
  // Open ancestors: their raw ids and where they were written.
  const open: { id: number; index: number }[] = [];
  while (id >= 0) {
    const index = written++;
    const parent = open.at(-1);
    out.start[index] = at;
    out.totals[index] = totals[id] ?? 0;
    out.self[index] = tree.self[id] ?? 0;
    out.depth[index] = open.length;
    out.parent[index] = parent?.index ?? -1;
    out.frame[index] = tree.frame[id] ?? 0;
    maxDepth = Math.max(maxDepth, open.length);
    open.push({ id, index });
    const child = firstChild[id + 1] ?? -1;
    if (child >= 0) {
      id = child;
      continue;
    }
    id = -1;
    for (let last = open.pop(); last; last = open.pop()) {
      out.subtreeEnd[last.index] = written;
      at = (out.start[last.index] ?? 0) + (out.totals[last.index] ?? 0);
      id = nextSibling[last.id] ?? -1;
      if (id >= 0) break;
    }
  }
  const { weight, total, frames, estimated } = source;
  return { weight, total, frames, estimated, maxDepth, ...out };
}
