import type { TreeProfile } from "./model.ts";
import { outermost, subtreeSums } from "./tree-walk.ts";
import { weightIndex } from "./weights.ts";

/**
 * Self and total of every line that was sampled, sorted by file and line; lines and files that are unknown are left out.
 * A line that occurs several times in one stack counts once.
 */
export interface LineTotals {
  /** Index into `profile.files`. */
  readonly file: Int32Array;
  readonly line: Int32Array;
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Samples behind `self` and `total`; 0 where the profile does not count samples. */
  readonly selfSamples: Float64Array;
  readonly samples: Float64Array;
  /** Rows of file `f` are `[fileStart[f], fileStart[f + 1])`. */
  readonly fileStart: Int32Array;
}

/** Line heat in the weight with the index `weight` of `profile.weights`. Linear in the nodes. */
export function treeLineHeat(profile: TreeProfile, weight: number): LineTotals {
  const { keyOfFrame, file, line } = lineKeys(profile);
  const sums = sumByKey(profile, weight, keyOfFrame, line.length);
  return { file, line, ...sums, fileStart: startOfFiles(file, profile.files.length) };
}

/** Self and total per function; indices are those of `profile.functions`. Recursion counts once. */
export interface FunctionTotals {
  readonly self: Float64Array;
  readonly total: Float64Array;
  readonly selfSamples: Float64Array;
  readonly samples: Float64Array;
}

export function treeFunctionTotals(profile: TreeProfile, weight: number): FunctionTotals {
  return sumByKey(profile, weight, profile.frames.function, profile.functions.name.length);
}

/** Sums by a key of the frames: -1 leaves a frame out. */
function sumByKey(profile: TreeProfile, weight: number, keyOfFrame: Int32Array, keyCount: number): FunctionTotals {
  const { nodes } = profile;
  const key = new Int32Array(nodes.frame.length);
  for (let node = 0; node < key.length; node++) key[node] = keyOfFrame[nodes.frame[node] ?? -1] ?? -1;
  const first = outermost(nodes, key, keyCount);
  const sum = (column: Float64Array | undefined) => sumColumn(nodes, column, { key, first, keyCount });
  const values = sum(nodes.self[weight]);
  const samplesColumn = nodes.self[weightIndex(profile, "samples")];
  const samples = samplesColumn === nodes.self[weight] ? values : sum(samplesColumn);
  return { self: values.self, total: values.total, selfSamples: samples.self, samples: samples.total };
}

/** Per node its key, and whether it is the outermost with this key. */
interface Keys {
  readonly key: Int32Array;
  readonly first: Uint8Array;
  readonly keyCount: number;
}

function sumColumn(
  nodes: TreeProfile["nodes"],
  column: Float64Array | undefined,
  { key, first, keyCount }: Keys,
): { self: Float64Array; total: Float64Array } {
  const self = new Float64Array(keyCount);
  const total = new Float64Array(keyCount);
  if (column === undefined) return { self, total };
  const subtree = subtreeSums(nodes, column);
  for (let node = 0; node < key.length; node++) {
    const k = key[node] ?? -1;
    if (k < 0) continue;
    self[k] = (self[k] ?? 0) + (column[node] ?? 0);
    if (first[node] === 1) total[k] = (total[k] ?? 0) + (subtree[node] ?? 0);
  }
  return { self, total };
}

/** Numbers the (file, line) pairs of a profile in sorted order. */
function lineKeys({ frames, functions }: TreeProfile): {
  readonly keyOfFrame: Int32Array;
  readonly file: Int32Array;
  readonly line: Int32Array;
} {
  const fileOf = (frame: number): number => functions.file[frames.function[frame] ?? -1] ?? -1;
  const lineOf = (frame: number): number => frames.line[frame] ?? 0;
  const placed = Int32Array.from(frames.line.keys()).filter((frame) => lineOf(frame) > 0 && fileOf(frame) >= 0);
  placed.sort((a, b) => fileOf(a) - fileOf(b) || lineOf(a) - lineOf(b));
  const keyOfFrame = new Int32Array(frames.line.length).fill(-1);
  const file: number[] = [];
  const line: number[] = [];
  for (const frame of placed) {
    if (file.at(-1) !== fileOf(frame) || line.at(-1) !== lineOf(frame)) {
      file.push(fileOf(frame));
      line.push(lineOf(frame));
    }
    keyOfFrame[frame] = line.length - 1;
  }
  return { keyOfFrame, file: Int32Array.from(file), line: Int32Array.from(line) };
}

function startOfFiles(file: Int32Array, fileCount: number): Int32Array {
  const start = new Int32Array(fileCount + 1);
  for (const index of file) start[index + 1] = (start[index + 1] ?? 0) + 1;
  for (let index = 0; index < fileCount; index++) start[index + 1] = (start[index + 1] ?? 0) + (start[index] ?? 0);
  return start;
}
