import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Weight } from "../profile/model.ts";
import { lineOr0 } from "./json.ts";
import { attribute, type PickleList, type PickleValue, pickledClass, readPickle } from "./pickle.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * What `tracemalloc.Snapshot.dump` writes: a pickled `Snapshot` whose `_Traces` hold
 * `(domain, size in bytes, ((file, line), ...), frames in all)` for every block that lived, frames most recent first;
 * before Python 3.9 without the last field (`Lib/tracemalloc.py`). There are no functions: a frame is named by its place.
 */
export const tracemallocSnapshot: Format = {
  id: "tracemalloc-snapshot",
  label: "tracemalloc snapshot",
  detect,
  parse,
};

const SNAPSHOT = "tracemalloc.Snapshot";
const CLASSES: ReadonlySet<string> = new Set([SNAPSHOT, "tracemalloc._Traces"]);

function detect({ head }: ProfileSource): boolean {
  return pickledClass(head) === SNAPSHOT;
}

const WEIGHTS: readonly Weight[] = [
  { id: "bytes", label: "Memory", unit: "bytes", certainty: { kind: "exact" } },
  { id: "blocks", label: "Blocks", unit: "blocks", certainty: { kind: "exact" } },
];

function parse(source: ProfileSource): ParseOutcome {
  const traces = attribute(attribute(readPickle(source.bytes(), CLASSES), "traces"), "_traces");
  if (!Array.isArray(traces)) throw new FormatError("This snapshot has no traces.");
  const builder = createTreeBuilder({ format: tracemallocSnapshot.id, producer: "tracemalloc", pid: null });
  const placeStack = createStackPlacer(builder);
  let cut = 0;
  for (const trace of traces) {
    const [, size, frames, framesInAll] = listOf(trace);
    const stack = listOf(frames);
    const leaf = placeStack(stack);
    if (typeof size !== "number" || !Number.isFinite(size) || size < 0)
      throw new FormatError("The size of a block is not a number that is not negative.");
    builder.add(leaf, 0, size);
    builder.add(leaf, 1, 1);
    if (typeof framesInAll === "number" && framesInAll > stack.length) cut += 1;
  }
  return { ok: true, profiles: [builder.build(WEIGHTS, cut === 0 ? [] : [cutStacks(cut, traces.length)])] };
}

function cutStacks(cut: number, all: number): string {
  return `The stacks of ${cut} of ${all} blocks are deeper than what tracemalloc was told to keep: their callers are missing.`;
}

/**
 * The leaf node of a stack. Blocks that were allocated by the same stack share one tuple, and pickle keeps that: each
 * tuple is walked once, else a small file could ask for far more work than it has bytes.
 */
function createStackPlacer(builder: TreeBuilder): (stack: PickleList) => number {
  const thread = builder.thread("", "");
  const leaves = new Map<PickleList, number>();
  const frames = new Map<PickleValue, number>();

  const frameOf = (entry: PickleValue): number => {
    const known = frames.get(entry) ?? internFrame(builder, entry);
    frames.set(entry, known);
    return known;
  };

  return (stack) => {
    let node = leaves.get(stack) ?? -1;
    if (node >= 0) return node;
    if (stack.length === 0) throw new FormatError("A block has no stack.");
    for (let at = stack.length - 1; at >= 0; at--) node = builder.node(node, frameOf(stack[at] ?? null), thread);
    leaves.set(stack, node);
    return node;
  };
}

function internFrame(builder: TreeBuilder, entry: PickleValue): number {
  const [file, line] = listOf(entry);
  if (typeof file !== "string" || typeof line !== "number") throw new FormatError("A frame is not (file, line).");
  // tracemalloc's word for code without a file.
  if (file === "<unknown>") return builder.frame(builder.function(file, -1, 0), 0);
  const name = `${file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1)}:${line}`;
  return builder.frame(builder.function(name, builder.file(file), 0), lineOr0(line));
}

function listOf(value: PickleValue | undefined): PickleList {
  if (!Array.isArray(value)) throw new FormatError("The traces are not tuples of (domain, size, frames).");
  return value;
}
