import type { TreeBuilder } from "../profile/builder.ts";
import { htmlUnescape } from "./html-text.ts";
import {
  type JsonObject,
  lineOr0,
  requireAmount,
  requireArray,
  requireIndex,
  requireObject,
  stringOr,
} from "./json.ts";
import { FormatError } from "./source.ts";

/** What allocated outside of Python code; memray's statistics call it so. */
export const NO_STACK = "<stack trace unavailable>";

/** The tree as columns. Node 0 is no function but the root of all. */
interface Nodes {
  /** Always smaller than the node's own index; -1 for node 0. */
  readonly parent: Int32Array;
  /** Frame and thread in the builder. */
  readonly frame: Int32Array;
  readonly thread: Int32Array;
  /** Own bytes and blocks. */
  readonly bytes: Float64Array;
  readonly blocks: Float64Array;
}

/** Adds the nodes of a flame graph: bytes in weight 0, blocks in weight 1. */
export function readMemrayNodes(builder: TreeBuilder, data: JsonObject, isInverted: boolean): void {
  const columns = requireObject(data["nodes"], "'nodes'");
  const { parent, frame, thread } = readTree(builder, columns, requireArray(data["strings"], "'strings'"));
  const own =
    data["intervals"] === undefined
      ? ownValues(columns, parent)
      : valuesOfIntervals(data["intervals"], data["high_water_mark_by_snapshot"], parent.length);
  const nodes: Nodes = { parent, frame, thread, ...own };
  if (isInverted) addInverted(builder, nodes);
  else addUpright(builder, nodes);
}

function readTree(builder: TreeBuilder, columns: JsonObject, strings: readonly unknown[]) {
  const children = requireArray(columns["children"], "'children'");
  const [functions, files, lines, threadIds] = ["function", "filename", "lineno", "thread_id"].map((key) =>
    requireArray(columns[key], `'${key}'`),
  );
  const text = (index: unknown): string =>
    htmlUnescape(stringOr(strings[requireIndex(index, strings.length, "A text")], ""));
  const parent = new Int32Array(children.length).fill(-1);
  const frame = new Int32Array(children.length);
  const thread = new Int32Array(children.length);
  const threads = new Map<string, number>();
  children.forEach((indices, node) => {
    for (const child of requireArray(indices, "The children of a node")) {
      const index = requireIndex(child, children.length, "A child");
      if (index <= node || (parent[index] ?? 0) >= 0) throw new FormatError("The nodes of this page are not a tree.");
      parent[index] = node;
    }
    const file = text(files?.[node]);
    const name = node === 0 ? NO_STACK : text(functions?.[node]);
    // `...` stands where a stack was too deep for memray.
    const fileIndex = node === 0 || file === "..." ? -1 : builder.file(file);
    frame[node] = builder.frame(builder.function(name, fileIndex, 0), lineOr0(lines?.[node]));
    const above = parent[node] ?? -1;
    thread[node] =
      above > 0 ? (thread[above] ?? 0) : node === 0 ? -1 : threadOf(builder, threads, text(threadIds?.[node]));
  });
  return { parent, frame, thread };
}

/** Threads are `0x7f.. (name)`, or `merged thread`. */
function threadOf(builder: TreeBuilder, threads: Map<string, number>, text: string): number {
  const known = threads.get(text);
  if (known !== undefined) return known;
  const space = text.indexOf(" (");
  const isNamed = space > 0 && text.endsWith(")");
  const thread = isNamed ? builder.thread(text.slice(0, space), text.slice(space + 2, -1)) : builder.thread(text, text);
  threads.set(text, thread);
  return thread;
}

/** Values of nodes include their children's. */
function ownValues(columns: JsonObject, parent: Int32Array): { bytes: Float64Array; blocks: Float64Array } {
  const own = (key: string): Float64Array => {
    const column = requireArray(columns[key], `'${key}'`);
    const values = Float64Array.from(parent, (_, node) => requireAmount(column[node], `'${key}' of a node`));
    const rest = Float64Array.from(values);
    parent.forEach((above, node) => {
      if (above >= 0) rest[above] = (rest[above] ?? 0) - (values[node] ?? 0);
    });
    if (rest.some((value) => value < 0)) throw new FormatError("A node of this page is smaller than its children.");
    return rest;
  };
  return { bytes: own("value"), blocks: own("n_allocations") };
}

/**
 * Temporal pages hold `[snapshot before which it was allocated, snapshot before which it was freed or null, node, blocks,
 * bytes]`. With high water marks per snapshot: what was there at the highest one; without: what was never freed. So does
 * memray's own page where no part of the time is selected.
 */
function valuesOfIntervals(value: unknown, marks: unknown, nodeCount: number) {
  const bytes = new Float64Array(nodeCount);
  const blocks = new Float64Array(nodeCount);
  const peak =
    marks === undefined || marks === null ? Number.POSITIVE_INFINITY : highest(requireArray(marks, "'marks'"));
  for (const entry of requireArray(value, "'intervals'")) {
    const [allocated, freed, index, blockCount, size] = requireArray(entry, "An interval");
    const node = requireIndex(index, nodeCount, "The node of an interval");
    const isThere =
      requireAmount(allocated, "The begin of an interval") <= peak &&
      (freed === null || requireAmount(freed, "The end of an interval") > peak);
    if (!isThere) continue;
    bytes[node] = (bytes[node] ?? 0) + requireAmount(size, "The size of an interval");
    blocks[node] = (blocks[node] ?? 0) + requireAmount(blockCount, "The blocks of an interval");
  }
  return { bytes, blocks };
}

function highest(marks: readonly unknown[]): number {
  let at = 0;
  let most = -1;
  marks.forEach((mark, index) => {
    const value = requireAmount(mark, "A high water mark");
    if (value <= most) return;
    most = value;
    at = index;
  });
  return at;
}

function addUpright(builder: TreeBuilder, { parent, frame, thread, bytes, blocks }: Nodes): void {
  const placed = new Int32Array(parent.length).fill(-1);
  parent.forEach((above, node) => {
    if (node === 0) {
      addOutside(builder, frame[0] ?? 0, bytes[0] ?? 0, blocks[0] ?? 0);
      return;
    }
    if (above < 0) return;
    placed[node] = builder.node(placed[above] ?? -1, frame[node] ?? 0, thread[node] ?? 0);
    addValues(builder, placed[node] ?? 0, bytes[node] ?? 0, blocks[node] ?? 0);
  });
}

/** All stacks of an inverted page together: a file in which they are longer was not made by memray, which cuts stacks. */
const MOST_INVERTED_FRAMES = 2_000_000;

/** Children of an inverted tree are callers: where a stack ends in it, the stack begins in the program. */
function addInverted(builder: TreeBuilder, { parent, frame, thread, bytes, blocks }: Nodes): void {
  let frames = 0;
  parent.forEach((_, last) => {
    const [size, count] = [bytes[last] ?? 0, blocks[last] ?? 0];
    if (size === 0 && count === 0) return;
    if (last === 0) addOutside(builder, frame[0] ?? 0, size, count);
    let node = -1;
    for (let at = last; at > 0; at = parent[at] ?? -1) {
      node = builder.node(node, frame[at] ?? 0, thread[last] ?? 0);
      frames += 1;
      if (frames > MOST_INVERTED_FRAMES)
        throw new FormatError("This inverted page is too large: make one that is not inverted.");
    }
    if (node >= 0) addValues(builder, node, size, count);
  });
}

function addOutside(builder: TreeBuilder, frame: number, bytes: number, blocks: number): void {
  if (bytes > 0 || blocks > 0) addValues(builder, builder.node(-1, frame, builder.thread("", "")), bytes, blocks);
}

function addValues(builder: TreeBuilder, node: number, bytes: number, blocks: number): void {
  builder.add(node, 0, bytes);
  builder.add(node, 1, blocks);
}
