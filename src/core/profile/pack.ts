import * as z from "zod/mini";
import type { SideFacts } from "./comparison-layout.ts";
import { type CodeOrigin, type Comparison, type Flamegraph, type FlamegraphFrames, UNITS } from "./model.ts";
import { packCalls, unpackCalls } from "./pack-calls.ts";
import { subtreeSums } from "./tree-walk.ts";

/**
 * A flamegraph as one buffer, to be handed to a page without copying: a header, typed arrays, and last the texts.
 *
 * Header (little-endian u32): magic `HLFG`, version, whole size in bytes, nodes, frames, UTF-16 units of the texts, a check
 * of the counts (columns are padded, so other counts may give the same size), frames with counts (all or 0), bytes of the
 * call graph at the end (pack-calls.ts; 0: none), 1 for a comparison, else 0.
 * Then columns, each padded to 8 bytes. Texts are one JSON value in UTF-16: core has no TextEncoder, and lone surrogates
 * (undecodable bytes of a file name) survive.
 */
const MAGIC = 0x47464c48;
const VERSION = 3;
const HEADER_BYTES = 40;

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
  /** Of `counts`: per frame, or empty. */
  readonly calls: Float64Array;
  readonly selfCounts: Float64Array;
  readonly totalCounts: Float64Array;
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
  return joinPieces(packedPieces(graph));
}

/** The same bytes piece by piece: the columns of the graph are views, nothing of them is copied. */
export function packedPieces(graph: Flamegraph): Uint8Array<ArrayBuffer>[] {
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
  const origin = Uint8Array.from(frames.origin, (each) => ORIGINS.indexOf(each));
  const { weight, total, maxDepth, estimated, comparison } = graph;
  const head = { weight, total, maxDepth, estimated, ...(comparison && { comparison: sidesOf(comparison) }) };
  const texts = JSON.stringify({ ...head, strings: [...strings.keys()] });
  const units = new Uint16Array(texts.length);
  for (let index = 0; index < texts.length; index++) units[index] = texts.charCodeAt(index);
  const counted = graph.counts ? [graph.counts.calls, graph.counts.self, graph.counts.total] : [];
  const compared = comparison ? [comparison.before.self, comparison.after.self] : [];
  const callGraph = graph.callGraph ? [packCalls(graph.callGraph)] : [];
  const callBytes = callGraph.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const counts = {
    nodes: graph.start.length,
    frames: name.length,
    units: texts.length,
    counted: counted[0]?.length ?? 0,
    compared: comparison ? 1 : 0,
  };
  const sizes = [sizeOf(counts) + callBytes, counts.nodes, counts.frames, counts.units];
  const header = [MAGIC, VERSION, ...sizes, checkOf(counts), counts.counted, callBytes, counts.compared];
  return [
    ...[Uint32Array.from(header), graph.start, graph.totals, graph.self, ...compared, ...counted],
    ...[graph.parent, graph.subtreeEnd, graph.frame, graph.depth],
    ...[name, file, packages, frames.firstLine, frames.line, origin, units, ...callGraph],
  ].flatMap(paddedBytes);
}

/** A column as bytes, and what is missing to a multiple of 8. */
function paddedBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer>[] {
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  return byteLength % 8 === 0 ? [bytes] : [bytes, new Uint8Array(padded(byteLength) - byteLength)];
}

/** One buffer of all pieces. */
export function joinPieces(pieces: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.buffer;
}

/** The flamegraph of packed bytes; its arrays are views, nothing is copied. Throws an Error for anything else. */
export function unpackFlamegraph(buffer: ArrayBuffer): Flamegraph {
  requireLittleEndian();
  if (buffer.byteLength < HEADER_BYTES) throw new Error("These bytes are not a packed flamegraph: too few.");
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
  const [magic, version, size, nodes = 0, frames = 0, units = 0, check, counted = 0, callBytes = 0, compared = 0] =
    header;
  if (magic !== MAGIC) throw new Error("These bytes are not a packed flamegraph.");
  if (version !== VERSION) throw new Error(`The flamegraph has version ${version}; this page reads ${VERSION}.`);
  const counts = { nodes, frames, units, counted, compared };
  if (size !== buffer.byteLength || size !== sizeOf(counts) + callBytes || check !== checkOf(counts))
    throw new Error("The packed flamegraph is cut off.");
  const { calls, selfCounts: self, totalCounts: total, beforeSelf, afterSelf, ...columns } = columnsOf(buffer, counts);
  const { texts, name, file, package: packages, firstLine, line, origin, ...tree } = columns;
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
  const side = (facts: SideFacts, values: Float64Array) => ({
    ...facts,
    self: values,
    totals: subtreeSums(tree, values),
  });
  return {
    ...head,
    ...tree,
    frames: table,
    ...(counted > 0 && { counts: { calls, self, total } }),
    ...(callBytes > 0 && { callGraph: unpackCalls(buffer, sizeOf(counts)) }),
    ...(comparison && {
      comparison: { before: side(comparison.before, beforeSelf), after: side(comparison.after, afterSelf) },
    }),
  };
}

function sidesOf({ before, after }: Comparison): { before: SideFacts; after: SideFacts } {
  const facts = ({ total, perSample, scale }: SideFacts): SideFacts => ({ total, perSample, scale });
  return { before: facts(before), after: facts(after) };
}

interface Counts {
  readonly nodes: number;
  readonly frames: number;
  readonly units: number;
  readonly counted: number;
  /** 1 for a comparison, else 0. */
  readonly compared: number;
}

function sizeOf({ nodes, frames, units, counted, compared }: Counts): number {
  const perNode = (3 + 2 * compared) * padded(nodes * 8) + 3 * padded(nodes * 4) + padded(nodes * 2);
  const perFrame = 5 * padded(frames * 4) + padded(frames);
  return HEADER_BYTES + perNode + perFrame + 3 * padded(counted * 8) + padded(units * 2);
}

function checkOf({ nodes, frames, units, counted }: Counts): number {
  return (Math.imul(Math.imul(Math.imul(nodes, 31) + frames, 31) + units, 31) + counted) >>> 0;
}

function columnsOf(buffer: ArrayBuffer, { nodes, frames, units, counted, compared }: Counts): Columns {
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
    beforeSelf: doubles(nodes * compared),
    afterSelf: doubles(nodes * compared),
    calls: doubles(counted),
    selfCounts: doubles(counted),
    totalCounts: doubles(counted),
    parent: ints(nodes),
    subtreeEnd: ints(nodes),
    frame: ints(nodes),
    depth: shorts(nodes),
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
