import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Certainty, Weight } from "../profile/model.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { headText, wholeText } from "./text-bytes.ts";

/**
 * The table that `kernprof -v` and `python -m line_profiler` print (line_profiler's `show_text`): `Timer unit: 1e-06 s`, per
 * function `File:`, `Function: f at line 3` and rows `line hits time per-hit %time source`. The widths of its columns
 * change with the numbers, which may be `1e+06`; a line that never ran has no numbers. There are no stacks. Other output
 * may stand around it.
 */
export const lineProfilerText: Format = { id: "line-profiler-text", label: "line_profiler text", detect, parse };

const UNIT = /^Timer unit: (\d(?:\.\d+)?(?:e[+-]?\d{1,2})?) s\s*$/m;
const FUNCTION = /^Function: (.*) at line (\d{1,9})\s*$/;
const COLUMNS = /^Line #\s+Hits\s+Time\s+Per Hit\s+% Time\s+(?=Line Contents)/;
const NO_SOURCE = "Could not find file ";
const NUMBER = String.raw`\d{1,20}(?:\.\d{0,20})?(?:e[+-]?\d{1,3})?`;
const ROW = new RegExp(
  `^ *(\\d{1,9}) +(${NUMBER}) +(${NUMBER}) +(?:${NUMBER}|nan|inf) +(?:${NUMBER}|nan|inf)(?: |$)`,
  "i",
);
const NS_PER_SECOND = 1e9;

function detect(source: ProfileSource): boolean {
  const text = headText(source);
  return UNIT.test(text) && /^(?:Function: .* at line \d+\s*$|Could not find file )/m.test(text);
}

interface State {
  readonly builder: TreeBuilder;
  readonly thread: number;
  unitNs: number;
  file: string;
  functionIndex: number;
  /** Where the source begins in the rows of the table at hand, 0 outside of one. */
  contentsColumn: number;
  rows: number;
  /** Whether a time is written with few digits, as `1e+06`. */
  isRounded: boolean;
  functionsWithoutSource: number;
}

function parse(source: ProfileSource): ParseOutcome {
  const builder = createTreeBuilder({ format: lineProfilerText.id, producer: "line_profiler", pid: null });
  const state: State = {
    builder,
    thread: builder.thread("", ""),
    unitNs: 0,
    file: "",
    functionIndex: -1,
    contentsColumn: 0,
    rows: 0,
    isRounded: false,
    functionsWithoutSource: 0,
  };
  for (const line of wholeText(source).split(/\r?\n/)) readLine(state, line);
  if (state.rows === 0) throw new FormatError("No line of this table was executed.");
  const warnings =
    state.functionsWithoutSource === 0
      ? []
      : ["line_profiler did not find the source of some functions: they have no name."];
  return { ok: true, profiles: [builder.build(weightsOf(state.isRounded), warnings)] };
}

function readLine(state: State, line: string): void {
  if (state.contentsColumn > 0 && addRow(state, line)) return;
  const unit = UNIT.exec(line)?.[1];
  const named = FUNCTION.exec(line);
  if (unit !== undefined) state.unitNs = Number(unit) * NS_PER_SECOND;
  else if (line.startsWith("File: ")) state.file = line.slice("File: ".length).trim();
  else if (line.startsWith(NO_SOURCE)) {
    // Then line_profiler does not name the function either.
    state.functionsWithoutSource++;
    state.file = line.slice(NO_SOURCE.length).trim();
    state.functionIndex = state.builder.function("(function not named)", state.builder.file(state.file), 0);
    state.contentsColumn = 0;
  } else if (named !== null) {
    const [, name = "", firstLine = ""] = named;
    state.functionIndex = state.builder.function(name, state.builder.file(state.file), Number(firstLine));
    state.contentsColumn = 0;
  } else if (state.functionIndex >= 0) state.contentsColumn = COLUMNS.exec(line)?.[0].length ?? 0;
}

/** False where the line is no row of the table. A line that never ran has blanks up to its source. */
function addRow(state: State, line: string): boolean {
  if (/^(?: *\d+ *|=+)$/.test(line.slice(0, state.contentsColumn))) return true;
  const match = ROW.exec(line);
  if (match === null) return false;
  const [, number = "", hits = "", time = ""] = match;
  const { builder, thread, functionIndex } = state;
  const node = builder.node(-1, builder.frame(functionIndex, Number(number)), thread);
  builder.add(node, 0, finite(time) * state.unitNs);
  builder.add(node, 1, finite(hits));
  state.isRounded ||= /e/i.test(time);
  state.rows += 1;
  return true;
}

function finite(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number)) throw new FormatError("A number of this table is too large.");
  return number;
}

function weightsOf(isRounded: boolean): Weight[] {
  const exact: Certainty = { kind: "exact" };
  const time: Certainty = isRounded
    ? { kind: "estimated", because: "the table has some times with few digits" }
    : exact;
  return [
    { id: "wall", label: "Time", unit: "ns", certainty: time },
    { id: "hits", label: "Hits", unit: "hits", certainty: exact },
  ];
}
