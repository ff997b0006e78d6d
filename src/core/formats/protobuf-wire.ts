import { utf8 } from "./byte-reader.ts";
import { FormatError } from "./source.ts";

/**
 * Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding), read without a schema and without copying:
 * a message is a range of the file, and so is every field in it that is not a number.
 *
 * Written here and not taken from a library: generated readers build an object for every message before a single
 * stack is known, and none checks what this folder promises (offsets in errors, lengths before allocation).
 */
export interface Field {
  readonly number: number;
  /** The value of a number; NaN for text, bytes and messages. Integers are read as int64, beyond 2^53 rounded. */
  readonly value: number;
  /** Where the content of text, bytes or a message stands; for a number where it stands itself. */
  readonly start: number;
  readonly end: number;
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH = 2;
const FIXED_32 = 5;

/** Calls `visit` with every field of the message in `bytes[start, end)`. The object is the same for all of them. */
export function readFields(bytes: Uint8Array, start: number, end: number, visit: (field: Field) => void): void {
  const field = { number: 0, value: 0, start: 0, end: 0 };
  const cursor: Cursor = { at: start, end };
  while (cursor.at < end) {
    const at = cursor.at;
    const tag = readVarint(bytes, cursor);
    const wire = tag & 7;
    field.number = Math.floor(tag / 8);
    if (field.number < 1 || field.number > LAST_FIELD) throw new FormatError("A field has no possible number.", at);
    field.start = cursor.at;
    field.value = wire === LENGTH ? Number.NaN : readNumber(bytes, cursor, wire, at);
    if (wire === LENGTH) takeContent(bytes, cursor, field);
    field.end = cursor.at;
    visit(field);
  }
}

/** The largest number that a field can have. */
const LAST_FIELD = 2 ** 29 - 1;

function takeContent(bytes: Uint8Array, cursor: Cursor, field: { start: number }): void {
  const length = readVarint(bytes, cursor);
  if (length < 0 || length > cursor.end - cursor.at) throw new FormatError(CUT_OFF, field.start);
  field.start = cursor.at;
  cursor.at += length;
}

function readNumber(bytes: Uint8Array, cursor: Cursor, wire: number, at: number): number {
  switch (wire) {
    case VARINT:
      return readVarint(bytes, cursor);
    case FIXED_64:
      return readFixed(bytes, cursor, 8);
    case FIXED_32:
      return readFixed(bytes, cursor, 4);
    default:
      throw new FormatError(`A field is of a kind that does not exist (${wire}).`, at);
  }
}

interface Cursor {
  at: number;
  readonly end: number;
}

const CUT_OFF = "A field is longer than what it is in: the file may be cut off.";

/** An int64 of one to ten bytes, seven bits each, the lowest first. */
function readVarint(bytes: Uint8Array, cursor: Cursor): number {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (cursor.at >= cursor.end) throw new FormatError(CUT_OFF, cursor.at);
    const byte = bytes[cursor.at] ?? 0;
    cursor.at += 1;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) return high * 2 ** 32 + (low >>> 0);
  }
  throw new FormatError("A number is longer than ten bytes.", cursor.at);
}

/** Unsigned, the lowest byte first. */
function readFixed(bytes: Uint8Array, cursor: Cursor, length: number): number {
  if (length > cursor.end - cursor.at) throw new FormatError(CUT_OFF, cursor.at);
  let value = 0;
  for (let index = length - 1; index >= 0; index--) value = value * 256 + (bytes[cursor.at + index] ?? 0);
  cursor.at += length;
  return value;
}

/** Adds the numbers of a repeated field, packed or not. `fixed64` for numbers of eight bytes. */
export function pushNumbers(bytes: Uint8Array, field: Field, into: number[], fixed64 = false): void {
  if (!Number.isNaN(field.value)) {
    into.push(field.value);
    return;
  }
  const cursor: Cursor = { at: field.start, end: field.end };
  while (cursor.at < field.end) into.push(fixed64 ? readFixed(bytes, cursor, 8) : readVarint(bytes, cursor));
}

export function fieldText(bytes: Uint8Array, field: Field): string {
  requireContent(field);
  return utf8(bytes.subarray(field.start, field.end));
}

/** Visits the fields of a message that is itself a field. */
export function readMessage(bytes: Uint8Array, field: Field, visit: (field: Field) => void): void {
  requireContent(field);
  readFields(bytes, field.start, field.end, visit);
}

/** Throws where a field is a number. */
export function requireContent(field: Field): void {
  if (!Number.isNaN(field.value)) throw new FormatError("A number stands where a message should be.", field.start);
}

/**
 * Number and content of the field that begins here, which need not be whole: for looking at the first bytes of a file.
 * Null where no text, bytes or message begins.
 */
export function peekContent(bytes: Uint8Array, start: number): { number: number; start: number; end: number } | null {
  const cursor: Cursor = { at: start, end: bytes.length };
  try {
    const tag = readVarint(bytes, cursor);
    const length = readVarint(bytes, cursor);
    if ((tag & 7) !== LENGTH || tag < 8 || length < 0) return null;
    return { number: Math.floor(tag / 8), start: cursor.at, end: cursor.at + length };
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}
