import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Weight } from "../profile/model.ts";
import { lineOr0 } from "./json.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import {
  createCursor,
  HEADER_BYTES,
  readTachyonTables,
  type TachyonCursor,
  type TachyonFile,
} from "./tachyon-tables.ts";

/**
 * What `python -m profiling.sampling run --binary` of Python 3.15 writes (CPython's
 * `InternalDocs/profiling_binary_format.md`, version 1): stacks as differences from the thread's last one, times in
 * microseconds since then. Its own reports count a sample as the interval it was asked for; so does this.
 */
export const tachyonBinary: Format = {
  id: "tachyon-binary",
  label: "profiling.sampling (binary)",
  detect,
  parse,
};

/** The magic number `TACH`, in the byte order of the machine that wrote it. */
function detect({ head }: ProfileSource): boolean {
  const magic = String.fromCharCode(...head.subarray(0, 4));
  return magic === "HCAT" || magic === "TACH";
}

const [REPEAT, FULL, SUFFIX, POP_PUSH] = [0, 1, 2, 3];
const [TIME, SAMPLES] = [0, 1];

interface Thread {
  readonly index: number;
  /** The nodes of the last stack, root first. */
  readonly path: number[];
  /** Since the beginning. */
  atUs: number;
  /** The last sample; it lasts until the next, but no longer than an interval. */
  pending: { node: number; startUs: number } | null;
}

interface State {
  readonly file: TachyonFile;
  readonly cursor: TachyonCursor;
  readonly builder: TreeBuilder;
  readonly frames: readonly number[];
  readonly threads: Map<string, Thread>;
  samples: number;
}

function parse(source: ProfileSource): ParseOutcome {
  const bytes = source.bytes();
  const file = readTachyonTables(bytes);
  const producer = `profiling.sampling@${file.pythonVersion}`;
  const builder = createTreeBuilder({ format: tachyonBinary.id, producer, pid: null });
  const frames = file.frames.map(({ name, file: path, line, column }) =>
    // `~` stands for no file, as in cProfile.
    builder.frame(builder.function(name, builder.file(path === "~" ? "" : path), 0), lineOr0(line), lineOr0(column)),
  );
  const cursor = createCursor(bytes, HEADER_BYTES, file.samplesEnd);
  const state: State = { file, cursor, builder, frames, threads: new Map(), samples: 0 };
  while (cursor.left > 0) readRecord(state, bytes);
  for (const thread of state.threads.values()) endPending(state, thread, file.intervalUs);
  return { ok: true, profiles: [builder.build(weightsOf(state), warningsOf(file))] };
}

function readRecord(state: State, bytes: Uint8Array): void {
  const { cursor } = state;
  const at = cursor.offset;
  const thread = readThread(state, bytes);
  const kind = cursor.byte();
  if (kind === REPEAT) {
    const count = cursor.varint();
    // Each has two bytes or more.
    if (count * 2 > cursor.left) throw new FormatError("More samples are repeated than the file has.", at);
    for (let index = 0; index < count; index++) {
      thread.atUs += cursor.varint();
      cursor.byte(); // status
      addSample(state, thread);
    }
    return;
  }
  if (kind > POP_PUSH) throw new FormatError(`A sample is of a kind that is not known (${kind}).`, at);
  const deltaUs = cursor.varint();
  cursor.byte(); // status
  const kept = kind === FULL ? 0 : keptFrames(kind, cursor.varint(), thread.path.length, at);
  pushFrames(state, thread, kept, at);
  thread.atUs += deltaUs;
  addSample(state, thread);
}

/** Threads are told apart by their id and their interpreter's. */
function readThread({ file, cursor, builder, threads }: State, bytes: Uint8Array): Thread {
  const { offset } = cursor;
  cursor.take(12);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 12);
  const id = String(view.getBigUint64(0, file.isLittleEndian));
  const interpreter = view.getUint32(8, file.isLittleEndian);
  const key = interpreter === 0 ? id : `${interpreter}:${id}`;
  const known = threads.get(key);
  if (known !== undefined) return known;
  const thread: Thread = { index: builder.thread(key, ""), path: [], atUs: 0, pending: null };
  threads.set(key, thread);
  return thread;
}

/** How many frames from the root on stay. */
function keptFrames(kind: number, count: number, depth: number, at: number): number {
  if (kind === POP_PUSH) return Math.max(0, depth - count);
  if (kind === SUFFIX && count > depth) throw new FormatError("A stack shares more frames than there were.", at);
  return count;
}

/** New frames stand in the file innermost first. */
function pushFrames({ cursor, builder, frames }: State, { path, index }: Thread, kept: number, at: number): void {
  const count = cursor.varint();
  if (count > cursor.left) throw new FormatError("A stack is deeper than the file is long.", at);
  const fresh: number[] = [];
  for (let position = 0; position < count; position++) {
    const frame = frames[cursor.varint()];
    if (frame === undefined) throw new FormatError("A stack has a frame outside the table of frames.", at);
    fresh.push(frame);
  }
  path.length = kept;
  for (let position = count - 1; position >= 0; position--)
    path.push(builder.node(path.at(-1) ?? -1, fresh[position] ?? 0, index));
}

function addSample(state: State, thread: Thread): void {
  const { builder, file } = state;
  const node =
    thread.path.at(-1) ?? builder.node(-1, builder.frame(builder.function("(no stack)", -1, 0), 0), thread.index);
  builder.add(node, TIME, file.intervalUs * 1000);
  builder.add(node, SAMPLES, 1);
  state.samples += 1;
  if (thread.pending !== null) endPending(state, thread, thread.atUs - thread.pending.startUs);
  thread.pending = { node, startUs: thread.atUs };
}

function endPending({ builder, file }: State, thread: Thread, longestUs: number): void {
  if (thread.pending === null) return;
  const durationUs = Math.min(longestUs, file.intervalUs);
  builder.span(thread.pending.node, thread.pending.startUs * 1000, durationUs * 1000);
  thread.pending = null;
}

function weightsOf({ file, samples }: State): Weight[] {
  const certainty = { kind: "sampled", samples } as const;
  const [id, label] = TIMES.get(file.mode) ?? ["wall", "Time"];
  return [
    { id, label, unit: "ns", certainty },
    { id: "samples", label: "Samples", unit: "samples", certainty },
  ];
}

/** Modes in which only some samples were kept. */
const TIMES: ReadonlyMap<string, readonly [id: string, label: string]> = new Map([
  ["cpu", ["cpu", "CPU time"]],
  ["gil", ["gil", "Time holding the GIL"]],
  ["exception", ["exception", "Time with an exception"]],
]);

const NOTABLE_PERCENT = 1;

function warningsOf({ failedPercent }: TachyonFile): string[] {
  if (failedPercent < NOTABLE_PERCENT) return [];
  return [`${failedPercent.toFixed(1)} % of the samples could not be taken.`];
}
