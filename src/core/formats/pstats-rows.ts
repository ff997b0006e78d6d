import type { CallNumbers } from "../profile/call-rows.ts";

/** Rows of the tables that `Lib/pstats.py` prints. */

const CALLS = String.raw`(\d{1,15})(?:/(\d{1,15}))?`;
const SECONDS = String.raw`-?\d{1,12}\.\d{3}`;
const CALL_ROW = new RegExp(`^ *${CALLS} +((?:${SECONDS} +){2,4})(\\S.*)$`);
const EDGE_ROW = new RegExp(`^ *${CALLS} +(${SECONDS}) +(${SECONDS}) +(\\S.*)$`);

/** `ncalls tottime percall cumtime percall name`; a time per call is left blank where there was no call. */
export function readCallRow(line: string): { readonly name: string; readonly numbers: CallNumbers } | null {
  const match = CALL_ROW.exec(line.trimEnd());
  if (match === null) return null;
  const [, all = "", primitive = all, columns = "", name = ""] = match;
  const times = columns.trim().split(/ +/).map(Number);
  const calls = Number(all);
  const primitiveCalls = Number(primitive);
  const totalAt = times.length === 2 || (times.length === 3 && calls === 0) ? 1 : 2;
  return { name, numbers: numbersOf(calls, primitiveCalls, times[0], times[totalAt]) };
}

/** A row of callers (`<-`) or callees (`->`): what they are of is named in the first row only. */
export interface EdgeRow {
  readonly subject: string | null;
  readonly arrow: "<-" | "->";
  readonly edge: { readonly name: string; readonly numbers: CallNumbers } | null;
}

export function readEdgeRow(line: string): EdgeRow | null {
  const arrowAt = Math.max(line.indexOf(" <-"), line.indexOf(" ->"));
  const subject = arrowAt <= 0 ? null : line.slice(0, arrowAt).trimEnd();
  const match = EDGE_ROW.exec((arrowAt < 0 ? line : line.slice(arrowAt + 3)).trimEnd());
  if (subject === null && match === null) return null;
  const [, all = "", primitive = all, own, total, name = ""] = match ?? [];
  return {
    subject,
    arrow: line.startsWith(" ->", arrowAt) ? "->" : "<-",
    edge:
      match === null ? null : { name, numbers: numbersOf(Number(all), Number(primitive), Number(own), Number(total)) },
  };
}

function numbersOf(calls: number, primitiveCalls: number, own = 0, total = 0): CallNumbers {
  return { calls, primitiveCalls, selfSeconds: Math.max(0, own), totalSeconds: Math.max(0, total) };
}

/** `file:line(name)`, `{built-in method m.f}`, and `~:0(name)` where there is no file. */
export function readFunctionName(text: string): {
  readonly name: string;
  readonly file: string;
  readonly line: number;
} {
  const placed = /^(.*):(\d{1,10})\((.*)\)$/s.exec(text);
  if (placed !== null) {
    const [, file = "", line = "", name = ""] = placed;
    return { name, file: file === "~" ? "" : file, line: Number(line) < 0x7fffffff ? Number(line) : 0 };
  }
  // The braces stand for the angle brackets that cProfile has around names of built-in functions.
  const builtIn = /^\{(.*)\}$/s.exec(text);
  return { name: builtIn === null ? text : `<${builtIn[1]}>`, file: "", line: 0 };
}
