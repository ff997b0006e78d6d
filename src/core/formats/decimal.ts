import { latin1 } from "./byte-reader.ts";

const ZERO = 0x30;
const POINT = 0x2e;
/** 10^22 is the largest power of ten that a double holds exactly, 15 digits always fit: their quotient is rounded once. */
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => 10 ** exponent);
/** As JSON writes numbers. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number that stands between `start` and `end` as JSON writes it, exactly as `Number` reads it; NaN where it is none. */
export function decimalNumber(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  let mantissa = 0;
  let pointAt = -1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === POINT && pointAt < 0 && digits > 0) pointAt = digits;
    else if (byte >= ZERO && byte <= ZERO + 9) {
      mantissa = mantissa * 10 + byte - ZERO;
      digits += 1;
    } else return slowNumber(bytes, start, end);
  }
  const hasLeadingZero = bytes[start] === ZERO && digits > 1 && pointAt !== 1;
  if (digits === 0 || digits > MOST_DIGITS || pointAt === digits || hasLeadingZero)
    return slowNumber(bytes, start, end);
  return pointAt < 0 ? mantissa : mantissa / (POWERS[digits - pointAt] ?? 1);
}

function slowNumber(bytes: Uint8Array, start: number, end: number): number {
  const text = latin1(bytes.subarray(start, end));
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

/** `-`, `+`, `.`, digits, `e` and `E`. */
export function isNumberByte(byte: number): boolean {
  return (
    (byte >= ZERO && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x2b || byte === 0x65 || byte === 0x45
  );
}

/** Where a number that begins at `start` ends; -1 where it may go on behind `bytes`. */
export function numberEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && isNumberByte(bytes[end] ?? 0)) end++;
  return end < bytes.length ? end : -1;
}
