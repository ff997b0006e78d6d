import type { Flamegraph } from "./model.ts";
import { countTogether, isTimeGraph, timeBoxAt, timeNeighbours, visitTimeBoxes } from "./time-boxes.ts";

/** The part of the weight axis that is shown, in the unit of the graph's weight. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Receives a box: `from`..`to` on the weight axis. A merged box stands for `node` and all its smaller siblings; in order of
 * time for `node` and those after it in its row, up to and with `until`.
 */
export type BoxVisitor = (
  node: number,
  depth: number,
  from: number,
  to: number,
  merged: boolean,
  until?: number,
) => void;

export interface BoxQuery {
  readonly span: Span;
  readonly firstDepth: number;
  readonly lastDepth: number;
  /** Boxes below this weight (usually that of a pixel) are merged with their smaller siblings. */
  readonly leastWeight: number;
}

/** Visits what can be seen of a graph: the cost is O(visible), whatever the size of the profile. */
export function visitBoxes(graph: Flamegraph, query: BoxQuery, visit: BoxVisitor): void {
  if (isTimeGraph(graph)) visitTimeBoxes(graph, query, visit);
  else visitHeaviestFirst(graph, query, visit);
}

/** In preorder. Siblings fall, so the first one below `leastWeight` ends its row. */
function visitHeaviestFirst(graph: Flamegraph, query: BoxQuery, visit: BoxVisitor): void {
  const { start, totals, depth } = graph;
  const { span, firstDepth, lastDepth, leastWeight } = query;
  const count = totals.length;
  let node = 0;
  while (node < count) {
    const from = start[node] ?? 0;
    if (from >= span.end) return;
    const total = totals[node] ?? 0;
    const row = depth[node] ?? 0;
    const seen = row >= firstDepth;
    if (total < leastWeight) {
      if (seen) visitMerged(graph, node, span, visit);
      node = siblingsEnd(graph, node);
    } else if (from + total <= span.start) {
      node = subtreeEndOf(graph, node);
    } else {
      if (seen) visit(node, row, from, from + total, false);
      node = row >= lastDepth ? subtreeEndOf(graph, node) : node + 1;
    }
  }
}

function visitMerged(graph: Flamegraph, node: number, span: Span, visit: BoxVisitor): void {
  const from = graph.start[node] ?? 0;
  const to = childrenEnd(graph, graph.parent[node] ?? -1);
  if (to > Math.max(from, span.start)) visit(node, graph.depth[node] ?? 0, from, to, true);
}

/** One past the last node below the parent of a node: where its siblings and their subtrees end. */
function siblingsEnd(graph: Flamegraph, node: number): number {
  const up = graph.parent[node] ?? -1;
  return up < 0 ? graph.totals.length : subtreeEndOf(graph, up);
}

function subtreeEndOf(graph: Flamegraph, node: number): number {
  return graph.subtreeEnd[node] ?? graph.totals.length;
}

/** Where the last child of a node ends on the weight axis (its self value follows); of the roots for -1. */
function childrenEnd(graph: Flamegraph, node: number): number {
  if (node >= 0) return (graph.start[node] ?? 0) + (graph.totals[node] ?? 0) - (graph.self[node] ?? 0);
  let end = 0;
  for (let root = 0; root < graph.totals.length; root = graph.subtreeEnd[root] ?? graph.totals.length)
    end = (graph.start[root] ?? 0) + (graph.totals[root] ?? 0);
  return end;
}

export interface BoxHit {
  readonly node: number;
  /** The box stands for `node` and all its smaller siblings, or for those up to and with `until`. */
  readonly merged: boolean;
  readonly until?: number;
}

/** Where a merged box ends on the weight axis. */
export function mergedEnd(graph: Flamegraph, { node, until }: Omit<BoxHit, "merged">): number {
  if (until === undefined) return childrenEnd(graph, graph.parent[node] ?? -1);
  return (graph.start[until] ?? 0) + (graph.totals[until] ?? 0);
}

/** How many boxes a merged one stands for. */
export function mergedCount(graph: Flamegraph, { node, until }: Omit<BoxHit, "merged">): number {
  if (isTimeGraph(graph)) return countTogether(graph, node, until ?? node);
  const end = siblingsEnd(graph, node);
  let count = 0;
  for (let sibling = node; sibling < end; sibling = graph.subtreeEnd[sibling] ?? end) count++;
  return count;
}

/** One past the last node, in preorder, of a merged box and of what is below it. */
export function mergedNodesEnd(graph: Flamegraph, { node, until }: Omit<BoxHit, "merged">): number {
  return until === undefined ? siblingsEnd(graph, node) : subtreeEndOf(graph, until);
}

/** The box at a depth and a place on the weight axis, or null. The same rule of merging as `visitBoxes`. */
export function boxAt(graph: Flamegraph, depth: number, at: number, leastWeight: number): BoxHit | null {
  if (isTimeGraph(graph)) return timeBoxAt(graph, depth, at, leastWeight);
  return heavyBoxAt(graph, depth, at, leastWeight);
}

function heavyBoxAt(graph: Flamegraph, depth: number, at: number, leastWeight: number): BoxHit | null {
  let up = -1;
  let node = 0;
  let end = graph.totals.length;
  while (node < end) {
    const from = graph.start[node] ?? 0;
    if (at < from) return null;
    const total = graph.totals[node] ?? 0;
    const row = graph.depth[node] ?? 0;
    if (total < leastWeight) return row === depth && at < childrenEnd(graph, up) ? { node, merged: true } : null;
    if (at >= from + total) {
      node = graph.subtreeEnd[node] ?? end;
    } else {
      if (row === depth) return { node, merged: false };
      up = node;
      end = graph.subtreeEnd[node] ?? end;
      node++;
    }
  }
  return null;
}

/** Neighbours of a node for walking by keyboard; -1 where there is none. `position` is 1-based among `count`. */
export interface Neighbours {
  readonly parent: number;
  readonly firstChild: number;
  readonly previous: number;
  readonly next: number;
  readonly position: number;
  readonly count: number;
}

/** O(siblings). */
export function neighboursOf(graph: Flamegraph, node: number): Neighbours {
  if (isTimeGraph(graph)) return timeNeighbours(graph, node);
  const parent = graph.parent[node] ?? -1;
  const end = parent < 0 ? graph.totals.length : (graph.subtreeEnd[parent] ?? 0);
  let previous = -1;
  let position = 0;
  let count = 0;
  for (let sibling = parent + 1; sibling < end; sibling = graph.subtreeEnd[sibling] ?? end) {
    count++;
    if (sibling < node) previous = sibling;
    if (sibling === node) position = count;
  }
  const after = graph.subtreeEnd[node] ?? end;
  return {
    parent,
    firstChild: after > node + 1 ? node + 1 : -1,
    previous,
    next: after < end ? after : -1,
    position,
    count,
  };
}

/** Ancestors of a node from its root down, itself last. Empty for -1. */
export function pathTo(graph: Flamegraph, node: number): number[] {
  const path: number[] = [];
  for (let at = node; at >= 0; at = graph.parent[at] ?? -1) path.push(at);
  return path.reverse();
}
