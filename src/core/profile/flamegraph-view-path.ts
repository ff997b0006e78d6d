import { pathTo } from "./flamegraph-view-boxes.ts";
import type { Flamegraph } from "./model.ts";

/** One frame of a call path as it survives a reload: by what it is called, not by an index. */
export interface PathStep {
  readonly name: string;
  readonly file: string;
  /** The sampled line; 0 where the tree is by function. */
  readonly line: number;
}

/** The call path of a node, from the root. Empty for -1. */
export function pathSteps(graph: Flamegraph, node: number): PathStep[] {
  return pathTo(graph, node).map((at) => {
    const frame = graph.frame[at] ?? 0;
    return {
      name: graph.frames.name[frame] ?? "",
      file: graph.frames.file[frame] ?? "",
      line: graph.frames.line[frame] ?? 0,
    };
  });
}

/**
 * The node that a path leads to in another graph of the same program, matched by names: an exact match of the line
 * wins, else the heaviest node of that function. Where the path breaks off, its deepest known part; -1 if none.
 */
export function nodeAtPath(graph: Flamegraph, path: readonly PathStep[]): number {
  let node = -1;
  for (const step of path) {
    const child = childLike(graph, node, step);
    if (child < 0) break;
    node = child;
  }
  return node;
}

/**
 * The node of the last step, where steps that the graph does not have (hidden, collapsed) are passed over; -1 where it
 * has not the last one.
 */
export function exactNodeAt(graph: Flamegraph, path: readonly PathStep[]): number {
  let node = -1;
  let found = -1;
  for (const step of path) {
    found = childLike(graph, node, step);
    if (found >= 0) node = found;
  }
  return found;
}

function childLike(graph: Flamegraph, parent: number, step: PathStep): number {
  const end = parent < 0 ? graph.totals.length : (graph.subtreeEnd[parent] ?? 0);
  let similar = -1;
  for (let node = parent + 1; node < end; node = graph.subtreeEnd[node] ?? end) {
    const frame = graph.frame[node] ?? 0;
    if (graph.frames.name[frame] !== step.name || graph.frames.file[frame] !== step.file) continue;
    if (graph.frames.line[frame] === step.line) return node;
    if (similar < 0) similar = node;
  }
  return similar;
}

/** The heaviest node of a frame, -1 where the graph has none. */
export function heaviestNodeOf(graph: Flamegraph, frame: number): number {
  let best = -1;
  for (let node = 0; node < graph.frame.length; node++)
    if (graph.frame[node] === frame && (best < 0 || (graph.totals[node] ?? 0) > (graph.totals[best] ?? 0))) best = node;
  return best;
}
