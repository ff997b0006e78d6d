import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import { FormatError } from "./source.ts";

/**
 * Stacks whose frames are text, as collapsed stacks and pictures of flamegraphs have them: a label is a heading of a
 * process, a heading of a thread, or a frame. Headings count only above all frames.
 */
export type Label =
  | { readonly kind: "process"; readonly pid: number }
  | { readonly kind: "thread"; readonly id: string; readonly name: string }
  | { readonly kind: "frame"; readonly name: string; readonly file: string; readonly line: number };

export interface LabelledStacks {
  readonly labels: readonly string[];
  /** Per node its parent (-1: a root, else smaller than the node) and its index in `labels`. */
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  /** Whether the children of a node, and the roots, all differ in their labels: not so in pictures. */
  readonly isTrie: boolean;
}

/** What the nodes became: one builder per process, in the order of their first node. */
export interface PlacedStacks {
  readonly builders: readonly TreeBuilder[];
  /** Per node the index of its process in `builders`, of its thread there, and of its node there; -1 for a heading's. */
  readonly process: Int32Array;
  readonly thread: Int32Array;
  readonly node: Int32Array;
}

const MOST_PROCESSES = 4096;

interface Process {
  readonly builder: TreeBuilder;
  /** Thread of the file -> thread of the builder; '' where the file names none. */
  readonly threads: Map<string, number>;
  /** Index of a label -> frame of the builder. */
  readonly frames: Map<number, number>;
}

export function placeStacks(
  stacks: LabelledStacks,
  header: { readonly format: string; readonly producer: string },
  readLabel: (label: string) => Label,
): PlacedStacks {
  const read = stacks.labels.map(readLabel);
  return adoptStacks(stacks, header, read) ?? copyStacks(stacks, header, read);
}

/** The stacks as they are, where no label is a heading and no two labels are the same frame; else null. */
function adoptStacks(
  { labels, parent, frame, isTrie }: LabelledStacks,
  header: { readonly format: string; readonly producer: string },
  read: readonly Label[],
): PlacedStacks | null {
  if (!isTrie || parent.length === 0 || read.some(({ kind }) => kind !== "frame")) return null;
  const own = createProcess(header, null);
  const placedFrame = new Int32Array(parent.length);
  const node = new Int32Array(parent.length);
  const frameOfLabel = new Int32Array(labels.length).fill(-1);
  for (let at = 0; at < parent.length; at++) {
    const index = frame[at] ?? 0;
    const label = read[index];
    if (label !== undefined && frameOfLabel[index] === -1)
      frameOfLabel[index] = frameOf(own, index, label, labels[index] ?? "");
    placedFrame[at] = frameOfLabel[index] ?? 0;
    node[at] = at;
  }
  if (new Set(own.frames.values()).size < own.frames.size) return null;
  const thread = new Int32Array(parent.length).fill(threadOf(own, "", ""));
  own.builder.adoptNodes(parent, placedFrame, thread);
  return { builders: [own.builder], process: new Int32Array(parent.length), thread, node };
}

function copyStacks(
  { labels, parent, frame }: LabelledStacks,
  header: { readonly format: string; readonly producer: string },
  read: readonly Label[],
): PlacedStacks {
  const processes: Process[] = [];
  const processOfPid = new Map<number | null, number>();
  const process = new Int32Array(parent.length);
  const thread = new Int32Array(parent.length);
  const node = new Int32Array(parent.length).fill(-1);
  /** Per label the process that it was last seen in, and its frame there: most files have one process. */
  const lastProcess = new Int32Array(labels.length).fill(-1);
  const lastFrame = new Int32Array(labels.length);

  const processOf = (pid: number | null): number => {
    const known = processOfPid.get(pid);
    if (known !== undefined) return known;
    if (processes.length === MOST_PROCESSES)
      throw new FormatError(`This file tells of more than ${MOST_PROCESSES} processes.`);
    processes.push(createProcess(header, pid));
    processOfPid.set(pid, processes.length - 1);
    return processes.length - 1;
  };

  /** False for a frame: then the node has a process, maybe a thread, but is not placed yet. */
  const placeHeading = (at: number, label: Label | undefined): boolean => {
    const above = parent[at] ?? -1;
    process[at] = above < 0 ? -1 : (process[above] ?? -1);
    thread[at] = above < 0 ? -1 : (thread[above] ?? -1);
    const isTop = above < 0 || node[above] === -1;
    if (isTop && label?.kind === "process") {
      process[at] = processOf(label.pid);
      return true;
    }
    if (process[at] === -1) process[at] = processOf(null);
    const own = processes[process[at] ?? 0];
    if (own === undefined || !isTop || label?.kind !== "thread") return false;
    thread[at] = threadOf(own, label.id, label.name);
    return true;
  };

  for (let at = 0; at < parent.length; at++) {
    const index = frame[at] ?? 0;
    const label = read[index];
    const isHeading = placeHeading(at, label);
    const own = processes[process[at] ?? 0];
    if (isHeading || own === undefined || label === undefined) continue;
    if (thread[at] === -1) thread[at] = threadOf(own, "", "");
    const above = parent[at] ?? -1;
    if (lastProcess[index] !== process[at]) {
      lastProcess[index] = process[at] ?? 0;
      lastFrame[index] = frameOf(own, index, label, labels[index] ?? "");
    }
    const builderParent = above < 0 ? -1 : (node[above] ?? -1);
    node[at] = own.builder.node(builderParent, lastFrame[index] ?? 0, thread[at] ?? 0);
  }
  return { builders: processes.map(({ builder }) => builder), process, thread, node };
}

function createProcess(header: { readonly format: string; readonly producer: string }, pid: number | null): Process {
  return { builder: createTreeBuilder({ ...header, pid }), threads: new Map(), frames: new Map() };
}

function threadOf({ builder, threads }: Process, id: string, name: string): number {
  const known = threads.get(id);
  if (known !== undefined) return known;
  const index = builder.thread(id, name);
  threads.set(id, index);
  return index;
}

function frameOf({ builder, frames }: Process, index: number, label: Label, text: string): number {
  const known = frames.get(index);
  if (known !== undefined) return known;
  const { name, file, line } = label.kind === "frame" ? label : { name: text, file: "", line: 0 };
  const made = builder.frame(builder.function(name, builder.file(file), 0), line);
  frames.set(index, made);
  return made;
}
