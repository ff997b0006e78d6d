import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Weight } from "../profile/model.ts";
import {
  type JsonObject,
  lineOr0,
  parseJson,
  requireAmount,
  requireArray,
  requireIndex,
  requireObject,
  stringOr,
} from "./json.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * What the probe's sampler appends while the program runs (`src/runtime/probe`): one JSON object per line, ids count up
 * over the file. Sample rows are stretches of time of a thread in one stack, in order and each with its start; after half a
 * million of them, and in previews, they are sums since the last flush. A file may be read at any moment, so a last line that is not
 * whole is not there yet, and an `end` is not required.
 */
export const heatlineSampler: Format = { id: "heatline-sampler", label: "Heatline sampler", detect, parse };

const SIGNATURE = '"heatline-sampler"';
const FIRST_LINE_WINDOW = 400;

function detect({ head }: ProfileSource): boolean {
  if (head[0] !== 0x7b) return false;
  let start = "";
  for (const byte of head.subarray(0, FIRST_LINE_WINDOW)) {
    if (byte === 0x0a) break;
    start += String.fromCharCode(byte);
  }
  return /"type"\s*:\s*"meta"/.test(start) && start.includes(SIGNATURE);
}

interface State {
  readonly builder: TreeBuilder;
  readonly hasCpu: boolean;
  /** Frame id of the file -> frame of the builder. */
  readonly frames: number[];
  readonly nodeParents: number[];
  readonly nodeFrames: number[];
  /** Per thread of the file: node id -> node of the builder + 1, 0 where the thread has not been there. */
  readonly placed: number[][];
  samples: number;
  /** A row did not say when it was: there is no order then. */
  hasSums: boolean;
}

function parse(source: ProfileSource): ParseOutcome {
  let state: State | null = null;
  for (const { text, offset, last } of lines(source.text())) {
    const entry = readLine(text, offset, last);
    if (entry === null) break;
    if (entry["type"] === "meta") state = start(entry);
    else if (state !== null) addEntry(state, entry);
  }
  if (state === null) throw new FormatError("The sampler had not begun to write.", 0);
  const profile = state.builder.build(weightsOf(state));
  return { ok: true, profiles: [state.hasSums ? { ...profile, timeline: null } : profile] };
}

function* lines(text: string): Generator<{ text: string; offset: number; last: boolean }> {
  for (let offset = 0; offset < text.length; ) {
    const newline = text.indexOf("\n", offset);
    const end = newline < 0 ? text.length : newline;
    yield { text: text.slice(offset, end), offset, last: newline < 0 };
    offset = end + 1;
  }
}

/** Null where the last line is still being written. */
function readLine(text: string, offset: number, last: boolean): JsonObject | null {
  try {
    return requireObject(parseJson(text, "A line of this sampler file", offset), "A line of a sampler file");
  } catch (error) {
    if (last) return null;
    throw error;
  }
}

function start(meta: JsonObject): State {
  if (meta["v"] !== 1) throw new FormatError("This sampler file is of another version; this Heatline reads version 1.");
  const pid = meta["pid"];
  const weights = Array.isArray(meta["weights"]) ? meta["weights"] : [];
  const header = {
    format: heatlineSampler.id,
    producer: stringOr(meta["producer"], heatlineSampler.id),
    pid: typeof pid === "number" && Number.isInteger(pid) ? pid : null,
  };
  return {
    builder: createTreeBuilder(header),
    hasCpu: weights.includes("cpu"),
    frames: [],
    nodeParents: [],
    nodeFrames: [],
    placed: [],
    samples: 0,
    hasSums: false,
  };
}

function addEntry(state: State, entry: JsonObject): void {
  switch (entry["type"]) {
    case "thread":
      state.builder.thread(String(entry["ident"] ?? entry["id"]), stringOr(entry["name"], ""));
      state.placed.push([]);
      return;
    case "frames":
      for (const frame of requireArray(entry["frames"], "'frames'")) addFrame(state, requireArray(frame, "A frame"));
      return;
    case "nodes":
      for (const node of requireArray(entry["nodes"], "'nodes'")) addNode(state, requireArray(node, "A node"));
      return;
    case "samples":
      for (const row of requireArray(entry["rows"], "'rows'")) addRow(state, requireArray(row, "A row"));
      return;
    default:
      return; // `end`, and what a newer sampler may add
  }
}

function addFrame({ builder, frames }: State, [name, file, firstLine, line]: readonly unknown[]): void {
  const fileIndex = builder.file(stringOr(file, ""));
  const functionIndex = builder.function(stringOr(name, "(no name)"), fileIndex, lineOr0(firstLine));
  frames.push(builder.frame(functionIndex, lineOr0(line)));
}

function addNode({ nodeParents, nodeFrames, frames }: State, [parent, frame]: readonly unknown[]): void {
  nodeFrames.push(frames[requireIndex(frame, frames.length, "The frame of a node")] ?? 0);
  nodeParents.push(parent === -1 ? -1 : requireIndex(parent, nodeParents.length, "The parent of a node"));
}

function addRow(state: State, [thread, node, samples, wallNs, ...rest]: readonly unknown[]): void {
  const { builder, hasCpu } = state;
  const [cpuNs, startNs] = hasCpu ? rest : [0, ...rest];
  const threadIndex = requireIndex(thread, state.placed.length, "The thread of a row");
  const placed = place(state, threadIndex, requireIndex(node, state.nodeParents.length, "The node of a row"));
  const count = requireAmount(samples, "A number of samples");
  const durationNs = requireAmount(wallNs, "A time");
  builder.add(placed, 0, durationNs);
  if (startNs === undefined) state.hasSums = true;
  else builder.span(placed, requireAmount(startNs, "A time"), durationNs);
  if (hasCpu) builder.add(placed, 1, requireAmount(cpuNs ?? 0, "A time"));
  builder.add(placed, hasCpu ? 2 : 1, count);
  state.samples += count;
}

/** The builder's node for a node of the file in one thread; its ancestors are made on the way. */
function place({ builder, nodeParents, nodeFrames, placed }: State, thread: number, node: number): number {
  const known = placed[thread] ?? [];
  const missing: number[] = [];
  let at = node;
  while (at >= 0 && !known[at]) {
    missing.push(at);
    at = nodeParents[at] ?? -1;
  }
  let parent = at < 0 ? -1 : (known[at] ?? 0) - 1;
  for (let index = missing.length - 1; index >= 0; index--) {
    const id = missing[index] ?? 0;
    parent = builder.node(parent, nodeFrames[id] ?? 0, thread);
    known[id] = parent + 1;
  }
  return parent;
}

function weightsOf({ hasCpu, samples }: State): Weight[] {
  const certainty = { kind: "sampled", samples } as const;
  const wall: Weight = { id: "wall", label: "Time", unit: "ns", certainty };
  const cpu: Weight = { id: "cpu", label: "CPU time", unit: "ns", certainty };
  const counted: Weight = { id: "samples", label: "Samples", unit: "samples", certainty };
  return hasCpu ? [wall, cpu, counted] : [wall, counted];
}
