import { utf8 } from "./byte-reader.ts";
import { FormatError } from "./source.ts";

/** Reads the values of a MOJO file one after the other. Numbers past the end throw `EndOfMojo`. */
export interface MojoReader {
  readonly offset: number;
  readonly left: number;
  byte(): number;
  /** A signed number; beyond 2^53 the nearest double. */
  integer(): number;
  /** A number as a key: 64 bits that must not be rounded, as two halves. */
  key(): MojoKey;
  /** Text that ends with a zero byte. */
  text(): string;
}

/** The same object for every key. */
export interface MojoKey {
  high: number;
  low: number;
}

/** The file ends within an event: what was before it is whole. */
export class EndOfMojo extends FormatError {
  constructor(offset: number) {
    super("This MOJO file is cut off.", offset);
  }
}

export function createMojoReader(bytes: Uint8Array, start: number): MojoReader {
  let offset = start;
  const key = { high: 0, low: 0 };
  let isNegative = false;

  const byte = (): number => {
    if (offset >= bytes.length) throw new EndOfMojo(offset);
    offset += 1;
    return bytes[offset - 1] ?? 0;
  };

  /** Six bits and a sign in the first byte, seven in each that follows, the lowest first. */
  const readKey = (): MojoKey => {
    let current = byte();
    isNegative = (current & 0x40) !== 0;
    key.low = current & 0x3f;
    key.high = 0;
    for (let shift = 6; (current & 0x80) !== 0; shift += 7) {
      if (shift >= 64) throw new FormatError("A number is longer than 64 bits.", offset);
      current = byte();
      const bits = current & 0x7f;
      if (shift < 32) key.low |= bits << shift;
      if (shift >= 32) key.high |= bits << (shift - 32);
      else if (shift > 25) key.high |= bits >>> (32 - shift);
    }
    return key;
  };

  return {
    get offset() {
      return offset;
    },
    get left() {
      return bytes.length - offset;
    },
    byte,
    key: readKey,
    integer() {
      const { high, low } = readKey();
      const value = (high >>> 0) * 2 ** 32 + (low >>> 0);
      return isNegative ? -value : value;
    },
    text() {
      const end = bytes.indexOf(0, offset);
      if (end < 0) throw new EndOfMojo(bytes.length);
      const text = utf8(bytes.subarray(offset, end));
      offset = end + 1;
      return text;
    },
  };
}
