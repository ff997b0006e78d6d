import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Profile, Weight } from "../profile/model.ts";
import type { FirefoxFrame, FirefoxMeta, FirefoxThread } from "./firefox-thread.ts";
import { lineOr0 } from "./json.ts";
import { selectWeights } from "./select-weights.ts";
import { FormatError } from "./source.ts";

export interface ThreadOfFile {
  readonly meta: FirefoxMeta;
  readonly thread: FirefoxThread;
}

/** One process. */
interface Group {
  readonly builder: TreeBuilder;
  readonly threads: ThreadOfFile[];
  /** Indices of the weights that the process has. */
  readonly weights: Set<number>;
  samples: number;
}

function createGroup(format: string, pid: string, { producer }: FirefoxMeta): Group {
  const number = Number.parseInt(pid, 10);
  const header = { format, producer, pid: Number.isInteger(number) && number >= 0 ? number : null };
  return { builder: createTreeBuilder(header), threads: [], weights: new Set(), samples: 0 };
}

const WALL = 0;
const SAMPLES = 1;
const CPU = 2;
const BYTES = 3;
const FREED = 4;

/** One profile for each process of the threads. */
export function buildProcesses(format: string, threads: readonly ThreadOfFile[]): Profile[] {
  const groups = new Map<string, Group>();
  for (const entry of threads) {
    const { pid } = entry.thread;
    const group = groups.get(pid) ?? createGroup(format, pid, entry.meta);
    groups.set(pid, group);
    group.threads.push(entry);
  }
  return finish([...groups.values()]);
}

function finish(groups: readonly Group[]): Profile[] {
  const all = groups.flatMap(({ threads }) => threads);
  const originMs = all.reduce((first, { meta, thread }) => {
    const time = thread.samples.timeMs[0];
    return time === undefined ? first : Math.min(first, meta.startMs + time);
  }, Number.POSITIVE_INFINITY);
  const profiles = groups.map((group) => {
    for (const entry of group.threads) addThread(group, entry, originMs);
    const profile = group.builder.build(weightsOf(group.samples), warningsOf(group));
    return selectWeights(profile, (weight) => group.weights.has(weight));
  });
  const filled = profiles.filter(({ weights }) => weights.length > 0);
  if (filled.length === 0) throw new FormatError("This profile holds no samples.");
  return filled;
}

function addThread(group: Group, { meta, thread }: ThreadOfFile, originMs: number): void {
  const { stack, timeMs, weight, weightType, cpuDelta } = thread.samples;
  const { builder, weights } = group;
  if (!stack.some((index) => index >= 0)) return;
  const placeStack = createPlacer(builder, thread, meta.isTachyon);
  const add = (node: number, index: number, value: number): void => {
    builder.add(node, index, value);
    weights.add(index);
  };
  for (let sample = 0; sample < stack.length; sample++) {
    const index = stack[sample] ?? -1;
    if (index < 0) continue;
    const node = placeStack(index);
    addWeight(add, node, weight.length === 0 ? 1 : (weight[sample] ?? 0), weightType, meta.intervalMs);
    if (weightType === "samples") group.samples += weight[sample] ?? 1;
    if (meta.cpuNs > 0 && cpuDelta.length > 0) add(node, CPU, Math.max(0, cpuDelta[sample] ?? 0) * meta.cpuNs);
    const startMs = timeMs[sample];
    if (startMs === undefined || weightType === "bytes") continue;
    const nextMs = timeMs[sample + 1] ?? startMs + meta.intervalMs;
    builder.span(node, (meta.startMs + startMs - originMs) * 1e6, Math.max(0, nextMs - startMs) * 1e6);
  }
}

function addWeight(
  add: (node: number, weight: number, value: number) => void,
  node: number,
  value: number,
  weightType: string,
  intervalMs: number,
): void {
  if (weightType === "bytes") add(node, value < 0 ? FREED : BYTES, Math.abs(value));
  else if (value < 0) throw new FormatError("A sample of this profile weighs less than nothing.");
  else if (weightType === "tracing-ms") add(node, WALL, value * 1e6);
  else {
    add(node, SAMPLES, value);
    if (intervalMs > 0) add(node, WALL, value * intervalMs * 1e6);
  }
}

/** Makes a function that gives the builder's node of a stack; its ancestors are made on the way. */
function createPlacer(builder: TreeBuilder, { tid, name, stacks }: FirefoxThread, isTachyon: boolean) {
  const thread = builder.thread(tid, name);
  /** By stack; a map, because tables that threads share may be much larger than what one thread uses. */
  const placed = new Map<number, number>();
  const frames = new Map<number, number>();
  const frameOf = (index: number): number => {
    const known = frames.get(index);
    if (known !== undefined) return known;
    const frame = internFrame(builder, stacks.readFrame(index), isTachyon);
    frames.set(index, frame);
    return frame;
  };
  return (stack: number): number => {
    const missing: number[] = [];
    let at = stack;
    while (at >= 0 && !placed.has(at)) {
      missing.push(at);
      at = stacks.prefix[at] ?? -1;
    }
    let node = at < 0 ? -1 : (placed.get(at) ?? -1);
    for (const next of missing.reverse()) {
      node = builder.node(node, frameOf(stacks.frame[next] ?? -1), thread);
      placed.set(next, node);
    }
    return node;
  };
}

/**
 * Python 3.15 gives the first line that it sampled as a function's line, and columns from 0. `-X perf` names functions
 * `py::name:file`.
 */
function internFrame(builder: TreeBuilder, frame: FirefoxFrame, isTachyon: boolean): number {
  const { line } = frame;
  const isAt = typeof frame.column === "number" && Number.isInteger(frame.column) && frame.column >= 0;
  const column = isAt ? lineOr0(Number(frame.column) + (isTachyon ? 1 : 0)) : 0;
  const colon = frame.name.lastIndexOf(":");
  const isPerf = frame.name.startsWith("py::") && colon > 4;
  const name = isPerf ? frame.name.slice(4, colon) : frame.name;
  const file = builder.file(isPerf ? frame.name.slice(colon + 1) : frame.file);
  const index = builder.function(name || "(no name)", file, isTachyon ? 0 : frame.firstLine);
  return builder.frame(index, line, column);
}

function weightsOf(samples: number): Weight[] {
  const sampled = samples > 0 ? ({ kind: "sampled", samples } as const) : ({ kind: "exact" } as const);
  return [
    { id: "wall", label: "Time", unit: "ns", certainty: sampled },
    { id: "samples", label: "Samples", unit: "samples", certainty: sampled },
    { id: "cpu", label: "CPU time", unit: "ns", certainty: sampled },
    { id: "bytes", label: "Memory", unit: "bytes", certainty: { kind: "exact" } },
    { id: "bytes-freed", label: "Memory freed", unit: "bytes", certainty: { kind: "exact" } },
  ];
}

function warningsOf({ threads, weights }: Group): string[] {
  const warnings: string[] = [];
  if (weights.has(FREED)) warnings.push("Some sizes are negative: memory that was freed is a quantity of its own.");
  if (threads[0]?.meta.isTachyon)
    warnings.push("Python's sampler leaves the folders out of this file: its functions cannot be placed in sources.");
  return warnings;
}
