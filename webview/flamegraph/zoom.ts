import { pathTo, type Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { axisEnd } from "./time-scene.ts";

/** The part of the weight axis that a node covers; all of it for -1. Never empty. */
export function spanOf(graph: Flamegraph, node: number): Span {
  if (node < 0) return { start: 0, end: axisEnd(graph) > 0 ? axisEnd(graph) : 1 };
  const start = graph.start[node] ?? 0;
  const total = graph.totals[node] ?? 0;
  return total > 0 ? { start, end: start + total } : spanOf(graph, -1);
}

/** Keeps a span inside the graph and above the resolution of a double. */
export function clampSpan(graph: Flamegraph, span: Span): Span {
  const whole = spanOf(graph, -1);
  const width = Math.min(Math.max(span.end - span.start, whole.end * 1e-9), whole.end);
  const start = Math.min(Math.max(span.start, 0), whole.end - width);
  return { start, end: start + width };
}

/** After free zooming: the zoomed node, or its nearest ancestor that still covers the span; -1 for the whole. */
export function coveringNode(graph: Flamegraph, node: number, span: Span): number {
  const slack = (span.end - span.start) * 1e-6;
  for (let at = node; at >= 0; at = graph.parent[at] ?? -1) {
    const covered = spanOf(graph, at);
    if (covered.start <= span.start + slack && covered.end >= span.end - slack) return at;
  }
  return -1;
}

/** One step out: first to all of the zoomed node, then to the nearest ancestor that is wider. */
export function zoomedOut(graph: Flamegraph, node: number, span: Span): number {
  const whole = spanOf(graph, node);
  const width = whole.end - whole.start;
  if (span.end - span.start < width * 0.999) return node;
  for (let at = node < 0 ? -1 : (graph.parent[node] ?? -1); at >= 0; at = graph.parent[at] ?? -1) {
    const wider = spanOf(graph, at);
    if (wider.end - wider.start > width * 1.001) return at;
  }
  return -1;
}

/** A node to zoom to so that `node` gets at least `share` of the width: its highest such ancestor. */
export function nodeThatShows(graph: Flamegraph, node: number, share: number): number {
  const total = graph.totals[node] ?? 0;
  return pathTo(graph, node).find((at) => total >= (graph.totals[at] ?? 0) * share) ?? node;
}
