import type { BoxHit, BoxQuery, BoxVisitor, Neighbours } from "./flamegraph-view-boxes.ts";
import type { Flamegraph, TimeRows } from "./model.ts";

/** A flamegraph in order of time. */
export type TimeGraph = Flamegraph & { readonly rows: TimeRows };

export function isTimeGraph(graph: Flamegraph): graph is TimeGraph {
  return graph.rows !== undefined;
}

/**
 * Visits what can be seen, row by row. The axis is cut into columns of `leastWeight`; narrow boxes that lie in one column
 * are one merged box, all of them passed over by a binary search: the cost is O(width) for each row.
 */
export function visitTimeBoxes(graph: TimeGraph, query: BoxQuery, visit: BoxVisitor): void {
  const { start, totals, rows } = graph;
  const { span, firstDepth, leastWeight } = query;
  const lastDepth = Math.min(query.lastDepth, graph.maxDepth);
  for (let depth = Math.max(0, firstDepth); depth <= lastDepth; depth++) {
    const end = rows.first[depth + 1] ?? 0;
    let at = firstEndingAfter(graph, depth, span.start);
    while (at < end) {
      const node = rows.nodes[at] ?? 0;
      const from = start[node] ?? 0;
      if (from >= span.end) break;
      const last = lastTogether(graph, at, end, leastWeight);
      const until = rows.nodes[last] ?? node;
      visit(node, depth, from, (start[until] ?? 0) + (totals[until] ?? 0), last > at, until);
      at = last + 1;
    }
  }
}

/** The last of the boxes that are drawn together with the one at a place of the rows: itself where it stands alone. */
function lastTogether({ start, totals, rows }: TimeGraph, at: number, end: number, leastWeight: number): number {
  const node = rows.nodes[at] ?? 0;
  const columnEnd = (Math.floor((start[node] ?? 0) / leastWeight) + 1) * leastWeight;
  const endsAt = (place: number) => {
    const each = rows.nodes[place] ?? 0;
    return (start[each] ?? 0) + (totals[each] ?? 0);
  };
  if (at + 1 >= end || endsAt(at + 1) > columnEnd) return at;
  // Galloping: most columns hold few boxes.
  let step = 1;
  while (at + step < end && endsAt(at + step) <= columnEnd) step *= 2;
  return partition(at + step / 2, Math.min(end, at + step), (place) => endsAt(place) <= columnEnd) - 1;
}

/** The box of a depth at a place in time. A box is drawn at least as wide as a column: it is hit there, too. */
export function timeBoxAt(graph: TimeGraph, depth: number, at: number, leastWeight: number): BoxHit | null {
  const { start, totals, rows } = graph;
  const first = rows.first[depth] ?? 0;
  const end = rows.first[depth + 1] ?? 0;
  if (depth < 0 || depth > graph.maxDepth) return null;
  const place = partition(first, end, (each) => (start[rows.nodes[each] ?? 0] ?? 0) <= at) - 1;
  if (place < first) return null;
  const node = rows.nodes[place] ?? 0;
  const from = start[node] ?? 0;
  const width = totals[node] ?? 0;
  if (at >= from + Math.max(width, leastWeight)) return null;
  if (width >= leastWeight) return { node, merged: false };
  const column = Math.floor(from / leastWeight) * leastWeight;
  const firstInColumn = partition(first, place, (each) => (start[rows.nodes[each] ?? 0] ?? 0) < column);
  const last = lastTogether(graph, firstInColumn, end, leastWeight);
  if (last <= firstInColumn || place > last) return { node, merged: false };
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

function firstEndingAfter({ start, totals, rows }: TimeGraph, depth: number, at: number): number {
  return partition(rows.first[depth] ?? 0, rows.first[depth + 1] ?? 0, (each) => {
    const node = rows.nodes[each] ?? 0;
    return (start[node] ?? 0) + (totals[node] ?? 0) <= at;
  });
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
