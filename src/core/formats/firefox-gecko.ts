import { checkedPrefixes, columnOf, indexColumn, numberColumn } from "./firefox-columns.ts";
import type { FirefoxFrame, FirefoxThread } from "./firefox-thread.ts";
import { type JsonObject, lineOr0, requireArray, requireIndex, requireObject, stringOr } from "./json.ts";

/**
 * Reads a thread as Firefox itself writes it, before its front end works on it (`docs-developer/gecko-profile-format.md`):
 * tables are `{schema: {column: index}, data: [row, ...]}`, rows may end before their last columns, and a frame's
 * `location` is a text.
 */
export function readGeckoThread(thread: JsonObject): FirefoxThread {
  const strings = columnOf(thread, "stringTable");
  const frames = requireObject(thread["frameTable"], "'frameTable'");
  const [locations, lines, columns] = ["location", "line", "column"].map((name) => geckoColumn(frames, name));
  const stacks = requireObject(thread["stackTable"], "'stackTable'");
  const frame = indexColumn(geckoColumn(stacks, "frame"), locations?.length ?? 0, "frame");
  const prefix = checkedPrefixes(indexColumn(geckoColumn(stacks, "prefix"), frame.length, "prefix"));
  const samples = requireObject(thread["samples"], "The samples of a thread");
  return {
    pid: String(thread["pid"] ?? ""),
    tid: String(thread["tid"] ?? ""),
    name: stringOr(thread["name"], ""),
    stacks: {
      prefix,
      frame,
      readFrame(index) {
        const location = strings[requireIndex(locations?.[index], strings.length, "The location of a frame")];
        return readLocation(stringOr(location, ""), lineOr0(lines?.[index]), columns?.[index]);
      },
    },
    samples: {
      stack: indexColumn(geckoColumn(samples, "stack"), frame.length, "stack"),
      timeMs: numberColumn(geckoColumn(samples, "time"), "time"),
      weight: new Float64Array(0),
      weightType: "samples",
      cpuDelta: numberColumn(geckoColumn(samples, "threadCPUDelta"), "threadCPUDelta"),
    },
  };
}

/** A column of a table with a schema; empty where the schema does not have it. */
function geckoColumn(table: JsonObject, name: string): readonly unknown[] {
  const index = requireObject(table["schema"], "A schema")[name];
  if (typeof index !== "number") return [];
  return requireArray(table["data"], "The rows of a table").map((row) => requireArray(row, "A row")[index] ?? null);
}

/**
 * `function (file:line:column)` or `function (file:line)`, the line being that of the function; native code is a name or
 * an address.
 */
function readLocation(location: string, line: number, column: unknown): FirefoxFrame {
  const open = location.lastIndexOf(" (");
  const place = /:(\d+)(?::(\d+))?\)$/.exec(location);
  if (open < 0 || place === null || place.index < open) return { name: location, file: "", firstLine: 0, line, column };
  const file = location.slice(open + 2, place.index);
  return { name: location.slice(0, open), file, firstLine: lineOr0(Number(place[1])), line, column };
}
