import type { Label } from "./labelled-stacks.ts";
import { readEscapes } from "./stack-escapes.ts";
import { headingPid, headingThread } from "./stack-headings.ts";

/** How the tools of Python write a frame into one piece of text. */

/** `name (file:line)`, `name (file)` where there is no line, `name`: py-spy, with its headings of processes and threads. */
export function readPySpyLabel(label: string): Label {
  const pid = headingPid(label);
  if (pid !== null) return { kind: "process", pid };
  const thread = headingThread(label);
  if (thread !== null) return { kind: "thread", ...thread };
  return pySpyFrame(label) ?? nameOnly(label);
}

/** `P77`, `T0:88` or `T88`, and frames `file:name:line`: austin. `:GC:` stands for the collector. */
export function readAustinLabel(label: string): Label {
  if (/^P\d{1,15}$/.test(label)) return { kind: "process", pid: Number(label.slice(1)) };
  if (/^T(?:\d+:)?[0-9a-fx]+$/i.test(label)) return { kind: "thread", id: label.slice(1), name: "" };
  return colonFrame(label) ?? nameOnly(label);
}

/** `tid:88`, and frames `file:name:line` without the file's folder: Python 3.15's sampling profiler. */
export function readTachyonLabel(label: string): Label {
  const thread = /^tid:(\S+)$/.exec(label);
  if (thread !== null) return { kind: "thread", id: thread[1] ?? "", name: "" };
  return colonFrame(label) ?? nameOnly(label);
}

/** Any of these frames where the text can hardly be anything else, and perf's `py::name:file`. */
export function readAnyLabel(label: string): Label {
  if (isPySpyFrame(label)) return pySpyFrame(label) ?? nameOnly(label);
  if (/(?:\.pyw?|>):[^:]*:\d+$/.test(label)) return colonFrame(label) ?? nameOnly(label);
  const perf = /^py::([^:]+):(.+)$/s.exec(label);
  return perf === null ? nameOnly(label) : { kind: "frame", name: perf[1] ?? "", file: perf[2] ?? "", line: 0 };
}

/** Whether a label names a Python file as py-spy writes it, with a line or (`--nolineno`) without. */
export function isPySpyFrame(label: string): boolean {
  const open = openingParenthesis(label);
  if (open <= 0) return false;
  const inside = label.slice(open + 2, -1);
  return /^\d+$/.test(inside.slice(inside.lastIndexOf(":") + 1)) || /(?:\.pyw?|>)$/.test(inside);
}

function pySpyFrame(label: string): Label | null {
  const open = openingParenthesis(label);
  if (open <= 0) return null;
  const inside = label.slice(open + 2, -1);
  const colon = inside.lastIndexOf(":");
  const line = Number(inside.slice(colon + 1));
  const hasLine = colon >= 0 && /^\d+$/.test(inside.slice(colon + 1));
  return {
    kind: "frame",
    name: readEscapes(label.slice(0, open)),
    file: readEscapes(hasLine ? inside.slice(0, colon) : inside),
    line: lineOf(hasLine, line),
  };
}

/**
 * Where the ` (` before the file is: paths (`Program Files (x86)`) and names of C++ (`f(void (int))`) may hold
 * parentheses, too, so it is the one that the last `)` closes. -1 where there is none.
 */
function openingParenthesis(label: string): number {
  if (!label.endsWith(")")) return -1;
  let open = 0;
  for (let at = label.length - 1; at > 0; at--) {
    if (label[at] === ")") open++;
    else if (label[at] === "(") open--;
    if (open === 0) return label[at - 1] === " " ? at - 1 : -1;
  }
  return label.indexOf(" (");
}

function colonFrame(label: string): Label | null {
  const last = label.lastIndexOf(":");
  const first = last <= 0 ? -1 : label.lastIndexOf(":", last - 1);
  if (first < 0) return null;
  const line = label.slice(last + 1);
  if (line !== "" && !/^-?\d+$/.test(line)) return null;
  return {
    kind: "frame",
    name: label.slice(first + 1, last),
    file: label.slice(0, first),
    line: lineOf(true, Number(line)),
  };
}

function nameOnly(label: string): Label {
  return { kind: "frame", name: readEscapes(label), file: "", line: 0 };
}

function lineOf(known: boolean, line: number): number {
  return known && line > 0 && line < 0x7fffffff ? line : 0;
}
