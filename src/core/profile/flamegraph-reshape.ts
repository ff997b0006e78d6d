import { createIntColumn } from "./columns.ts";
import { regroup } from "./comparison-layout.ts";
import { functionTotals } from "./flamegraph-view-totals.ts";
import type { ComparedSide, Flamegraph } from "./model.ts";
import { createNodeTable } from "./node-table.ts";

/** A tree with some of its frames gone or together. All its weight is in `graph` or in `outside`. */
export interface Reshaped {
  /** Shares stay comparable: its total is that of the tree before. */
  readonly graph: Flamegraph;
  /** Weight of stacks of which no frame is left, in the graph's unit. */
  readonly outside: number;
}

/**
 * A function on the path already takes its inner calls up: `a > b > a > c` becomes `a > c`, direct and mutual recursion
 * alike, so that no function is twice on a path. The frames between keep what they took outside of the inner call. Of
 * each function the self weight stays what it was; so does the total, unless it stood between.
 */
export function collapseRecursion(graph: Flamegraph): Flamegraph {
  const { rowOfFrame } = functionTotals(graph);
  return reshape(graph, (node, above, places) => {
    const frame = graph.frame[node] ?? 0;
    for (let at = above; at >= 0; at = places.parentOf(at))
      if (rowOfFrame[places.frameOf(at)] === rowOfFrame[frame]) return at;
    return places.below(above, frame);
  }).graph;
}

/**
 * Foreign code (libraries, standard library, native) is only its entry: a foreign frame below a foreign one goes into it.
 * Own code that it calls back stays, below the entry.
 */
export function collapseLibraries(graph: Flamegraph): Flamegraph {
  const isForeign = (node: number) => graph.frames.origin[graph.frame[node] ?? 0] !== "own";
  return reshape(graph, (node, above, places) => {
    const up = graph.parent[node] ?? -1;
    return up >= 0 && isForeign(up) && isForeign(node) ? above : places.below(above, graph.frame[node] ?? 0);
  }).graph;
}

/** Without the marked frames (1 per frame): what they took themselves is their callers', what they called is called by those. */
export function hideFrames(graph: Flamegraph, hidden: Uint8Array): Reshaped {
  return reshape(graph, (node, above, places) => {
    const frame = graph.frame[node] ?? 0;
    return hidden[frame] === 1 ? above : places.below(above, frame);
  });
}

/** One node with all below it, as a graph of its own: shares are of that node. */
export function subtreeOf(graph: Flamegraph, node: number): Flamegraph {
  const end = graph.subtreeEnd[node] ?? node;
  const from = graph.start[node] ?? 0;
  const level = graph.depth[node] ?? 0;
  const depth = graph.depth.slice(node, end).map((of) => of - level);
  const { comparison } = graph;
  const below = (side: ComparedSide): ComparedSide => ({
    ...side,
    self: side.self.slice(node, end),
    totals: side.totals.slice(node, end),
    total: side.totals[node] ?? 0,
  });
  return {
    weight: graph.weight,
    frames: graph.frames,
    estimated: graph.estimated,
    total: graph.totals[node] ?? 0,
    start: graph.start.slice(node, end).map((of) => of - from),
    totals: graph.totals.slice(node, end),
    self: graph.self.slice(node, end),
    depth,
    parent: graph.parent.slice(node, end).map((of, index) => (index === 0 ? -1 : of - node)),
    subtreeEnd: graph.subtreeEnd.slice(node, end).map((of) => of - node),
    frame: graph.frame.slice(node, end),
    maxDepth: depth.reduce((most, of) => Math.max(most, of), 0),
    ...(comparison && { comparison: { before: below(comparison.before), after: below(comparison.after) } }),
  };
}

/** The nodes of the new tree while it grows. */
interface Places {
  /** The node of a frame below another one (-1: a root), made if it is not there yet. */
  readonly below: (parent: number, frame: number) => number;
  readonly parentOf: (place: number) => number;
  readonly frameOf: (place: number) => number;
}

/** Where a node goes: a new node's index; -1 nowhere. `above` is where its parent went. */
type PlaceOf = (node: number, above: number, places: Places) => number;

/** Parents come before their children, so one pass is enough. O(n log n) in the nodes. */
function reshape(graph: Flamegraph, placeOf: PlaceOf): Reshaped {
  const nodes = createNodeTable();
  const parents = createIntColumn();
  const frames = createIntColumn();
  const places: Places = {
    below(parent, frame) {
      const place = nodes.index(parent, frame, 0);
      if (place === parents.length) {
        parents.push(parent);
        frames.push(frame);
      }
      return place;
    },
    parentOf: (at) => parents.get(at),
    frameOf: (at) => frames.get(at),
  };
  const place = new Int32Array(graph.frame.length);
  let outside = 0;
  for (let node = 0; node < place.length; node++) {
    const up = graph.parent[node] ?? -1;
    const here = placeOf(node, up < 0 ? -1 : (place[up] ?? -1), places);
    place[node] = here;
    if (here < 0) outside += graph.self[node] ?? 0;
  }
  const layout = regroup(graph, { parent: parents.toArray(), frame: frames.toArray() }, place, "self");
  const { weight, total, frames: table, estimated } = graph;
  return { graph: { ...layout, weight, total, frames: table, estimated }, outside };
}
