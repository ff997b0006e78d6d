import * as z from "zod/mini";
import type { SideFacts } from "./comparison-layout.ts";
import { type CodeOrigin, type Comparison, type Flamegraph, type FlamegraphFrames, UNITS } from "./model.ts";
import { subtreeSums } from "./tree-walk.ts";

/**
 * A flamegraph as one buffer, to be handed to a page without copying: a header, typed arrays, and last the texts.
 *
 * Header (little-endian u32): magic `HLFG`, version, whole size in bytes, nodes, frames, UTF-16 units of the texts, a check
 * of the three counts (columns are padded, so other counts may give the same size), 1 for a comparison, else 0.
 * Then columns, each padded to 8 bytes. Texts are one JSON value in UTF-16: core has no TextEncoder, and lone surrogates
 * (undecodable bytes of a file name) survive.
 */
const MAGIC = 0x47464c48;
const VERSION = 3;
const HEADER_BYTES = 32;

const sideSchema = z.object({ total: z.number(), perSample: z.number(), scale: z.number() });

const textsSchema = z.object({
  weight: z.object({
    id: z.string(),
    label: z.string(),
    unit: z.enum(UNITS),
    certainty: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("exact") }),
      z.object({ kind: z.literal("sampled"), samples: z.number() }),
      z.object({ kind: z.literal("estimated"), because: z.string() }),
    ]),
  }),
  total: z.number(),
  maxDepth: z.number(),
  estimated: z.string(),
  /** Of a comparison: its self values are columns, its totals their sums. */
  comparison: z.optional(z.object({ before: sideSchema, after: sideSchema })),
  /** Every text of the frames once. */
  strings: z.array(z.string()),
});

const ORIGINS: readonly CodeOrigin[] = ["own", "library", "stdlib", "native", "generated"];

interface Columns {
  readonly start: Float64Array;
  readonly totals: Float64Array;
  readonly self: Float64Array;
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly frame: Int32Array;
  readonly depth: Uint16Array;
  /** Of a comparison; else none. */
  readonly beforeSelf: Float64Array;
  readonly afterSelf: Float64Array;
  /** Per frame; `name`, `file`, `package` index `strings`. */
  readonly name: Int32Array;
  readonly file: Int32Array;
  readonly package: Int32Array;
  readonly firstLine: Int32Array;
  readonly line: Int32Array;
  readonly origin: Uint8Array;
  readonly texts: Uint16Array;
}

/** The flamegraph as bytes; `unpackFlamegraph` gives it back. Throws an Error on a big-endian machine. */
export function packFlamegraph(graph: Flamegraph): ArrayBuffer {
  requireLittleEndian();
  const strings = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = strings.get(text) ?? strings.size;
    strings.set(text, known);
    return known;
  };
  const { frames } = graph;
  const name = Int32Array.from(frames.name, indexOf);
  const file = Int32Array.from(frames.file, indexOf);
  const packages = Int32Array.from(frames.package, indexOf);
  const { weight, total, maxDepth, estimated, comparison } = graph;
  const head = { weight, total, maxDepth, estimated, ...(comparison && { comparison: sidesOf(comparison) }) };
  const texts = JSON.stringify({ ...head, strings: [...strings.keys()] });
  const counts = {
    nodes: graph.start.length,
    frames: name.length,
    units: texts.length,
    compared: comparison ? 1 : 0,
  };
  const buffer = new ArrayBuffer(sizeOf(counts));
  const header = [
    MAGIC,
    VERSION,
    buffer.byteLength,
    counts.nodes,
    counts.frames,
    counts.units,
    checkOf(counts),
    counts.compared,
  ];
  new Uint32Array(buffer, 0, HEADER_BYTES / 4).set(header);
  const columns = columnsOf(buffer, counts);
  columns.start.set(graph.start);
  columns.totals.set(graph.totals);
  columns.self.set(graph.self);
  columns.parent.set(graph.parent);
  columns.subtreeEnd.set(graph.subtreeEnd);
  columns.frame.set(graph.frame);
  columns.depth.set(graph.depth);
  if (comparison) {
    columns.beforeSelf.set(comparison.before.self);
    columns.afterSelf.set(comparison.after.self);
  }
  columns.name.set(name);
  columns.file.set(file);
  columns.package.set(packages);
  columns.firstLine.set(frames.firstLine);
  columns.line.set(frames.line);
  columns.origin.set(frames.origin.map((origin) => ORIGINS.indexOf(origin)));
  for (let index = 0; index < texts.length; index++) columns.texts[index] = texts.charCodeAt(index);
  return buffer;
}

/** The flamegraph of packed bytes; its arrays are views, nothing is copied. Throws an Error for anything else. */
export function unpackFlamegraph(buffer: ArrayBuffer): Flamegraph {
  requireLittleEndian();
  if (buffer.byteLength < HEADER_BYTES) throw new Error("These bytes are not a packed flamegraph: too few.");
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
  const [magic, version, size, nodes = 0, frames = 0, units = 0, check, compared = 0] = header;
  if (magic !== MAGIC) throw new Error("These bytes are not a packed flamegraph.");
  if (version !== VERSION) throw new Error(`The flamegraph has version ${version}; this page reads ${VERSION}.`);
  const counts = { nodes, frames, units, compared };
  if (size !== buffer.byteLength || size !== sizeOf(counts) || check !== checkOf(counts))
    throw new Error("The packed flamegraph is cut off.");
  const {
    texts,
    name,
    file,
    package: packages,
    firstLine,
    line,
    origin,
    beforeSelf,
    afterSelf,
    ...tree
  } = columnsOf(buffer, counts);
  const { strings, comparison, ...head } = textsSchema.parse(JSON.parse(textOf(texts)));
  const textAt = (index: number): string => strings[index] ?? "";
  const table: FlamegraphFrames = {
    name: Array.from(name, textAt),
    file: Array.from(file, textAt),
    package: Array.from(packages, textAt),
    firstLine,
    line,
    origin: Array.from(origin, (index) => ORIGINS[index] ?? "native"),
  };
  if (!comparison) return { ...head, ...tree, frames: table };
  const side = (facts: SideFacts, self: Float64Array) => ({ ...facts, self, totals: subtreeSums(tree, self) });
  const sides = { before: side(comparison.before, beforeSelf), after: side(comparison.after, afterSelf) };
  return { ...head, ...tree, frames: table, comparison: sides };
}

function sidesOf({ before, after }: Comparison): { before: SideFacts; after: SideFacts } {
  const facts = ({ total, perSample, scale }: SideFacts): SideFacts => ({ total, perSample, scale });
  return { before: facts(before), after: facts(after) };
}

interface Counts {
  readonly nodes: number;
  readonly frames: number;
  readonly units: number;
  /** 1 for a comparison, else 0. */
  readonly compared: number;
}

function sizeOf({ nodes, frames, units, compared }: Counts): number {
  const perNode = (3 + 2 * compared) * padded(nodes * 8) + 3 * padded(nodes * 4) + padded(nodes * 2);
  const perFrame = 5 * padded(frames * 4) + padded(frames);
  return HEADER_BYTES + perNode + perFrame + padded(units * 2);
}

function checkOf({ nodes, frames, units }: Counts): number {
  return (Math.imul(Math.imul(nodes, 31) + frames, 31) + units) >>> 0;
}

function columnsOf(buffer: ArrayBuffer, { nodes, frames, units, compared }: Counts): Columns {
  let offset = HEADER_BYTES;
  const next = (bytes: number): number => {
    offset += padded(bytes);
    return offset - padded(bytes);
  };
  const doubles = (count: number) => new Float64Array(buffer, next(count * 8), count);
  const ints = (count: number) => new Int32Array(buffer, next(count * 4), count);
  const shorts = (count: number) => new Uint16Array(buffer, next(count * 2), count);
  return {
    start: doubles(nodes),
    totals: doubles(nodes),
    self: doubles(nodes),
    parent: ints(nodes),
    subtreeEnd: ints(nodes),
    frame: ints(nodes),
    depth: shorts(nodes),
    beforeSelf: doubles(nodes * compared),
    afterSelf: doubles(nodes * compared),
    name: ints(frames),
    file: ints(frames),
    package: ints(frames),
    firstLine: ints(frames),
    line: ints(frames),
    origin: new Uint8Array(buffer, next(frames), frames),
    texts: shorts(units),
  };
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

function textOf(units: Uint16Array): string {
  const parts: string[] = [];
  for (let from = 0; from < units.length; from += 8192)
    parts.push(String.fromCharCode(...units.subarray(from, from + 8192)));
  return parts.join("");
}

function requireLittleEndian(): void {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1)
    throw new Error("Flamegraphs are packed for little-endian machines only.");
}
