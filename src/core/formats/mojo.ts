import { createTripleTable, type TripleTable } from "../profile/triple-table.ts";
import { lineOr0 } from "./json.ts";
import { createMojoProcess, type MojoProcess } from "./mojo-process.ts";
import { createMojoReader, EndOfMojo, type MojoKey, type MojoReader } from "./mojo-reader.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { createTickClock, type TickClock } from "./tick-clock.ts";

/**
 * Austin's binary format MOJO, versions 1 to 4 (p403n1x87.github.io/austin, "MOJO"; austin-python `format/mojo.py`): a
 * stream of events, stacks root first, times in microseconds, memory in bytes since the thread's last sample. A sample
 * ends where the next begins. The events of asyncio tasks (14 to 16) are passed over: they are no samples.
 */
export const mojo: Format = { id: "mojo", label: "Austin (MOJO)", detect, parse };

const MAGIC = [0x4d, 0x4f, 0x4a];
const HEADER_BYTES = 4;
/** A version is a small number; behind these letters in a text stands a blank or more letters. */
const FIRST_OF_TEXT = 0x20;
const NEWEST_VERSION = 4;

function detect({ head }: ProfileSource): boolean {
  return MAGIC.every((byte, index) => head[index] === byte) && (head[3] ?? 0xff) < FIRST_OF_TEXT;
}

interface Sample {
  readonly process: MojoProcess;
  readonly thread: number;
  readonly threadKey: string;
  readonly frames: number[];
  repeats: boolean;
  timeUs: number;
  memoryBytes: number;
  isIdle: boolean;
  isCollecting: boolean;
}

interface State {
  readonly reader: MojoReader;
  readonly version: number;
  readonly metadata: Map<string, string>;
  readonly processes: Map<number, MojoProcess>;
  /** Keys count per process: (high, low, pid) -> index in `strings`, in `frames`. */
  readonly stringKeys: TripleTable;
  readonly strings: string[];
  readonly frameKeys: TripleTable;
  readonly frames: number[];
  readonly clock: TickClock;
  pid: number;
  sample: Sample | null;
  /** Frames that belong to a task and not to the sample. */
  taskFrames: number;
  invalid: number;
}

function parse(source: ProfileSource): ParseOutcome {
  const bytes = source.bytes();
  const state = start(bytes);
  const { reader } = state;
  const warnings: string[] = [];
  try {
    while (reader.left > 0) readEvent(state);
    endSample(state);
  } catch (error) {
    if (!(error instanceof EndOfMojo)) throw error;
    // Austin writes while it samples: what was whole when it stopped counts.
    warnings.push("The file is cut off: its last sample is left out.");
  }
  if (state.processes.size === 0) throw new FormatError("Austin had not begun to sample.", reader.offset);
  if (state.invalid > 0) warnings.push(`Austin could not read ${state.invalid} frames: their stacks are not whole.`);
  const { metadata } = state;
  const producer = metadata.has("austin") ? `austin@${metadata.get("austin")}` : "austin";
  const profiles = [...state.processes.values()].map((process) =>
    process.finish(producer, metadata.get("mode") ?? "wall", warnings),
  );
  return { ok: true, profiles };
}

function start(bytes: Uint8Array): State {
  const version = bytes[HEADER_BYTES - 1] ?? 0;
  if (version < 1 || version > NEWEST_VERSION)
    throw new FormatError(`This MOJO file is of version ${version}: Heatline reads 1 to ${NEWEST_VERSION}.`, 3);
  return {
    reader: createMojoReader(bytes, HEADER_BYTES),
    version,
    metadata: new Map(),
    processes: new Map(),
    stringKeys: createTripleTable(),
    strings: [],
    frameKeys: createTripleTable(),
    frames: [],
    clock: createTickClock(),
    pid: 0,
    sample: null,
    taskFrames: 0,
    invalid: 0,
  };
}

function readEvent(state: State): void {
  const { reader, metadata } = state;
  const at = reader.offset;
  const event = reader.byte();
  switch (event) {
    case 1: {
      const key = reader.text();
      metadata.set(key, reader.text());
      return;
    }
    case 2:
      readStack(state);
      return;
    case 3:
      readFrame(state, at);
      return;
    case 5:
      readFrameReference(state, at);
      return;
    case 11: {
      const index = indexOf(state, state.stringKeys, reader.key());
      state.strings[index] = reader.text();
      return;
    }
    case 12:
      reader.key(); // a text that is used nowhere
      return;
    case 14:
      reader.key();
      reader.key();
      state.taskFrames = reader.integer();
      return;
    case 15:
      reader.key();
      reader.key();
      return;
    case 16:
      reader.key();
      return;
    default:
      readOfSample(state, event, at);
  }
}

/** The events that say something of the sample that is being read. */
function readOfSample(state: State, event: number, at: number): void {
  if (event < 4 || event > 13) throw new FormatError(`An event of MOJO is not known (${event}).`, at);
  const { reader } = state;
  const sample = sampleOf(state, at);
  switch (event) {
    case 4:
      state.invalid += 1;
      return;
    case 6:
      sample.frames.push(sample.process.frame(reader.text(), "", 0, 0));
      return;
    case 7:
      sample.isCollecting = true;
      return;
    case 8:
      sample.isIdle = true;
      return;
    case 9:
      sample.timeUs = amount(reader.integer(), at);
      return;
    case 10:
      sample.memoryBytes = reader.integer();
      return;
    default:
      sample.repeats = true;
  }
}

function sampleOf({ sample }: State, at: number): Sample {
  if (sample === null) throw new FormatError("A MOJO event stands outside any sample.", at);
  return sample;
}

function amount(value: number, at: number): number {
  if (value < 0) throw new FormatError("A time is below zero.", at);
  return value;
}

function readStack(state: State): void {
  const { reader, version, processes } = state;
  const pid = reader.integer();
  const interpreter = version >= 3 ? reader.integer() : 0;
  const threadId = reader.text();
  endSample(state);
  state.pid = pid;
  const process = processes.get(pid) ?? createMojoProcess(pid);
  processes.set(pid, process);
  // As in Austin's text: the main interpreter goes without saying.
  const id = interpreter > 0 ? `${interpreter}:${threadId}` : threadId;
  state.sample = {
    process,
    thread: process.thread(id),
    threadKey: `${pid} ${id}`,
    frames: [],
    repeats: false,
    timeUs: Number.NaN,
    memoryBytes: Number.NaN,
    isIdle: false,
    isCollecting: false,
  };
  state.taskFrames = 0;
}

function endSample(state: State): void {
  const { sample, clock } = state;
  if (sample === null) return;
  const { process, thread, threadKey, timeUs } = sample;
  const leaf = process.place(thread, sample.frames, sample.repeats);
  const node = process.add(leaf, thread, sample);
  if (!Number.isNaN(timeUs)) process.span(node, clock.start(threadKey, timeUs * 1000), timeUs * 1000);
  state.sample = null;
}

function readFrame(state: State, at: number): void {
  const { reader, frameKeys, frames, version } = state;
  const { process } = sampleOf(state, at);
  const index = indexOf(state, frameKeys, reader.key());
  const file = textOf(state, reader.key(), at);
  const name = textOf(state, reader.key(), at);
  const line = lineOr0(reader.integer());
  let column = 0;
  if (version >= 2) {
    reader.integer(); // the line where the expression ends
    column = lineOr0(reader.integer());
    reader.integer(); // and its column
  }
  frames[index] = process.frame(name, file, line, column);
}

function readFrameReference(state: State, at: number): void {
  const { reader, frameKeys, frames } = state;
  const sample = sampleOf(state, at);
  const frame = frames[indexOf(state, frameKeys, reader.key())];
  if (frame === undefined) throw new FormatError("A stack has a frame that was not described.", at);
  if (state.taskFrames > 0) state.taskFrames -= 1;
  else sample.frames.push(frame);
}

function indexOf({ pid }: State, keys: TripleTable, { high, low }: MojoKey): number {
  return keys.index(high, low, pid);
}

/** Key 1 stands for what Austin could not tell, 0 for nothing. */
function textOf(state: State, key: MojoKey, at: number): string {
  if (key.high === 0 && key.low <= 1 && key.low >= 0) return key.low === 1 ? "<unknown>" : "";
  const text = state.strings[indexOf(state, state.stringKeys, key)];
  if (text === undefined) throw new FormatError("A frame has a name that was not given.", at);
  return text;
}
