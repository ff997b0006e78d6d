import { createTreeBuilder } from "../profile/builder.ts";
import type { Weight } from "../profile/model.ts";
import { type JsonObject, lineOr0, parseJson, requireAmount, requireArray, requireObject, stringOr } from "./json.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { headText, wholeText } from "./text-bytes.ts";

/**
 * What Python 3.15's `profiling.sampling --jsonl` writes (`Lib/profiling/sampling/jsonl_collector.py`): tables of strings and
 * of frames, and for each frame the samples in which it was executing (`self`) and those in which it was anywhere on
 * the stack (`cumulative`, recursion once). There are no stacks, so each frame stands for itself. Columns count from 0 in
 * the file. Lines without an `end` are a file that is cut off. A draft of the format numbered from 1, with `str_def` and
 * `frame_def`.
 */
export const tachyonJsonl: Format = { id: "tachyon-jsonl", label: "profiling.sampling JSONL", detect, parse };

function detect(source: ProfileSource): boolean {
  const start = headText(source).trimStart().split("\n", 1)[0] ?? "";
  return /^\{[^{}]*"type"\s*:\s*"meta"/.test(start) && start.includes('"sample_interval_usec"');
}

interface Frame {
  readonly path: unknown;
  readonly name: unknown;
  readonly line: number;
  readonly column: number;
}

interface State {
  mode: string;
  readonly strings: Map<unknown, string>;
  readonly frames: Map<unknown, Frame>;
  readonly counts: Map<unknown, { readonly own: number; readonly cumulative: number }>;
  total: number | null;
  isWhole: boolean;
}

function parse(source: ProfileSource): ParseOutcome {
  const state: State = {
    mode: "",
    strings: new Map(),
    frames: new Map(),
    counts: new Map(),
    total: null,
    isWhole: false,
  };
  const text = wholeText(source);
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end).trim();
    const record = line === "" ? {} : readRecord(line, at, newline < 0);
    if (record === null) break;
    addRecord(state, record);
    at = end + 1;
  }
  return { ok: true, profiles: [build(state)] };
}

/** Null where the last line is cut off. */
function readRecord(line: string, offset: number, isLast: boolean): JsonObject | null {
  try {
    return requireObject(parseJson(line, "A line of this file", offset), "A line of this file");
  } catch (error) {
    if (isLast) return null;
    throw error;
  }
}

/** Types that are not known are for newer readers. */
function addRecord(state: State, record: JsonObject): void {
  switch (record["type"]) {
    case "meta":
      state.mode = stringOr(record["mode"], "");
      break;
    case "string_table":
    case "str_def":
      for (const entry of entriesOf(record)) state.strings.set(entry["str_id"], stringOr(entry["value"], ""));
      break;
    case "frame_table":
    case "frame_def":
      for (const entry of entriesOf(record)) state.frames.set(entry["frame_id"], frameOf(entry));
      break;
    case "agg":
      if (record["kind"] === "frame" || record["kind"] === undefined) addCounts(state, record);
      break;
    case "end":
      state.isWhole = true;
  }
  const total = record["samples_total"];
  if (typeof total === "number") state.total = requireAmount(total, "The number of samples");
}

/** The entries of a record: its only list, or the record itself. */
function entriesOf(record: JsonObject): readonly JsonObject[] {
  const list = Object.values(record).find(Array.isArray);
  return list === undefined ? [record] : list.map((entry) => requireObject(entry, "An entry of a table"));
}

function frameOf(entry: JsonObject): Frame {
  const column = entry["col"];
  return {
    path: entry["path_str_id"],
    name: entry["func_str_id"],
    line: lineOr0(entry["line"]),
    column: typeof column === "number" && column >= 0 ? lineOr0(column + 1) : 0,
  };
}

function addCounts({ counts }: State, record: JsonObject): void {
  for (const value of requireArray(record["entries"], "'entries'")) {
    const entry = requireObject(value, "An entry of the sums");
    counts.set(entry["frame_id"], {
      own: requireAmount(entry["self"] ?? 0, "A number of samples"),
      cumulative: requireAmount(entry["cumulative"] ?? 0, "A number of samples"),
    });
  }
}

function build({ mode, strings, frames, counts, total, isWhole }: State) {
  const producer = mode === "" ? "profiling.sampling" : `profiling.sampling (${mode})`;
  const builder = createTreeBuilder({ format: tachyonJsonl.id, producer, pid: null });
  const thread = builder.thread("", "");
  let sum = 0;
  for (const [id, { own, cumulative }] of counts) {
    const frame = frames.get(id);
    if (frame === undefined) throw new FormatError("The samples of a frame that is not in the table.");
    // `~` is Python's word for "no file".
    const path = strings.get(frame.path) ?? "";
    const name = strings.get(frame.name) ?? "(no name)";
    const functionIndex = builder.function(name, builder.file(path === "~" ? "" : path), 0);
    const node = builder.node(-1, builder.frame(functionIndex, frame.line, frame.column), thread);
    builder.add(node, 0, own);
    builder.add(node, 1, cumulative);
    sum += own;
  }
  if (counts.size === 0 && !isWhole) throw new FormatError("The file is cut off before its first samples.");
  const warnings = ["The file has no stacks: each line stands for itself."];
  if (!isWhole) {
    const left = total === null || total <= sum ? "" : ` ${total - sum} of ${total} samples are missing.`;
    warnings.push(`The file is cut off.${left}`);
  }
  return builder.build(weightsOf(sum), warnings);
}

function weightsOf(samples: number): Weight[] {
  const certainty = { kind: "sampled", samples } as const;
  return [
    { id: "samples", label: "Samples", unit: "samples", certainty },
    { id: "samples-on-stack", label: "Samples with the line on the stack", unit: "samples", certainty },
  ];
}
