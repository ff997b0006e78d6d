import type { CallNumbers } from "../profile/call-rows.ts";
import { grown } from "../profile/grown.ts";
import { createTripleTable } from "../profile/triple-table.ts";
import {
  createMarshalCursor,
  hasEntry,
  type MarshalCursor,
  NOT_PLAIN,
  openDict,
  openTuple,
  takeInt,
  takeRow,
  takeText,
} from "./marshal-cursor.ts";

/** What `scanStats` calls for every function and every pair, with what its keys were given for. */
export interface StatsVisitor {
  /** A number for the function (file, line, name). Not asked for again as long as the file means the same texts. */
  key(file: string, line: number, name: string): number;
  /** `numbers` are good until the next call. */
  function(key: number, numbers: CallNumbers): void;
  edge(caller: number, callee: number, numbers: CallNumbers): void;
}

/**
 * Reads the statistics that cProfile of Python 3.4 and newer dumps without making a value of each part. Gives the bytes left
 * behind them, or -1 for anything else, whole or damaged: then what was visited does not count and `readMarshal` has to look.
 */
export function scanStats(bytes: Uint8Array, visitor: StatsVisitor): number {
  const cursor = createMarshalCursor(bytes);
  try {
    visitStats(cursor, visitor);
  } catch (error) {
    // A view throws a RangeError for a place outside of it; a damaged file is for the reader that says where.
    if (error === NOT_PLAIN || error instanceof RangeError) return -1;
    throw error;
  }
  return bytes.length - cursor.at;
}

function visitStats(cursor: MarshalCursor, visitor: StatsVisitor): void {
  const keys = new KeyReader(cursor, visitor);
  /** Numbers as they stand in the file; they go from hand to hand in the same two objects, so that none is made per number. */
  const row = new Float64Array(4);
  const numbers = { calls: 0, primitiveCalls: 0, selfSeconds: 0, totalSeconds: 0 };
  openDict(cursor);
  while (hasEntry(cursor)) {
    const callee = keys.read();
    openTuple(cursor, 5);
    takeRow(cursor, row);
    visitor.function(callee, readRow(row, numbers, 1, 0));
    openDict(cursor);
    while (hasEntry(cursor)) {
      const caller = keys.read();
      openTuple(cursor, 4);
      takeRow(cursor, row);
      visitor.edge(caller, callee, readRow(row, numbers, 0, 1));
    }
  }
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** `calls` and `primitiveCalls` tell which of the first two numbers each is. Counts below 0 mean "not counted". */
function readRow(
  row: Float64Array,
  numbers: Writable<CallNumbers>,
  calls: number,
  primitiveCalls: number,
): CallNumbers {
  numbers.calls = counted(row[calls] ?? 0);
  numbers.primitiveCalls = counted(row[primitiveCalls] ?? 0);
  numbers.selfSeconds = row[2] ?? 0;
  numbers.totalSeconds = row[3] ?? 0;
  return numbers;
}

function counted(count: number): number {
  return count < 0 ? Number.NaN : count;
}

/**
 * Functions are found by the numbers of their texts: a file names each once per pair, its texts but once. Most names are
 * those of one function, which is found at the name, without a look into a table.
 */
class KeyReader {
  private readonly cursor: MarshalCursor;
  private readonly visitor: StatsVisitor;
  private readonly keys = createTripleTable();
  /** What the visitor gave for each of `keys`. */
  private readonly given: number[] = [];
  /** By number of the name: file, line and key of the function that had it last, side by side. */
  private latest = new Int32Array(1 << 10);

  constructor(cursor: MarshalCursor, visitor: StatsVisitor) {
    this.cursor = cursor;
    this.visitor = visitor;
  }

  /** The visitor's number for the function whose key comes next. */
  read(): number {
    const { cursor, latest } = this;
    openTuple(cursor, 3);
    const file = takeText(cursor);
    const line = takeInt(cursor);
    const name = takeText(cursor);
    const isLatest = latest[name * 3] === file && latest[name * 3 + 1] === line;
    return isLatest ? (latest[name * 3 + 2] ?? 0) : this.find(file, line, name);
  }

  private find(file: number, line: number, name: number): number {
    const { texts } = this.cursor;
    const index = this.keys.index(file, line, name);
    if (index === this.given.length) this.given.push(this.visitor.key(texts[file] ?? "", line, texts[name] ?? ""));
    const key = this.given[index] ?? 0;
    while (name * 3 + 2 >= this.latest.length) this.latest = grown(this.latest);
    this.latest[name * 3] = file;
    this.latest[name * 3 + 1] = line;
    this.latest[name * 3 + 2] = key;
    return key;
  }
}
