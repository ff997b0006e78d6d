import { createTreeBuilder } from "../profile/builder.ts";
import type { TreeProfile, Weight } from "../profile/model.ts";
import { firstCharacter, hasText } from "./edge-text.ts";
import { type JsonObject, lineOr0, parseJson, requireAmount, requireArray, requireObject } from "./json.ts";
import { createFunctionNamer } from "./scalene-functions.ts";
import { addStacks, type Place, readCpuStacks, readMemoryStacks } from "./scalene-stacks.ts";
import { selectWeights } from "./select-weights.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * Scalene's JSON, 1.x and 2.x (its `scalene_json.py`): `files[path].lines[]`, one entry per line of the source. Times are
 * percentages of its samples, which Scalene itself shows as that share of `elapsed_time_sec`, and so do we:
 * `n_cpu_percent_python` and `_c` on a processor, `n_sys_percent` waiting. Its MB are MiB; `n_copy_mb_s` is per elapsed
 * second. With `--stacks` the stacks of the same samples and allocations are there as well: a line's numbers then stand
 * below its callers, as far as the stacks explain them. `functions[]` repeats the lines, summed.
 */
export const scalene: Format = { id: "scalene", label: "Scalene JSON", detect, parse };

/** What Scalene writes where nothing was above its thresholds. */
const NOTHING = "{}";

function detect({ head, tail }: ProfileSource): boolean {
  if (firstCharacter(head) !== "{") return false;
  if (isNothing(head)) return true;
  // Keys are sorted, and stacks, which may be long, stand between the first and the last of them.
  return (
    hasText(head, '"alloc_samples"') && (hasText(head, '"elapsed_time_sec"') || hasText(tail, '"start_time_perf"'))
  );
}

function isNothing(head: Uint8Array): boolean {
  return head.length < 8 && String.fromCharCode(...head).trim() === NOTHING;
}

function parse(source: ProfileSource): ParseOutcome {
  if (isNothing(source.head))
    throw new FormatError("This file is an empty object: Scalene writes that where nothing was above its thresholds.");
  const file = requireObject(parseJson(source.text(), "This Scalene file"), "A Scalene file");
  return { ok: true, profiles: [readProfile(file)] };
}

const BYTES_PER_MB = 1024 * 1024;
const SAMPLED = { kind: "estimated", because: "Scalene's file does not say how many samples it took" } as const;

/** One quantity of Scalene's lines. `read` gives it in the unit of `weight`. */
interface Quantity {
  readonly weight: Weight;
  read(line: JsonObject, elapsedSeconds: number): number;
}

const WALL = 0;
const BYTES = 4;

const QUANTITIES: readonly Quantity[] = [
  time("wall", "Time", ["n_cpu_percent_python", "n_cpu_percent_c", "n_sys_percent"]),
  time("cpu", "CPU time", ["n_cpu_percent_python", "n_cpu_percent_c"]),
  time("python", "CPU time in Python", ["n_cpu_percent_python"]),
  time("native", "CPU time in native code", ["n_cpu_percent_c"]),
  memory("bytes", "Memory allocated", "n_malloc_mb"),
  memory("peak-bytes", "Peak memory of the line", "n_peak_mb"),
  {
    weight: { id: "mallocs", label: "Allocations", unit: "count", certainty: SAMPLED },
    read: (line) => amount(line, "n_mallocs"),
  },
  {
    weight: { id: "copied-bytes", label: "Memory copied", unit: "bytes", certainty: SAMPLED },
    read: (line, elapsedSeconds) => amount(line, "n_copy_mb_s") * BYTES_PER_MB * elapsedSeconds,
  },
  {
    weight: { id: "gpu-percent", label: "GPU in use while here (%)", unit: "count", certainty: SAMPLED },
    read: (line) => amount(line, "n_gpu_percent"),
  },
  memory("gpu-bytes", "Peak GPU memory of the line", "n_gpu_peak_memory_mb"),
];

function time(id: string, label: string, keys: readonly string[]): Quantity {
  const percent = (line: JsonObject): number => keys.reduce((sum, key) => sum + amount(line, key), 0);
  return {
    weight: { id, label, unit: "ns", certainty: SAMPLED },
    read: (line, elapsedSeconds) => (percent(line) / 100) * elapsedSeconds * 1e9,
  };
}

function memory(id: string, label: string, key: string): Quantity {
  const weight: Weight = { id, label, unit: "bytes", certainty: SAMPLED };
  return { weight, read: (line) => amount(line, key) * BYTES_PER_MB };
}

/** Keys differ from version to version: what is not there is 0. */
function amount(line: JsonObject, key: string): number {
  return line[key] === undefined ? 0 : requireAmount(line[key], `'${key}' of a line`);
}

function readProfile(file: JsonObject): TreeProfile {
  const builder = createTreeBuilder({ format: scalene.id, producer: "Scalene", pid: null });
  const thread = builder.thread("", "");
  const elapsedSeconds = requireAmount(file["elapsed_time_sec"], "'elapsed_time_sec'");
  const files = Object.entries(requireObject(file["files"], "'files'"));
  const namer = createFunctionNamer(files);
  const cpu = readCpuStacks(file["stacks"], elapsedSeconds);
  const place = { builder, thread, namer };
  const onStacks = [
    { weight: WALL, left: addStacks(place, cpu.stacks, WALL) },
    { weight: BYTES, left: addStacks(place, readMemoryStacks(file["memory_stacks"], BYTES_PER_MB), BYTES) },
  ];
  const samples = QUANTITIES.length;
  addStacks(place, cpu.counts, samples);
  const isThere = new Set([WALL]);
  for (const [path, entry] of files) {
    for (const value of requireArray(requireObject(entry, "A file")["lines"], "'lines'")) {
      const line = requireObject(value, "A line");
      const number = lineOr0(line["lineno"]);
      const values = QUANTITIES.map(({ read }) => read(line, elapsedSeconds));
      values.forEach((amountOfLine, weight) => {
        if (amountOfLine > 0) isThere.add(weight);
      });
      for (const { weight, left } of onStacks) values[weight] = left(path, number, values[weight] ?? 0);
      if (values.some((rest) => rest > 0)) addLine(place, path, number, values);
    }
  }
  const weights = QUANTITIES.map(({ weight }) => weight);
  // A quantity that is 0 everywhere was not measured.
  return selectWeights(
    builder.build([...weights, countedWeight(cpu.total)]),
    (weight) => isThere.has(weight) || (weight === samples && cpu.total > 0),
  );
}

/** A line by itself, without the callers that the file does not know. */
function addLine({ builder, thread, namer }: Place, path: string, line: number, values: readonly number[]): void {
  const { name, firstLine } = namer.at(path, line);
  const node = builder.node(-1, builder.frame(builder.function(name, builder.file(path), firstLine), line), thread);
  values.forEach((value, weight) => {
    if (value > 0) builder.add(node, weight, value);
  });
}

function countedWeight(samples: number): Weight {
  return { id: "samples", label: "Samples", unit: "samples", certainty: { kind: "sampled", samples } };
}
