import { checkedPrefixes, columnOf, indexColumn, numberColumn } from "./firefox-columns.ts";
import type { FirefoxFrame, FirefoxSamples, FirefoxThread, StackTable } from "./firefox-thread.ts";
import { type JsonObject, lineOr0, requireIndex, requireObject, stringOr } from "./json.ts";

/**
 * Reads threads of a processed profile (`docs-developer/CHANGELOG-formats.md` of firefox-devtools/profiler) by shape, not
 * by version: tables stand in the thread, or since 60 in `shared`; strings in the thread, or since 56 in `shared`; files are
 * strings, or since 58 rows of `shared.sources`; parents of stacks are indices, or since 66 distances; times are times, or
 * since 50 may be differences.
 */
export function createProcessedReader(shared: JsonObject): (thread: JsonObject) => FirefoxThread {
  const sharedStacks = shared["stackTable"] === undefined ? null : readStacks(shared, shared);
  return (thread) => {
    const samples = requireObject(thread["samples"], "The samples of a thread");
    const stacks = sharedStacks ?? readStacks(thread, shared);
    return {
      pid: String(thread["pid"] ?? ""),
      tid: String(thread["tid"] ?? ""),
      name: stringOr(thread["name"], ""),
      stacks,
      samples: readSamples(samples, stacks.prefix.length),
    };
  };
}

function readSamples(samples: JsonObject, stackCount: number): FirefoxSamples {
  const stack = indexColumn(columnOf(samples, "stack"), stackCount, "stack");
  return {
    stack,
    timeMs: readTimes(samples),
    weight: numberColumn(columnOf(samples, "weight"), "weight"),
    weightType: stringOr(samples["weightType"], "samples"),
    cpuDelta: numberColumn(columnOf(samples, "threadCPUDelta"), "threadCPUDelta"),
  };
}

function readTimes(samples: JsonObject): Float64Array {
  if (samples["time"] !== undefined) return numberColumn(columnOf(samples, "time"), "time");
  let now = 0;
  return numberColumn(columnOf(samples, "timeDeltas"), "timeDeltas").map((delta) => {
    now += delta;
    return now;
  });
}

/** `owner` holds the tables; strings and sources may be elsewhere. */
function readStacks(owner: JsonObject, shared: JsonObject): StackTable {
  const table = requireObject(owner["stackTable"], "'stackTable'");
  const frames = requireObject(owner["frameTable"], "'frameTable'");
  const functions = readFunctions(owner, shared);
  const functionOf = columnOf(frames, "func");
  const lines = columnOf(frames, "line");
  const columns = columnOf(frames, "column");
  const frame = indexColumn(columnOf(table, "frame"), functionOf.length, "frame");
  return {
    prefix: readPrefixes(table, frame.length),
    frame,
    readFrame(index) {
      const { name, file, firstLine } = functions(functionOf[index]);
      return { name, file, firstLine, line: lineOr0(lines[index]), column: columns[index] };
    },
  };
}

function readPrefixes(table: JsonObject, length: number): Int32Array {
  const offsets = columnOf(table, "prefixOffset");
  const prefixes = indexColumn(columnOf(table, "prefix"), length, "prefix");
  if (offsets.length === 0) return checkedPrefixes(prefixes);
  const distances = indexColumn(offsets, length + 1, "prefixOffset");
  return checkedPrefixes(distances.map((distance, stack) => (distance <= 0 ? -1 : Math.max(-1, stack - distance))));
}

type FirefoxFunction = Pick<FirefoxFrame, "name" | "file" | "firstLine">;

function readFunctions(owner: JsonObject, shared: JsonObject): (index: unknown) => FirefoxFunction {
  const table = requireObject(owner["funcTable"], "'funcTable'");
  const strings =
    columnOf(owner, "stringArray").length > 0 ? columnOf(owner, "stringArray") : columnOf(shared, "stringArray");
  const sources = columnOf(requireObject(shared["sources"] ?? {}, "'sources'"), "filename");
  const [names, files, sourceOf, lines] = ["name", "fileName", "source", "lineNumber"].map((name) =>
    columnOf(table, name),
  );
  const textOf = (index: unknown): string =>
    index === null || index === undefined ? "" : stringOr(strings[requireIndex(index, strings.length, "A text")], "");
  return (index) => {
    const row = requireIndex(index, names?.length ?? 0, "The function of a frame");
    const source = sourceOf?.[row];
    const file =
      source === null || source === undefined
        ? files?.[row]
        : sources[requireIndex(source, sources.length, "A source")];
    return { name: textOf(names?.[row]), file: textOf(file), firstLine: lineOr0(lines?.[row]) };
  };
}
