import { grown } from "../profile/grown.ts";
import { commonLength } from "./common-length.ts";

/** A list of whole numbers that is filled again and again. */
export interface IntRow {
  values: Int32Array;
  length: number;
  /** How many of the first numbers are those of the row before, as far as that was seen. */
  shared: number;
  /** Where the row's text lies: the piece of the file (-1: nowhere), its start there, and per number the place behind it. */
  piece: number;
  start: number;
  ends: Int32Array;
}

export function createIntRow(): IntRow {
  return { values: new Int32Array(256), length: 0, shared: 0, piece: -1, start: 0, ends: new Int32Array(256) };
}

/** The row without numbers, as one that shares nothing with what comes next. */
export function emptyRow(row: IntRow): void {
  row.length = 0;
  row.shared = 0;
  row.piece = -1;
}

export function pushInt(row: IntRow, value: number): void {
  if (row.length === row.values.length) {
    row.values = grown(row.values);
    row.ends = grown(row.ends);
  }
  row.values[row.length] = value;
  row.length += 1;
}

const COMMA = 0x2c;
const CLOSE = 0x5d;
const ZERO = 0x30;
const MOST_DIGITS = 9;

/**
 * Reads `1,2,3]` without blanks from `start` on: how the samples of large files are written. Gives the place behind the
 * bracket, or -1 where it is written in another way or does not end within `bytes`. `view` is one of `bytes`, `piece` a number for them:
 * neighbouring samples share most of their stack, so what is the same text as in the row before is not read again.
 */
export function readPlainRow(bytes: Uint8Array, view: DataView, piece: number, start: number, row: IntRow): number {
  const shared = row.piece === piece ? sharedNumbers(view, start, row) : 0;
  const isSame = shared > 0 && shared === row.length;
  row.shared = shared;
  row.length = shared;
  row.piece = piece;
  row.start = start;
  const from = shared === 0 ? start : start + (row.ends[shared - 1] ?? 0) + 1;
  if (isSame || (shared === 0 && bytes[start] === CLOSE)) return isSame ? from : start + 1;
  const end = readNumbers(bytes, from, row);
  if (end < 0) emptyRow(row);
  return end;
}

/** How many numbers, each with the sign behind it, are written as in the row before. */
function sharedNumbers(view: DataView, start: number, { start: before, ends, length }: IntRow): number {
  const most = Math.min((ends[length - 1] ?? -1) + 1, view.byteLength - start);
  const same = commonLength(view, before, start, most);
  let shared = length;
  while (shared > 0 && (ends[shared - 1] ?? 0) >= same) shared--;
  return shared;
}

function readNumbers(bytes: Uint8Array, from: number, row: IntRow): number {
  let value = 0;
  let digits = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
      continue;
    }
    if (digits === 0 || digits > MOST_DIGITS || (byte !== COMMA && byte !== CLOSE)) return -1;
    pushInt(row, value);
    row.ends[row.length - 1] = at - row.start;
    if (byte === CLOSE) return at + 1;
    value = 0;
    digits = 0;
  }
  return -1;
}
