import type { TreeProfile, Unit, Weight } from "../profile/model.ts";
import { weightIndex } from "../profile/weights.ts";
import type { ExportFormat } from "./export-format.ts";
import { createProtobufWriter, type ProtobufWriter } from "./protobuf-writer.ts";
import { stackOf, stacksOf } from "./stacks.ts";

/**
 * pprof's protobuf (its `proto/profile.proto`), not compressed: pprof reads it with and without gzip. All weights are
 * sample types named by their ids, rounded to whole numbers, the first is the default; threads and processes are labels
 * of the samples. It cannot hold the order of time, certainty, and names that are empty.
 */
export const pprof: ExportFormat = {
  id: "pprof",
  label: "pprof",
  extension: ".pb",
  ofStacks: true,
  weights: (profiles) => weightsById(stacksOf(profiles)).map(({ id }) => id),
  write(profiles, weightIds) {
    const trees = stacksOf(profiles);
    const file = createProtobufWriter();
    const text = createStringTable();
    const known = weightsById(trees);
    for (const id of weightIds) {
      const unit = known.find((weight) => weight.id === id)?.unit ?? "count";
      file.message(1, fields([1, text.index(id)], [2, text.index(unitOf(unit))]));
    }
    let firstFrame = 1;
    let firstFunction = 1;
    for (const tree of trees) {
      writeSamples(file, tree, weightIds, firstFrame, text);
      writeFrames(file, tree, firstFrame, firstFunction, text);
      firstFrame += tree.frames.line.length;
      firstFunction += tree.functions.name.length;
    }
    const [firstWeight] = weightIds;
    if (firstWeight !== undefined) file.number(14, text.index(firstWeight));
    for (const entry of text.entries()) file.text(6, entry);
    return file.bytes();
  },
};

function weightsById(trees: readonly TreeProfile[]): Weight[] {
  const known = new Map<string, Weight>();
  for (const weight of trees.flatMap(({ weights }) => weights)) if (!known.has(weight.id)) known.set(weight.id, weight);
  return [...known.values()];
}

function unitOf(unit: Unit): string {
  if (unit === "ns") return "nanoseconds";
  return unit === "bytes" ? "bytes" : "count";
}

function writeSamples(
  file: ProtobufWriter,
  tree: TreeProfile,
  weightIds: readonly string[],
  firstFrame: number,
  text: StringTable,
): void {
  const known = weightIds.map((id) => tree.nodes.self[weightIndex(tree, id)]);
  for (let node = 0; node < tree.nodes.parent.length; node++) {
    const values = known.map((column) => Math.max(0, Math.round(column?.[node] ?? 0)));
    if (values.every((value) => value === 0)) continue;
    const locations = stackOf(tree, node).reverse();
    const sample = createProtobufWriter();
    sample.numbers(
      1,
      locations.map((frame) => frame + firstFrame),
    );
    sample.numbers(2, values);
    const { id = "", name = "" } = tree.threads[tree.nodes.thread[node] ?? -1] ?? {};
    if (id !== "") sample.message(3, fields([1, text.index("thread_id")], [2, text.index(id)]));
    if (name !== "") sample.message(3, fields([1, text.index("thread_name")], [2, text.index(name)]));
    if (tree.pid !== null) sample.message(3, fields([1, text.index("pid")], [3, tree.pid]));
    file.message(2, sample);
  }
}

/** A location per frame, a function per function; ids begin with 1. */
function writeFrames(
  file: ProtobufWriter,
  { frames, functions, files }: TreeProfile,
  firstFrame: number,
  firstFunction: number,
  text: StringTable,
): void {
  frames.line.forEach((line, frame) => {
    const owner = (frames.function[frame] ?? 0) + firstFunction;
    const location = fields([1, frame + firstFrame]);
    location.message(4, fields([1, owner], [2, line], [3, frames.column[frame] ?? 0]));
    file.message(4, location);
  });
  functions.name.forEach((name, index) => {
    const fileName = files[functions.file[index] ?? -1] ?? "";
    const [nameAt, fileAt] = [text.index(name), text.index(fileName)];
    const start = functions.firstLine[index] ?? 0;
    file.message(5, fields([1, index + firstFunction], [2, nameAt], [3, nameAt], [4, fileAt], [5, start]));
  });
}

/** A message of numbers; 0 is what a missing field means. */
function fields(...entries: readonly (readonly [field: number, value: number])[]): ProtobufWriter {
  const message = createProtobufWriter();
  for (const [field, value] of entries) if (value !== 0) message.number(field, value);
  return message;
}

type StringTable = ReturnType<typeof createStringTable>;

/** Strings by number; the first is the empty one. */
function createStringTable() {
  const known = new Map<string, number>([["", 0]]);
  return {
    index(text: string): number {
      const index = known.get(text) ?? known.size;
      known.set(text, index);
      return index;
    },
    entries: (): Iterable<string> => known.keys(),
  };
}
