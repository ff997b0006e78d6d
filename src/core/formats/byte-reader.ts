import { FormatError } from "./source.ts";

/** Reads little-endian numbers from bytes and refuses to run past their end. */
export interface ByteReader {
  readonly offset: number;
  readonly left: number;
  /** The next byte, not consumed; throws at the end. */
  peek(): number;
  u8(): number;
  u16(): number;
  i32(): number;
  i64(): number;
  f64(): number;
  /** The next `length` bytes, not copied. */
  take(length: number): Uint8Array;
}

export function createByteReader(bytes: Uint8Array): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;

  const advance = (length: number): number => {
    if (length < 0 || length > bytes.length - offset)
      throw new FormatError("The file ends in the middle of a value: it may be cut off.", offset);
    offset += length;
    return offset - length;
  };

  return {
    get offset() {
      return offset;
    },
    get left() {
      return bytes.length - offset;
    },
    peek: () => {
      if (offset >= bytes.length) advance(1);
      return bytes[offset] ?? 0;
    },
    u8: () => view.getUint8(advance(1)),
    u16: () => view.getUint16(advance(2), true),
    i32: () => view.getInt32(advance(4), true),
    i64: () => Number(view.getBigInt64(advance(8), true)),
    f64: () => view.getFloat64(advance(8), true),
    take(length) {
      const start = advance(length);
      return bytes.subarray(start, start + length);
    },
  };
}

/** Bytes as text, each byte one character: ASCII and Latin-1. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 4096)
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(from, from + 4096));
  return text;
}

/**
 * UTF-8 as Python's `surrogatepass` writes it: lone surrogates (undecodable bytes of a file name) are kept. What is
 * not UTF-8 at all (byte strings of Python 2) becomes U+FFFD.
 */
export function utf8(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 ? 3 : 2;
    const point = first < 0x80 ? first : decodeMultiByte(bytes, at, length, first);
    text += point === null ? "\ufffd" : String.fromCodePoint(point);
    at += point === null ? 1 : length;
  }
  return text;
}

function decodeMultiByte(bytes: Uint8Array, at: number, length: number, first: number): number | null {
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return null;
  let point = first & (0x7f >> length);
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80) return null;
    point = (point << 6) | (byte & 0x3f);
  }
  return point > 0x10ffff ? null : point;
}
