import { grown } from "../profile/grown.ts";
import { latin1, utf8 } from "./byte-reader.ts";

/**
 * Walks through the marshalled values that tools dump most: dicts, tuples, texts, 32-bit numbers and doubles, in the places
 * where a reader expects them. Nothing is made for a number, a tuple or a dict. Where a file has anything else, or ends,
 * these functions throw `NOT_PLAIN` or a RangeError: `readMarshal` reads all there is, and says where it is damaged.
 */
export interface MarshalCursor {
  readonly view: DataView;
  at: number;
  /** The texts of the file, by number from 1 on; an equal one may have several numbers. */
  readonly texts: string[];
  /** What values may refer to: a text as its number, a number as the negative of its place, else 0. */
  references: Int32Array;
  referenceCount: number;
}

export const NOT_PLAIN = Symbol("not plain");

const [REFERENCE, SMALL_TUPLE, TUPLE, DICT, NULL, FLOAT, INT] = [0x72, 0x29, 0x28, 0x7b, 0x30, 0x67, 0x69];
const [SHORT_ASCII, SHORT_INTERNED, ASCII, ASCII_INTERNED, UNICODE] = [0x7a, 0x5a, 0x61, 0x41, 0x75];
const FLAG = 0x80;
/** Nothing that is plain refers to a tuple or a dict, or begins at the file's first byte. */
const OTHER = 0;

export function createMarshalCursor(bytes: Uint8Array): MarshalCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { view, at: 0, texts: [""], references: new Int32Array(1 << 10), referenceCount: 0 };
}

export function openTuple(cursor: MarshalCursor, length: number): void {
  const { view, at } = cursor;
  if (view.getUint8(at) === SMALL_TUPLE && view.getUint8(at + 1) === length) {
    cursor.at = at + 2;
    return;
  }
  const type = openValue(cursor);
  const found = type === SMALL_TUPLE ? takeByte(cursor) : type === TUPLE ? takeWord(cursor) : -1;
  if (found !== length) throw NOT_PLAIN;
}

export function openDict(cursor: MarshalCursor): void {
  if (openValue(cursor) !== DICT) throw NOT_PLAIN;
}

/** Whether the dict has another entry; takes its end where it has none. */
export function hasEntry(cursor: MarshalCursor): boolean {
  if (cursor.view.getUint8(cursor.at) !== NULL) return true;
  cursor.at += 1;
  return false;
}

/** The number of the text that comes next. */
export function takeText(cursor: MarshalCursor): number {
  const { view, at } = cursor;
  const type = view.getUint8(at);
  if (type === REFERENCE) {
    cursor.at = at + 5;
    const found = cursor.references[view.getInt32(at + 1, true)] ?? OTHER;
    if (found <= OTHER) throw NOT_PLAIN;
    return found;
  }
  return newText(cursor);
}

function newText(cursor: MarshalCursor): number {
  const type = takeByte(cursor);
  cursor.texts.push(textOf(cursor, type & ~FLAG));
  if (type >= FLAG) refer(cursor, cursor.texts.length - 1);
  return cursor.texts.length - 1;
}

export function takeInt(cursor: MarshalCursor): number {
  const { view, at } = cursor;
  if (view.getUint8(at) === INT) {
    cursor.at = at + 5;
    return view.getInt32(at + 1, true);
  }
  const place = numberPlace(cursor);
  if (!isInt(view, place)) throw NOT_PLAIN;
  return view.getInt32(place + 1, true);
}

/** Fills `row` with finite numbers. */
export function takeRow(cursor: MarshalCursor, row: Float64Array): void {
  const { view } = cursor;
  for (let index = 0; index < row.length; index++) {
    const place = numberPlace(cursor);
    const value = isInt(view, place) ? view.getInt32(place + 1, true) : view.getFloat64(place + 1, true);
    if (!Number.isFinite(value)) throw NOT_PLAIN;
    row[index] = value;
  }
}

/** The place of the number that comes next, or of the one that is referred to. */
function numberPlace(cursor: MarshalCursor): number {
  const { view, at } = cursor;
  const type = view.getUint8(at);
  if (type === FLOAT) {
    cursor.at = at + 9;
    return at;
  }
  if (type === REFERENCE) {
    cursor.at = at + 5;
    const found = cursor.references[view.getInt32(at + 1, true)] ?? OTHER;
    if (found >= OTHER) throw NOT_PLAIN;
    return -found;
  }
  const plain = type & ~FLAG;
  if (plain !== INT && plain !== FLOAT) throw NOT_PLAIN;
  if (type >= FLAG) refer(cursor, -at);
  cursor.at = at + (plain === INT ? 5 : 9);
  return at;
}

function isInt(view: DataView, place: number): boolean {
  return (view.getUint8(place) & ~FLAG) === INT;
}

/** The type of a value that nothing plain refers to. */
function openValue(cursor: MarshalCursor): number {
  const type = takeByte(cursor);
  if (type >= FLAG) refer(cursor, OTHER);
  return type & ~FLAG;
}

function textOf(cursor: MarshalCursor, type: number): string {
  const isShort = type === SHORT_ASCII || type === SHORT_INTERNED;
  if (!isShort && type !== ASCII && type !== ASCII_INTERNED && type !== UNICODE) throw NOT_PLAIN;
  const length = isShort ? takeByte(cursor) : takeWord(cursor);
  const { view, at } = cursor;
  if (length < 0 || length > view.byteLength - at) throw NOT_PLAIN;
  cursor.at += length;
  const content = new Uint8Array(view.buffer, view.byteOffset + at, length);
  return type === UNICODE ? utf8(content) : latin1(content);
}

function refer(cursor: MarshalCursor, to: number): void {
  if (cursor.referenceCount === cursor.references.length) cursor.references = grown(cursor.references);
  cursor.references[cursor.referenceCount] = to;
  cursor.referenceCount += 1;
}

function takeByte(cursor: MarshalCursor): number {
  cursor.at += 1;
  return cursor.view.getUint8(cursor.at - 1);
}

function takeWord(cursor: MarshalCursor): number {
  cursor.at += 4;
  return cursor.view.getInt32(cursor.at - 4, true);
}
