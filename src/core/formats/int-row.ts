import { grown } from "./grown.ts";

/** A list of whole numbers that is filled again and again. */
export interface IntRow {
  values: Int32Array;
  length: number;
}

export function createIntRow(): IntRow {
  return { values: new Int32Array(256), length: 0 };
}

export function pushInt(row: IntRow, value: number): void {
  if (row.length === row.values.length) row.values = grown(row.values);
  row.values[row.length] = value;
  row.length += 1;
}

const COMMA = 0x2c;
const CLOSE = 0x5d;
const ZERO = 0x30;
const MOST_DIGITS = 9;

/**
 * Reads `1,2,3]` without blanks from `start` on: how the samples of large files are written. Gives the place behind the
 * bracket, or -1 where it is written in another way or does not end within `bytes`.
 */
export function readPlainRow(bytes: Uint8Array, start: number, row: IntRow): number {
  row.length = 0;
  if (bytes[start] === CLOSE) return start + 1;
  let value = 0;
  let digits = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
      continue;
    }
    if (digits === 0 || digits > MOST_DIGITS || (byte !== COMMA && byte !== CLOSE)) return -1;
    if (row.length === row.values.length) row.values = grown(row.values);
    row.values[row.length] = value;
    row.length += 1;
    if (byte === CLOSE) return at + 1;
    value = 0;
    digits = 0;
  }
  return -1;
}
