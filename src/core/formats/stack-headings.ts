import { latin1 } from "./byte-reader.ts";

/**
 * py-spy's headings above the frames of a stack (its `src/stack_trace.rs`): `process 77:"command line"` with `-s`, the
 * outermost process first, and `thread (123): NAME` with `-t`. The command line is not escaped.
 */

const PROCESS = /^process (\d{1,15}):"/;
const THREAD = /^thread \((\d+|0x[0-9A-Fa-f]+)\)(?:: (.*))?$/s;
const LONGEST_START = 26;
/** A command line with more `";` than this is not searched to its end. */
const MOST_TRIES = 16;
const LONGEST_FRAME = 1500;
/** Heading's first byte, and where its number begins. */
const FIRST = 0x70;
const DIGIT_AT = 8;
const DIGIT_0 = 0x30;
const QUOTE = 0x22;
const SEMICOLON = 0x3b;

/**
 * Where a heading of a process that begins at `start` ends: the command line may hold `";`, so the end is the first
 * `";` before something that looks like a frame, else the first of all. 0 where no heading begins here.
 */
export function headingEnd(bytes: Uint8Array, start: number, stackEnd: number): number {
  // Every frame of a file passes here: most of them no farther.
  const digit = (bytes[start + DIGIT_AT] ?? 0) - DIGIT_0;
  if (bytes[start] !== FIRST || digit < 0 || digit > 9) return 0;
  const beginning = PROCESS.exec(latin1(bytes.subarray(start, Math.min(stackEnd, start + LONGEST_START))));
  if (beginning === null) return 0;
  let first = 0;
  let quote = start + beginning[0].length - 1;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    do quote += 1;
    while (quote + 1 < stackEnd && (bytes[quote] !== QUOTE || bytes[quote + 1] !== SEMICOLON));
    if (quote + 1 >= stackEnd) break;
    if (first === 0) first = quote + 1;
    if (isFrameAt(bytes, quote + 2, stackEnd)) return quote + 1;
  }
  return first > 0 ? first : stackEnd;
}

/** Whether what follows is another heading of a process, one of a thread, or a frame `name (file:line)`. */
function isFrameAt(bytes: Uint8Array, start: number, stackEnd: number): boolean {
  const limit = Math.min(stackEnd, start + LONGEST_FRAME);
  let end = start;
  while (end < limit && bytes[end] !== SEMICOLON) end++;
  const frame = latin1(bytes.subarray(start, end));
  return PROCESS.test(frame) || THREAD.test(frame) || (frame.endsWith(")") && frame.indexOf(" (") > 0);
}

/** The process of a heading, null where it is none. */
export function headingPid(label: string): number | null {
  const match = PROCESS.exec(label);
  return match === null ? null : Number(match[1]);
}

/** The thread of a heading, null where it is none. */
export function headingThread(label: string): { readonly id: string; readonly name: string } | null {
  const match = THREAD.exec(label);
  return match === null ? null : { id: match[1] ?? "", name: match[2] ?? "" };
}
