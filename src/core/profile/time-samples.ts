import { createFloatColumn, createIntColumn } from "./columns.ts";
import type { TreeProfile } from "./model.ts";
import { createNodeTable } from "./node-table.ts";
import type { TripleTable } from "./triple-table.ts";

type NodeTable = Pick<TripleTable, "index" | "columns">;

/** What one thread did, one sample after the other, over a call tree of its own. `frame` indexes a flamegraph's frames. */
export interface TimeSamples {
  /** The tree: parents before children, no two children of a parent with the same frame. */
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  /** Leaf node of each stretch of time; stretches follow one another, with gaps where nothing was recorded. */
  readonly node: Int32Array;
  /** From the beginning of the recording. */
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
}

/** A gap below this part of the sample after it is none: times were added up or rounded on the way. */
const NO_GAP = 1e-6;

/**
 * The samples of a thread. `frameOf` gives the flamegraph's frame for each of the profile's. Neighbours with the same stack
 * are one stretch; where samples overlap, the later one begins where the earlier one ends.
 */
export function threadSamples(profile: TreeProfile, thread: number, frameOf: Int32Array): TimeSamples {
  const { nodes, timeline } = profile;
  // Where no two frames become one the nodes stay apart: millions of them need not be looked up.
  const table = new Set(frameOf).size === frameOf.length ? createNodeList() : createNodeTable();
  const place = placeNodes(nodes.parent, table, (node) =>
    nodes.thread[node] === thread ? (frameOf[nodes.frame[node] ?? 0] ?? -1) : -1,
  );
  return stretches(table, timeline?.node.length ?? 0, (index) => {
    const node = timeline?.node[index] ?? 0;
    const startNs = timeline?.startNs[index] ?? 0;
    return {
      node: nodes.thread[node] === thread ? (place[node] ?? -1) : -1,
      startNs,
      endNs: startNs + (timeline?.durationNs[index] ?? 0),
    };
  });
}

/** The same without the frames that `isKept` refuses; what has no other is a gap. */
export function keepFrames(samples: TimeSamples, isKept: (frame: number) => boolean): TimeSamples {
  const table = createNodeTable();
  const place = placeNodes(samples.parent, table, (node) => {
    const frame = samples.frame[node] ?? 0;
    return isKept(frame) ? frame : -1;
  });
  return mapped(samples, table, place);
}

/** The new node of each node; one whose frame is -1 stands for the nearest above it, -1 where there is none. */
function placeNodes(parent: Int32Array, table: NodeTable, frameOf: (node: number) => number): Int32Array {
  const place = new Int32Array(parent.length).fill(-1);
  for (let node = 0; node < parent.length; node++) {
    const above = place[parent[node] ?? -1] ?? -1;
    const frame = frameOf(node);
    place[node] = frame < 0 ? above : table.index(above, frame, 0);
  }
  return place;
}

function mapped(samples: TimeSamples, table: NodeTable, place: Int32Array): TimeSamples {
  return stretches(table, samples.node.length, (index) => ({
    node: place[samples.node[index] ?? 0] ?? -1,
    startNs: samples.startNs[index] ?? 0,
    endNs: samples.endNs[index] ?? 0,
  }));
}

/** Nodes that are told apart already. */
function createNodeList(): NodeTable {
  const parents = createIntColumn();
  const frames = createIntColumn();
  return {
    index(parent, frame) {
      frames.push(frame);
      return parents.push(parent);
    },
    columns: () => ({ a: parents.toArray(), b: frames.toArray(), c: new Int32Array() }),
  };
}

interface Stretch {
  readonly node: number;
  readonly startNs: number;
  readonly endNs: number;
}

function stretches(table: NodeTable, count: number, at: (index: number) => Stretch): TimeSamples {
  const columns = { node: createIntColumn(), startNs: createFloatColumn(), endNs: createFloatColumn() };
  let last = -1;
  let lastNode = -1;
  let now = 0;
  for (let index = 0; index < count; index++) {
    const { node, startNs, endNs } = at(index);
    if (node < 0 || !(endNs > startNs) || (last >= 0 && endNs <= now)) continue;
    const isNext = last >= 0 && startNs - now <= NO_GAP * (endNs - startNs);
    if (isNext && node === lastNode) columns.endNs.set(last, endNs);
    else {
      last = columns.node.push(node);
      columns.startNs.push(isNext ? now : startNs);
      columns.endNs.push(endNs);
      lastNode = node;
    }
    now = endNs;
  }
  const { a: parent, b: frame } = table.columns();
  return {
    parent,
    frame,
    node: columns.node.toArray(),
    startNs: columns.startNs.toArray(),
    endNs: columns.endNs.toArray(),
  };
}
