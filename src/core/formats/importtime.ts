import { createTreeBuilder } from "../profile/builder.ts";
import type { Weight } from "../profile/model.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { headText, wholeText } from "./text-bytes.ts";

/**
 * What `python -X importtime` writes to stderr (`Python/import.c`): one row per import when it ends,
 * `import time: self [us] | cumulative | name`, the name indented by two blanks for each import around it. An import comes
 * after those that it caused, so the tree is read from the end. `=2` (3.14) adds rows `cached | cached` for modules that
 * were there already. There are no files and no lines; the program's own stderr stands between the rows, or before one.
 */
export const importtime: Format = { id: "importtime", label: "-X importtime", detect, parse };

const PREFIX = "import time:";
const ROW = /^ *(?:(\d{1,15}) \| *(\d{1,15})|cached *\| *cached) *\| ( *)(\S.*)$/;
const HEADER = "self [us] |";
const INDENT = 2;
const US_NS = 1000;

interface Row {
  readonly name: string;
  readonly depth: number;
  /** Null for a module that was there already. */
  readonly selfNs: number | null;
}

function detect(source: ProfileSource): boolean {
  const text = headText(source);
  for (let at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
    const rest = (text.slice(at + PREFIX.length, at + 400).split("\n", 1)[0] ?? "").trimEnd();
    if (rest.trimStart().startsWith(HEADER) || ROW.test(rest)) return true;
  }
  return false;
}

function parse(source: ProfileSource): ParseOutcome {
  const { rows, headers, broken } = readRows(wholeText(source));
  if (rows.length === 0) throw new FormatError("There is no import in this output of -X importtime.");
  const builder = createTreeBuilder({ format: importtime.id, producer: "-X importtime", pid: null });
  const thread = builder.thread("", "");
  // Around the row that is read: nodes of the imports that ended later and began earlier, and their depths.
  const path: { readonly depth: number; readonly node: number }[] = [];
  let cached = 0;
  for (const { name, depth, selfNs } of rows.toReversed()) {
    while ((path.at(-1)?.depth ?? -1) >= depth) path.pop();
    const frame = builder.frame(builder.function(name, -1, 0), 0);
    const node = builder.node(path.at(-1)?.node ?? -1, frame, thread);
    path.push({ depth, node });
    builder.add(node, selfNs === null ? 1 : 0, selfNs ?? 1);
    if (selfNs === null) cached++;
  }
  return { ok: true, profiles: [builder.build(weightsOf(cached > 0), warningsOf(rows, headers, broken))] };
}

function readRows(text: string): { rows: Row[]; headers: number; broken: number } {
  const rows: Row[] = [];
  let headers = 0;
  let broken = 0;
  for (let at = text.indexOf(PREFIX); at >= 0; ) {
    // Another thread or process may have begun its row in the middle of this one.
    const next = text.indexOf(PREFIX, at + PREFIX.length);
    const upToNext = text.slice(at + PREFIX.length, next < 0 ? undefined : next);
    const newline = upToNext.indexOf("\n");
    const rest = (newline < 0 ? upToNext : upToNext.slice(0, newline)).trimEnd();
    const match = ROW.exec(rest);
    if (match !== null) rows.push(rowOf(match));
    else if (rest.trimStart().startsWith(HEADER)) headers++;
    else broken++;
    at = next;
  }
  return { rows, headers, broken };
}

function rowOf([, self, , indent = "", name = ""]: RegExpExecArray): Row {
  return { name, depth: Math.floor(indent.length / INDENT), selfNs: self === undefined ? null : Number(self) * US_NS };
}

function weightsOf(hasCached: boolean): Weight[] {
  const certainty = { kind: "exact" } as const;
  const wall: Weight = { id: "wall", label: "Time", unit: "ns", certainty };
  const found: Weight = { id: "cached-imports", label: "Imports found in the cache", unit: "count", certainty };
  return hasCached ? [wall, found] : [wall];
}

function warningsOf(rows: readonly Row[], headers: number, broken: number): string[] {
  const warnings: string[] = [];
  if (headers > 1)
    warnings.push(`${headers} processes wrote into this file: which import belongs to which cannot be told.`);
  if (broken > 0) warnings.push(`${broken} ${broken === 1 ? "row is" : "rows are"} broken by other output: left out.`);
  if ((rows.at(-1)?.depth ?? 0) > 0)
    warnings.push("The file ends before the last imports had ended: what caused them is not known.");
  return warnings;
}
