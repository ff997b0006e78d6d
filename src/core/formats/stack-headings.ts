import { latin1 } from "./byte-reader.ts";

/**
 * py-spy's headings above the frames of a stack (its `src/stack_trace.rs`): `process 77:"command line"` with `-s`, the
 * outermost process first, and `thread (123): NAME` with `-t`. The command line is not escaped.
 */

const PROCESS = /^process (\d{1,15}):"/;
const LONGEST_START = 26;
/** Heading's first byte, and where its number begins. */
const FIRST = 0x70;
const DIGIT_AT = 8;
const DIGIT_0 = 0x30;
/** What may follow a heading of a process: another one, one of a thread, or a frame `name (file:line)`. */
const NEXT_FRAME = /^(?:process \d{1,15}:"|thread \((?:\d+|0x[0-9A-F]+)\)|[^;()]{1,400} \([^;]{1,1000}\)(?:;|$))/;

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
  const text = latin1(bytes.subarray(start, stackEnd));
  let first = 0;
  let tries = 0;
  for (let at = text.indexOf('";'); at > 0 && tries < 100; at = text.indexOf('";', at + 1), tries++) {
    if (first === 0) first = at + 1;
    if (NEXT_FRAME.test(text.slice(at + 2, at + 1500))) return start + at + 1;
  }
  return first > 0 ? start + first : stackEnd;
}

/** The process of a heading, null where it is none. */
export function headingPid(label: string): number | null {
  const match = PROCESS.exec(label);
  return match === null ? null : Number(match[1]);
}

/** The thread of a heading, null where it is none. */
export function headingThread(label: string): { readonly id: string; readonly name: string } | null {
  const match = /^thread \((\d+|0x[0-9A-Fa-f]+)\)(?:: (.*))?$/s.exec(label);
  return match === null ? null : { id: match[1] ?? "", name: match[2] ?? "" };
}
