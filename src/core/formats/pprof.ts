import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Certainty, Profile, Weight } from "../profile/model.ts";
import { lineOr0 } from "./json.ts";
import { type PprofFile, type PprofLocation, type PprofSample, readSample, readTables } from "./pprof-tables.ts";
import { readFields } from "./protobuf-wire.ts";
import { splitPyroscopeName } from "./pyroscope-name.ts";
import { decreaseOf, type Measure, measuresOf } from "./sample-types.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * pprof's `Profile` message (google/pprof `proto/profile.proto`), decompressed: samples are stacks of locations, leaf
 * first, with one number per sample type; a location holds a line of a function and the functions inlined there. All
 * samples of a stack are one, so there is no order of time. Threads and processes are told by labels.
 */
export const pprof: Format = { id: "pprof", label: "pprof", detect, parse };

const FIRST_TAG = 0x0a;

/** Every writer begins with the sample types: messages of two small numbers. */
function detect({ head }: ProfileSource): boolean {
  const length = head[1] ?? 0xff;
  if (head[0] !== FIRST_TAG || length > 20 || length > head.length - 2) return false;
  let isType = true;
  try {
    readFields(head, 2, 2 + length, ({ number, value }) => {
      isType &&= (number === 1 || number === 2) && value >= 0;
    });
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
  return isType;
}

/** The profile of one process. */
interface Process {
  readonly builder: TreeBuilder;
  readonly threads: Map<string, number>;
  /** Location id -> the builder's frames, outermost first. */
  readonly frames: Map<number, readonly number[]>;
  /** Indices of measures with values below zero, in the order of the weights that those are counted in. */
  readonly decreases: number[];
  readonly totals: number[];
}

function parse(source: ProfileSource): ParseOutcome {
  const bytes = source.bytes();
  const file = readTables(bytes);
  const measures = measuresInOrder(file);
  if (measures.length === 0) throw new FormatError("This pprof file does not say what it measured.");
  const processes = new Map<string, Process>();
  const sample: PprofSample = { locationIds: [], values: [], labels: [] };
  const budget = { frames: bytes.length * MOST_FRAMES_PER_BYTE };
  for (let index = 0; index * 2 < file.sampleRanges.length; index++) {
    readSample(bytes, file, index, sample);
    if (sample.values.length !== measures.length)
      throw new FormatError(
        `A sample has ${sample.values.length} numbers, but ${measures.length} are measured.`,
        file.sampleRanges[index * 2] ?? null,
      );
    const { pid, threadId, threadName } = readLabels(sample.labels);
    const process = processes.get(pid) ?? createProcess(pid, measures);
    processes.set(pid, process);
    const node = placeStack(process, file, sample.locationIds, threadOf(process, threadId, threadName), budget);
    addValues(process, measures, sample.values, node);
  }
  if (processes.size === 0) processes.set("", createProcess("", measures));
  return { ok: true, profiles: [...processes.values()].map((process) => finish(process, file, measures)) };
}

interface PprofMeasure extends Measure {
  /** Where its number stands in a sample. */
  readonly column: number;
}

/** The default type comes first; where the file names none, pprof shows the last one. */
function measuresInOrder({ types, defaultType }: PprofFile): PprofMeasure[] {
  const measures = measuresOf(types).map((measure, column) => ({ ...measure, column }));
  const named = types.findIndex(({ type }) => defaultType !== "" && type === defaultType);
  const first = named >= 0 ? named : measures.length - 1;
  return [...measures.slice(first, first + 1), ...measures.slice(0, first), ...measures.slice(first + 1)];
}

/** A location takes a byte or more in every stack; only a file made to hurt has many functions inlined in each. */
const MOST_FRAMES_PER_BYTE = 4;

function createProcess(pid: string, measures: readonly PprofMeasure[]): Process {
  const header = { format: pprof.id, producer: "unknown tool", pid: /^\d{1,9}$/.test(pid) ? Number(pid) : null };
  return {
    builder: createTreeBuilder(header),
    threads: new Map(),
    frames: new Map(),
    decreases: [],
    totals: measures.map(() => 0),
  };
}

/** Keys are free text: `thread_id`, `Thread ID`, `tid`. The other labels say nothing of where a sample belongs. */
function readLabels(labels: readonly string[]): { pid: string; threadId: string; threadName: string } {
  let [pid, threadId, threadName] = ["", "", ""];
  for (let at = 0; at + 1 < labels.length; at += 2) {
    const value = labels[at + 1] ?? "";
    switch ((labels[at] ?? "").toLowerCase().replaceAll(/[ _-]/g, "")) {
      case "pid":
      case "processid":
        pid = value;
        break;
      case "tid":
      case "thread":
      case "threadid":
        threadId = value;
        break;
      case "threadname":
        threadName = value;
        break;
      default:
    }
  }
  return { pid, threadId, threadName };
}

function threadOf({ builder, threads }: Process, id: string, name: string): number {
  const key = `${id}\n${name}`;
  const thread = threads.get(key) ?? builder.thread(id, name);
  threads.set(key, thread);
  return thread;
}

function placeStack(
  process: Process,
  file: PprofFile,
  locationIds: readonly number[],
  thread: number,
  budget: { frames: number },
): number {
  const { builder } = process;
  let node = -1;
  for (let at = locationIds.length - 1; at >= 0; at--) {
    const frames = framesOf(process, file, locationIds[at] ?? 0);
    budget.frames -= frames.length;
    if (budget.frames < 0) throw new FormatError("The inlined functions make more frames than any real file has.");
    for (const frame of frames) node = builder.node(node, frame, thread);
  }
  return node >= 0 ? node : builder.node(-1, builder.frame(builder.function("(no stack)", -1, 0), 0), thread);
}

function framesOf(process: Process, file: PprofFile, locationId: number): readonly number[] {
  const known = process.frames.get(locationId);
  if (known !== undefined) return known;
  const location = file.locations.get(locationId);
  if (location === undefined) throw new FormatError("A stack points to a location that is not there.");
  const frames =
    location.functionIds.length === 0
      ? [addressFrame(process.builder, location)]
      : location.functionIds.map((_, index) => lineFrame(process.builder, file, location, index)).reverse();
  process.frames.set(locationId, frames);
  return frames;
}

function addressFrame(builder: TreeBuilder, { address, binary }: PprofLocation): number {
  const name = address === 0 ? "(unknown)" : `0x${(address < 0 ? address + 2 ** 64 : address).toString(16)}`;
  return builder.frame(builder.function(name, builder.file(binary), 0), 0);
}

function lineFrame(builder: TreeBuilder, file: PprofFile, location: PprofLocation, index: number): number {
  const known = file.functions.get(location.functionIds[index] ?? 0);
  if (known === undefined) throw new FormatError("A location points to a function that is not there.");
  const line = lineOr0(location.lines[index]);
  const placed = file.hasFiles ? null : splitPyroscopeName(known.name);
  if (placed !== null)
    return builder.frame(builder.function(placed.name, builder.file(placed.file), 0), line || placed.line);
  const functionIndex = builder.function(known.name || "(no name)", builder.file(known.file), lineOr0(known.startLine));
  return builder.frame(functionIndex, line, lineOr0(location.columns[index]));
}

function addValues(process: Process, measures: readonly PprofMeasure[], values: readonly number[], node: number): void {
  const { builder, decreases, totals } = process;
  for (let index = 0; index < measures.length; index++) {
    const { column = 0, factor = 1 } = measures[index] ?? {};
    const value = (values[column] ?? 0) * factor;
    if (value === 0) continue;
    totals[index] = (totals[index] ?? 0) + Math.abs(value);
    if (value < 0 && !decreases.includes(index)) decreases.push(index);
    builder.add(node, value > 0 ? index : measures.length + decreases.indexOf(index), Math.abs(value));
  }
}

function finish({ builder, totals, decreases }: Process, file: PprofFile, measures: readonly PprofMeasure[]): Profile {
  const certainty = certaintyOf(file, measures, totals);
  const weights = measures.map(({ id, label, unit }): Weight => ({ id, label, unit, certainty }));
  for (const index of decreases) {
    const measure = measures[index];
    if (measure !== undefined) weights.push(decreaseOf(measure, certainty));
  }
  return builder.build(weights, decreases.length > 0 ? [DIFF] : []);
}

const DIFF = "This file compares two profiles: what became less is counted in weights of its own.";

/** The number of samples is a weight of the file, or its time divided by the time of one sample. */
function certaintyOf(file: PprofFile, measures: readonly PprofMeasure[], totals: readonly number[]): Certainty {
  const counted = measures.findIndex(({ unit }) => unit === "samples");
  if (counted >= 0) return { kind: "sampled", samples: totals[counted] ?? 0 };
  const [period] = measuresOf([file.periodType]);
  const timed = measures.findIndex(({ id, unit }) => unit === "ns" && id === period?.id);
  if (period !== undefined && timed >= 0 && file.period > 0)
    return { kind: "sampled", samples: Math.round((totals[timed] ?? 0) / (file.period * period.factor)) };
  return { kind: "estimated", because: "the file does not say how many samples it was made from" };
}
