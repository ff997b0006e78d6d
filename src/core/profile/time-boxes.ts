import type { BoxHit, BoxQuery, BoxVisitor, Neighbours } from "./flamegraph-view-boxes.ts";
import type { Flamegraph, TimeRows } from "./model.ts";

/** A flamegraph in order of time. */
export type TimeGraph = Flamegraph & { readonly rows: TimeRows };

export function isTimeGraph(graph: Flamegraph): graph is TimeGraph {
  return graph.rows !== undefined;
}

/**
 * Visits what can be seen, row by row. The axis is cut into columns of `leastWeight`; narrow boxes that begin in one column
 * are one merged box, all of them passed over by a search: the cost is O(width) for each row.
 */
export function visitTimeBoxes(graph: TimeGraph, query: BoxQuery, visit: BoxVisitor): void {
  const { totals, rows } = graph;
  const { span, firstDepth, leastWeight } = query;
  const lastDepth = Math.min(query.lastDepth, graph.maxDepth);
  for (let depth = Math.max(0, firstDepth); depth <= lastDepth; depth++) {
    const end = rows.first[depth + 1] ?? 0;
    let at = firstEndingAfter(graph, depth, span.start);
    let guess = 1;
    while (at < end) {
      const from = rows.starts[at] ?? 0;
      if (from >= span.end) break;
      const last = lastTogether(graph, at, end, leastWeight, guess);
      const until = rows.nodes[last] ?? 0;
      visit(rows.nodes[at] ?? 0, depth, from, (rows.starts[last] ?? 0) + (totals[until] ?? 0), last > at, until);
      guess = last + 1 - at;
      at = last + 1;
    }
  }
}

/**
 * The last of the boxes that are drawn together with the one at a place of the rows: itself where it stands alone. Those that
 * begin in one column are; of them only the last one can reach out of it, and stands alone if it is wide. `guess` is how many
 * they may be.
 */
function lastTogether(
  { totals, rows }: TimeGraph,
  at: number,
  end: number,
  leastWeight: number,
  guess: number,
): number {
  const { starts, nodes } = rows;
  const from = starts[at] ?? 0;
  if ((totals[nodes[at] ?? 0] ?? 0) >= leastWeight) return at;
  const columnEnd = (Math.floor(from / leastWeight) + 1) * leastWeight;
  let low = at;
  let step = Math.max(1, guess >> 1);
  while (low + step < end && (starts[low + step] ?? 0) < columnEnd) {
    low += step;
    step *= 2;
  }
  let high = Math.min(end, low + step);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) < columnEnd) low = middle;
    else high = middle;
  }
  return low > at && (totals[nodes[low] ?? 0] ?? 0) >= leastWeight ? low - 1 : low;
}

/** The box of a depth at a place in time. A box is drawn at least as wide as a column: it is hit there, too. */
export function timeBoxAt(graph: TimeGraph, depth: number, at: number, leastWeight: number): BoxHit | null {
  const { totals, rows } = graph;
  const first = rows.first[depth] ?? 0;
  const end = rows.first[depth + 1] ?? 0;
  if (depth < 0 || depth > graph.maxDepth) return null;
  const place = firstStartingAfter(rows, first, end, at) - 1;
  if (place < first) return null;
  const node = rows.nodes[place] ?? 0;
  const from = rows.starts[place] ?? 0;
  const width = totals[node] ?? 0;
  if (at >= from + Math.max(width, leastWeight)) return null;
  if (width >= leastWeight) return { node, merged: false };
  const column = Math.floor(from / leastWeight) * leastWeight;
  const firstInColumn = partition(first, place, (each) => (rows.starts[each] ?? 0) < column);
  const last = lastTogether(graph, firstInColumn, end, leastWeight, 1);
  if (last <= firstInColumn) return { node, merged: false };
  return { node: rows.nodes[firstInColumn] ?? node, merged: true, until: rows.nodes[last] ?? node };
}

/** Neighbours in time: before and after are those of the row, whoever called them; the position is among siblings. */
export function timeNeighbours(graph: TimeGraph, node: number): Neighbours {
  const { rows } = graph;
  const depth = graph.depth[node] ?? 0;
  const first = rows.first[depth] ?? 0;
  const end = rows.first[depth + 1] ?? 0;
  const place = placeOf(graph, node);
  const parent = graph.parent[node] ?? -1;
  const after = parent < 0 ? graph.totals.length : (graph.subtreeEnd[parent] ?? 0);
  const firstSibling = partition(first, end, (each) => (rows.nodes[each] ?? 0) <= parent);
  const siblingsEnd = partition(firstSibling, end, (each) => (rows.nodes[each] ?? 0) < after);
  const hasChild = (graph.subtreeEnd[node] ?? 0) > node + 1;
  return {
    parent,
    firstChild: hasChild ? longestChild(graph, node) : -1,
    previous: place > first ? (rows.nodes[place - 1] ?? -1) : -1,
    next: place + 1 < end ? (rows.nodes[place + 1] ?? -1) : -1,
    position: place - firstSibling + 1,
    count: siblingsEnd - firstSibling,
  };
}

/** Below a box that lasted, the first of many is too narrow to see: one goes down to the longest. */
function longestChild({ totals, depth, rows, subtreeEnd }: TimeGraph, node: number): number {
  const row = (depth[node] ?? 0) + 1;
  const end = rows.first[row + 1] ?? 0;
  const after = subtreeEnd[node] ?? 0;
  let best = node + 1;
  const from = partition(rows.first[row] ?? 0, end, (each) => (rows.nodes[each] ?? 0) <= node);
  for (let place = from; place < end && (rows.nodes[place] ?? after) < after; place++) {
    const child = rows.nodes[place] ?? 0;
    if ((totals[child] ?? 0) > (totals[best] ?? 0)) best = child;
  }
  return best;
}

/** The box of a depth that was open at a time; -1 where there is none. */
export function nodeAtTime(graph: TimeGraph, depth: number, atNs: number): number {
  const hit = timeBoxAt(graph, depth, atNs, 0);
  return hit === null ? -1 : hit.node;
}

/** Boxes of the row from a box up to and with another. */
export function countTogether(graph: TimeGraph, node: number, until: number): number {
  return placeOf(graph, until) - placeOf(graph, node) + 1;
}

/** Where a box is in `rows.nodes`: boxes of a row are in preorder, too. */
function placeOf({ depth, rows }: TimeGraph, node: number): number {
  const row = depth[node] ?? 0;
  return partition(rows.first[row] ?? 0, rows.first[row + 1] ?? 0, (each) => (rows.nodes[each] ?? 0) < node);
}

function firstEndingAfter({ totals, rows }: TimeGraph, depth: number, at: number): number {
  const first = rows.first[depth] ?? 0;
  const after = firstStartingAfter(rows, first, rows.first[depth + 1] ?? 0, at);
  const before = after - 1;
  const isOpen = before >= first && (rows.starts[before] ?? 0) + (totals[rows.nodes[before] ?? 0] ?? 0) > at;
  return isOpen ? before : after;
}

function firstStartingAfter({ starts }: TimeRows, first: number, end: number, at: number): number {
  return partition(first, end, (each) => (starts[each] ?? 0) <= at);
}

/** The first of `from`..`to` for which a condition that holds at first does not hold any more; `to` if it always does. */
function partition(from: number, to: number, holds: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
