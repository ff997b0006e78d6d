import { type JsonObject, parseJson, requireArray, requireObject } from "./json.ts";
import { closingBrackets } from "./json-brackets.ts";
import { FormatError } from "./source.ts";

/** The events of a trace, and the object around them; empty where the file is a bare array. */
export interface TraceText {
  readonly events: readonly unknown[];
  readonly around: JsonObject;
  readonly isCutOff: boolean;
}

const WHAT = "This trace";

/**
 * Reads `{"traceEvents": [...], ...}` or a bare array of events. The definition of the format lets an array do without its
 * end, so that a program may write it until it dies; of one that stops inside an event the whole events are read.
 */
export function readTraceText(text: string): TraceText {
  try {
    return readWhole(parseJson(text, WHAT));
  } catch (error) {
    const start = startOfEvents(text);
    const end = start < 0 ? -1 : endOfWholeEvents(text, start);
    if (!(error instanceof FormatError) || end < 0) throw error;
    const events = requireArray(parseJson(`${text.slice(start, end)}]`, WHAT, start), "The events");
    const rest = text.slice(end).trim();
    return { events, around: {}, isCutOff: !(text.trimStart().startsWith("[") && (rest === "" || rest === ",")) };
  }
}

function readWhole(value: unknown): TraceText {
  if (Array.isArray(value)) return { events: value, around: {}, isCutOff: false };
  const around = requireObject(value, WHAT);
  return { events: requireArray(around["traceEvents"], "'traceEvents'"), around, isCutOff: false };
}

/** Index of the bracket that opens the events; -1 where there is none. */
function startOfEvents(text: string): number {
  const first = text.search(/\S/);
  if (text[first] === "[") return first;
  const key = text.indexOf('"traceEvents"');
  return key < 0 ? -1 : text.indexOf("[", key);
}

/** One past the last event that is whole, where the file ends before its array does; -1 where no event is whole. */
function endOfWholeEvents(text: string, start: number): number {
  let whole = -1;
  for (const { end, depth } of closingBrackets(text, start)) {
    if (depth === 1) whole = end;
    if (depth === 0) break;
  }
  return whole;
}
