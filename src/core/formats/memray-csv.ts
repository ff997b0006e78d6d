import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Weight } from "../profile/model.ts";
import { csvRows } from "./csv-rows.ts";
import { lineOr0 } from "./json.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { headText, wholeText } from "./text-bytes.ts";

/**
 * What `memray transform csv` writes (its `reporters/transform.py`): one row per allocator, thread and stack, with the bytes
 * and the number of allocations that were alive at the peak, or leaked with `--leaks`: the file does not say which. A
 * stack is `function;file;line|...`, where memory was taken first. Allocators are not told apart here.
 */
export const memrayCsv: Format = { id: "memray-csv", label: "memray CSV", detect, parse };

const HEADER = "allocator,num_allocations,size,tid,thread_name,stack_trace";
const COLUMNS = 6;
/** memray's own words where it could not walk the stack. */
const NO_STACK = "<stack trace unavailable>";
const LONGEST_FRAME = 10_000;
const AMOUNT = /^\d{1,16}$/;

function detect(source: ProfileSource): boolean {
  return headText(source).startsWith(HEADER);
}

interface Threads {
  readonly builder: TreeBuilder;
  readonly known: Map<string, number>;
}

function parse(source: ProfileSource): ParseOutcome {
  const builder = createTreeBuilder({ format: memrayCsv.id, producer: "memray", pid: null });
  const threads: Threads = { builder, known: new Map() };
  let strangeRows = 0;
  let isHeader = true;
  for (const row of csvRows(wholeText(source))) {
    if (!isHeader && !addRow(threads, row)) strangeRows++;
    isHeader = false;
  }
  if (threads.known.size === 0) throw new FormatError("There is no allocation in this file of memray's.");
  const warnings =
    strangeRows === 0 ? [] : [`${strangeRows} ${strangeRows === 1 ? "row is" : "rows are"} not whole: left out.`];
  return { ok: true, profiles: [builder.build(WEIGHTS, warnings)] };
}

const WEIGHTS: readonly Weight[] = [
  { id: "bytes", label: "Memory", unit: "bytes", certainty: { kind: "exact" } },
  { id: "blocks", label: "Allocations", unit: "blocks", certainty: { kind: "exact" } },
];

/** False where the row is damaged. */
function addRow(threads: Threads, row: readonly string[]): boolean {
  const [, count = "", size = "", tid = "", threadName = "", stack = ""] = row;
  if (row.length !== COLUMNS || !AMOUNT.test(count) || !AMOUNT.test(size)) return false;
  const frames = framesOf(stack);
  if (frames === null) return false;
  const { builder } = threads;
  const thread = threadOf(threads, tid, threadName);
  let node = -1;
  for (const { name, file, line } of frames.toReversed())
    node = builder.node(node, builder.frame(builder.function(name, builder.file(file), 0), line), thread);
  builder.add(node, 0, Number(size));
  builder.add(node, 1, Number(count));
  return true;
}

function threadOf({ builder, known }: Threads, id: string, name: string): number {
  const index = known.get(id) ?? builder.thread(id, name);
  known.set(id, index);
  return index;
}

interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Where memory was taken first; null where the text is no stack. A `|` within a name does not end its frame. */
function framesOf(stack: string): Frame[] | null {
  if (stack === "") return [{ name: NO_STACK, file: "", line: 0 }];
  const frames: Frame[] = [];
  let begun = "";
  for (const part of stack.split("|")) {
    begun = begun === "" ? part : `${begun}|${part}`;
    const frame = frameOf(begun);
    if (begun.length > LONGEST_FRAME) return null;
    if (frame === null) continue;
    frames.push(frame);
    begun = "";
  }
  return begun === "" ? frames : null;
}

function frameOf(text: string): Frame | null {
  const first = text.indexOf(";");
  const last = text.lastIndexOf(";");
  const line = text.slice(last + 1);
  if (first < 0 || last <= first || !/^\d{1,12}$/.test(line)) return null;
  return { name: text.slice(0, first), file: text.slice(first + 1, last), line: lineOr0(Number(line)) };
}
