import { createFloatColumn, createIntColumn } from "./columns.ts";
import { type FrameMerger, functionNames } from "./flamegraph-frames.ts";
import { edgeNs, edgesByCaller } from "./graph-edges.ts";
import { rootsOf } from "./graph-roots.ts";
import type { GraphProfile } from "./model.ts";
import { createTimeHeap } from "./time-heap.ts";
import type { MergedTree } from "./tree-layout.ts";

/** Enough for any screen; a call graph unrolls into exponentially many paths. */
const MOST_NODES = 20_000;
/** Of the whole: far below a pixel. */
const LEAST_SHARE = 1 / 50_000;

const SMALL_CALLS = "(smaller calls)";

/**
 * A tree from call graphs by the proportional rule (gprof): in a context, a callee takes
 * `edge time * time of the context / total time of the caller`. Wrong where the cost of a call depends on the caller's
 * caller; recursion is cut where a function is on the path already. Self times are exact in a call graph: over all its
 * contexts a function has its own, neither more nor less, also where the totals overlap as in a profile of mixed
 * threads. Grown from the largest shares; `left` counts what was too small and is drawn together.
 */
export function graphTree(graphs: readonly GraphProfile[], merger: FrameMerger): { tree: MergedTree; left: number } {
  const growing: Growing = { parent: createIntColumn(), frame: createIntColumn(), self: createFloatColumn(), left: 0 };
  const small = merger.frame(SMALL_CALLS, "", 0, 0);
  for (const graph of graphs) growGraph(graph, merger, small, growing, Math.floor(MOST_NODES / graphs.length));
  const { parent, frame, self, left } = growing;
  return { tree: { parent: parent.toArray(), frame: frame.toArray(), self: self.toArray() }, left };
}

interface Growing {
  readonly parent: ReturnType<typeof createIntColumn>;
  readonly frame: ReturnType<typeof createIntColumn>;
  readonly self: ReturnType<typeof createFloatColumn>;
  left: number;
}

/** A box that may be drawn: the call of a function in a context. */
interface Pending {
  readonly function: number;
  readonly parent: number;
  readonly ns: number;
}

function growGraph(graph: GraphProfile, merger: FrameMerger, small: number, growing: Growing, most: number): void {
  const { parent, frame, self } = growing;
  const describe = functionNames(graph.functions, graph.files);
  const { start: edgeStart, order: edgeOrder } = edgesByCaller(graph);
  const queue = createTimeHeap<Pending>();
  const functionOf = new Map<number, number>();
  let whole = 0;
  for (const root of rootsOf(graph)) {
    const ns = graph.totalNs[root] ?? 0;
    whole += ns;
    if (ns > 0) queue.push(ns, { function: root, parent: -1, ns });
  }
  const dropped = new Map<number, number>();
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (functionOf.size >= most || next.ns < whole * LEAST_SHARE) {
      growing.left += 1;
      dropped.set(next.parent, (dropped.get(next.parent) ?? 0) + next.ns);
    } else expand(next);
  }
  settleSelfTimes();

  function expand(pending: Pending): void {
    const { name, file, firstLine } = describe(pending.function);
    const node = addNode(pending.parent, merger.frame(name, file, firstLine, 0), 0);
    functionOf.set(node, pending.function);
    const children = childrenOf(pending.function, node);
    const total = graph.totalNs[pending.function] ?? 0;
    const below = children.reduce((sum, child) => sum + child.ns, 0);
    // Mutual recursion counts time in several pairs: children never outgrow what the function did not spend itself.
    const room = Math.max(0, total - (graph.selfNs[pending.function] ?? 0));
    const scale = (total > 0 ? pending.ns / total : 0) * (below > room ? room / below : 1);
    for (const { callee, ns } of children) queue.push(ns * scale, { function: callee, parent: node, ns: ns * scale });
    self.set(node, total > 0 ? ((graph.selfNs[pending.function] ?? 0) * pending.ns) / total : 0);
  }

  /** Takes back what a function got too much; places what it got too little: in its callers' small calls, else apart. */
  function settleSelfTimes(): void {
    const missing = Float64Array.from(graph.selfNs);
    for (const [node, index] of functionOf) missing[index] = (missing[index] ?? 0) - self.get(node);
    for (const [node, index] of functionOf) {
      const selfNs = graph.selfNs[index] ?? 0;
      const excess = -(missing[index] ?? 0);
      if (excess > 0) self.set(node, (self.get(node) * selfNs) / (selfNs + excess));
    }
    let missingNs = missing.reduce((sum, ns) => sum + Math.max(0, ns), 0);
    const droppedNs = [...dropped.values()].reduce((sum, ns) => sum + ns, 0);
    for (const [node, ns] of dropped) addNode(node, small, ns * Math.min(1, missingNs / droppedNs));
    missingNs -= droppedNs;
    const least = whole * LEAST_SHARE;
    for (const index of missing.map((_, at) => at).sort((a, b) => (missing[b] ?? 0) - (missing[a] ?? 0))) {
      const ns = Math.min(missing[index] ?? 0, missingNs);
      if (!(ns > least)) break;
      const { name, file, firstLine } = describe(index);
      addNode(-1, merger.frame(name, file, firstLine, 0), ns);
      missingNs -= ns;
    }
  }

  function childrenOf(caller: number, node: number): { callee: number; ns: number }[] {
    const children: { callee: number; ns: number }[] = [];
    for (let at = edgeStart[caller] ?? 0; at < (edgeStart[caller + 1] ?? 0); at++) {
      const edge = edgeOrder[at] ?? 0;
      const callee = graph.edges.callee[edge] ?? 0;
      const ns = edgeNs(graph, edge);
      if (ns > 0 && !onPath(callee, node)) children.push({ callee, ns });
    }
    return children;
  }

  function onPath(functionIndex: number, node: number): boolean {
    for (let at = node; at >= 0; at = parent.get(at)) if (functionOf.get(at) === functionIndex) return true;
    return false;
  }

  function addNode(parentNode: number, frameIndex: number, ns: number): number {
    frame.push(frameIndex);
    self.push(ns);
    return parent.push(parentNode);
  }
}
