import type { CallNumbers } from "../profile/builder.ts";
import { latin1, utf8 } from "./byte-reader.ts";

/** What `scanStats` calls for every function and every pair, with what its keys were given for. */
export interface StatsVisitor {
  /** A number for the function (file, line, name). */
  key(file: string, line: number, name: string): number;
  function(key: number, numbers: CallNumbers): void;
  edge(caller: number, callee: number, numbers: CallNumbers): void;
}

const [REFERENCE, SMALL_TUPLE, TUPLE, DICT, NULL, FLOAT, INT] = [0x72, 0x29, 0x28, 0x7b, 0x30, 0x67, 0x69];
const [SHORT_ASCII, SHORT_INTERNED, ASCII, ASCII_INTERNED, UNICODE] = [0x7a, 0x5a, 0x61, 0x41, 0x75];
const FLAG = 0x80;
/** Stands in the list of references for what is no text and no number: nothing that is plain refers to it. */
const OTHER = Symbol("other");
/** Thrown and caught in this file. */
const NOT_PLAIN = Symbol("not plain");

/**
 * Reads the statistics that cProfile of Python 3.4 and newer dumps without making a value of each part: only dicts, tuples,
 * texts, 32-bit numbers and doubles in the places where cProfile has them. Gives the bytes left behind them, or -1 for
 * anything else, whole or damaged: then what was visited does not count and `readMarshal` has to look.
 */
export function scanStats(bytes: Uint8Array, visitor: StatsVisitor): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const references: (string | number | typeof OTHER)[] = [];
  const numbers = { calls: 0, primitiveCalls: 0, selfSeconds: 0, totalSeconds: 0 };
  let at = 0;

  const skip = (count: number): number => {
    if (count < 0 || count > bytes.length - at) throw NOT_PLAIN;
    at += count;
    return at - count;
  };

  /** The type of the value that begins here; its place among the references is taken before its parts'. */
  const open = (): number => {
    const type = bytes[skip(1)] ?? 0;
    if ((type & FLAG) !== 0) references.push(OTHER);
    return type & ~FLAG;
  };

  const tuple = (length: number): void => {
    const type = open();
    const found = type === SMALL_TUPLE ? bytes[skip(1)] : type === TUPLE ? view.getInt32(skip(4), true) : -1;
    if (found !== length) throw NOT_PLAIN;
  };

  const number = (): number => {
    const isFlagged = ((bytes[at] ?? 0) & FLAG) !== 0;
    const type = open();
    if (type === REFERENCE) return referredNumber();
    if (type !== INT && type !== FLOAT) throw NOT_PLAIN;
    const value = type === INT ? view.getInt32(skip(4), true) : view.getFloat64(skip(8), true);
    if (!Number.isFinite(value)) throw NOT_PLAIN;
    if (isFlagged) references[references.length - 1] = value;
    return value;
  };

  const referredNumber = (): number => {
    const value = references[view.getInt32(skip(4), true)];
    if (typeof value !== "number") throw NOT_PLAIN;
    return value;
  };

  const text = (): string => {
    const isFlagged = ((bytes[at] ?? 0) & FLAG) !== 0;
    const type = open();
    if (type === REFERENCE) {
      const value = references[view.getInt32(skip(4), true)];
      if (typeof value !== "string") throw NOT_PLAIN;
      return value;
    }
    const value = textOf(type);
    if (isFlagged) references[references.length - 1] = value;
    return value;
  };

  const textOf = (type: number): string => {
    const isShort = type === SHORT_ASCII || type === SHORT_INTERNED;
    if (!isShort && type !== ASCII && type !== ASCII_INTERNED && type !== UNICODE) throw NOT_PLAIN;
    const length = isShort ? (bytes[skip(1)] ?? 0) : view.getInt32(skip(4), true);
    const start = skip(length);
    const content = bytes.subarray(start, start + length);
    return type === UNICODE ? utf8(content) : latin1(content);
  };

  const key = (): number => {
    tuple(3);
    return visitor.key(text(), number(), text());
  };

  const dict = (entry: () => void): void => {
    if (open() !== DICT) throw NOT_PLAIN;
    while (bytes[at] !== NULL) entry();
    at += 1;
  };

  const readNumbers = (first: "calls" | "primitiveCalls", second: "calls" | "primitiveCalls"): CallNumbers => {
    numbers[first] = counted(number());
    numbers[second] = counted(number());
    numbers.selfSeconds = number();
    numbers.totalSeconds = number();
    return numbers;
  };

  let callee = 0;
  const readEdge = (): void => {
    const caller = key();
    tuple(4);
    visitor.edge(caller, callee, readNumbers("calls", "primitiveCalls"));
  };

  try {
    dict(() => {
      callee = key();
      tuple(5);
      visitor.function(callee, readNumbers("primitiveCalls", "calls"));
      dict(readEdge);
    });
  } catch (error) {
    // A view throws a RangeError for a place outside of it; a damaged file is for the reader that says where.
    if (error === NOT_PLAIN || error instanceof RangeError) return -1;
    throw error;
  }
  return bytes.length - at;
}

/** Counts below 0 mean "not counted". */
function counted(count: number): number {
  return count < 0 ? Number.NaN : count;
}
