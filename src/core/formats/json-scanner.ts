import { latin1, utf8 } from "./byte-reader.ts";
import { decimalNumber, isNumberByte, numberEnd } from "./decimal.ts";
import { emptyRow, type IntRow, pushInt, readPlainRow } from "./int-row.ts";
import { FormatError } from "./source.ts";

/**
 * Reads JSON from pieces of a file as its reader walks through it, so that a file longer than the longest string, or than
 * memory, can be read. Whoever calls decides what becomes a value (`value`), what is passed over (`skip`), and what is
 * taken number by number. Every method throws `FormatError` where the text is no JSON or ends too soon.
 */
export interface JsonScanner {
  /** The first byte of what comes next, -1 at the end of the file. */
  peek(): number;
  /** Calls back for each member of an object; the callback reads or skips its value. */
  object(member: (key: string) => void): void;
  /** Calls back for each item of a list; the callback reads or skips it. */
  array(item: () => void): void;
  /** Reads a list into `row`; false where it is not one of whole numbers that are not negative. */
  row(row: IntRow): boolean;
  number(): number;
  string(): string;
  /** Anything, as `JSON.parse` gives it; objects have no prototype. */
  value(): unknown;
  skip(): void;
  /** Throws unless nothing but blanks follows. */
  end(): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const MOST_INT = 0x7fffffff;
const DEEPEST_VALUE = 200;
const LONGEST_TEXT = 1 << 28;

export function createJsonScanner(chunks: Iterable<Uint8Array>, what: string): JsonScanner {
  const pieces = chunks[Symbol.iterator]();
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;
  /** Where the piece begins in the file. */
  let base = 0;
  let text = new Uint8Array(256);
  const knownStrings: string[] = [];

  const refill = (): boolean => {
    while (at >= bytes.length) {
      const next = pieces.next();
      if (next.done === true) return false;
      base += bytes.length;
      bytes = next.value;
      at = 0;
    }
    return true;
  };

  const broken = (): FormatError => new FormatError(`${what} is not whole JSON: the file may be cut off.`, base + at);

  const peek = (): number => {
    for (;;) {
      if (at >= bytes.length && !refill()) return -1;
      const byte = bytes[at] ?? 0;
      if (byte > 0x20) return byte;
      at += 1;
    }
  };

  const expect = (byte: number): void => {
    if (peek() !== byte) throw broken();
    at += 1;
  };

  /** Whether another item follows; `first` as long as none was read. */
  const more = (first: boolean, close: number): boolean => {
    const byte = peek();
    if (byte === close) {
      at += 1;
      return false;
    }
    if (first) return true;
    if (byte !== COMMA) throw broken();
    at += 1;
    return true;
  };

  const object = (member: (key: string) => void): void => {
    expect(OPEN_OBJECT);
    for (let first = true; more(first, CLOSE_OBJECT); first = false) {
      const key = string();
      expect(COLON);
      member(key);
    }
  };

  const array = (item: () => void): void => {
    expect(OPEN_LIST);
    for (let first = true; more(first, CLOSE_LIST); first = false) item();
  };

  /** Copies the bytes until one for which `isLast` holds, which is not taken; returns how many. */
  const collect = (isLast: (byte: number, index: number) => boolean): number => {
    for (let length = 0; ; length++) {
      if (at >= bytes.length && !refill()) return length;
      const byte = bytes[at] ?? 0;
      if (isLast(byte, length)) return length;
      if (length === text.length) text = longer(text);
      text[length] = byte;
      at += 1;
    }
  };

  const string = (): string => {
    expect(QUOTE);
    const short = shortString();
    if (short !== null) return short;
    let escaped = false;
    let hasEscapes = false;
    const length = collect((byte) => {
      if (!escaped && byte === QUOTE) return true;
      escaped = !escaped && byte === BACKSLASH;
      hasEscapes ||= escaped;
      return false;
    });
    if (at >= bytes.length) throw broken();
    at += 1;
    const plain = utf8(text.subarray(0, length));
    return hasEscapes ? unescaped(plain) : plain;
  };

  /** Keys and names come again and again: those that are short, ASCII and within the piece are made once. */
  const shortString = (): string | null => {
    let hash = 0;
    for (let index = at; index < bytes.length && index < at + 24; index++) {
      const byte = bytes[index] ?? 0;
      if (byte === QUOTE) {
        const known = knownStrings[hash & 0xff];
        const found =
          known !== undefined && isText(bytes, at, index, known) ? known : latin1(bytes.subarray(at, index));
        knownStrings[hash & 0xff] = found;
        at = index + 1;
        return found;
      }
      if (byte === BACKSLASH || byte < 0x20 || byte >= 0x80) return null;
      hash = (hash * 31 + byte) | 0;
    }
    return null;
  };

  const unescaped = (plain: string): string => {
    try {
      return String(JSON.parse(`"${plain}"`));
    } catch {
      throw broken();
    }
  };

  const number = (): number => {
    if (peek() < 0) throw broken();
    const end = at + 40 < bytes.length ? numberEnd(bytes, at) : -1;
    let value: number;
    if (end >= 0) {
      value = decimalNumber(bytes, at, end);
      at = end;
    } else {
      const length = collect((byte) => !isNumberByte(byte));
      value = decimalNumber(text, 0, length);
    }
    if (Number.isNaN(value)) throw broken();
    return value;
  };

  const value = (depth = 0): unknown => {
    if (depth > DEEPEST_VALUE) throw new FormatError(`${what} is nested too deeply.`, base + at);
    switch (peek()) {
      case QUOTE:
        return string();
      case OPEN_LIST: {
        const list: unknown[] = [];
        array(() => list.push(value(depth + 1)));
        return list;
      }
      case OPEN_OBJECT: {
        const members: Record<string, unknown> = Object.create(null);
        object((key) => {
          members[key] = value(depth + 1);
        });
        return members;
      }
      default:
        return isNumberByte(peek()) ? number() : word();
    }
  };

  const word = (): null | boolean => {
    const length = collect((byte, index) => index > 5 || byte < 0x61 || byte > 0x7a);
    const found = WORDS.get(latin1(text.subarray(0, length)));
    if (found === undefined) throw broken();
    return found;
  };

  const skipString = (): void => {
    at += 1;
    let escaped = false;
    for (;;) {
      if (at >= bytes.length && !refill()) throw broken();
      const byte = bytes[at] ?? 0;
      at += 1;
      if (!escaped && byte === QUOTE) return;
      escaped = !escaped && byte === BACKSLASH;
    }
  };

  /** Passes over one bracket, text or other sign; gives by how much deeper what follows is. */
  const skipToken = (): number => {
    const byte = peek();
    if (byte < 0) throw broken();
    if (byte === QUOTE) {
      skipString();
      return 0;
    }
    at += 1;
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) return 1;
    return byte === CLOSE_LIST || byte === CLOSE_OBJECT ? -1 : 0;
  };

  /** Without recursion: what nobody asked for may be as deep as it likes. */
  const skip = (): void => {
    const byte = peek();
    if (byte !== OPEN_LIST && byte !== OPEN_OBJECT) {
      value();
      return;
    }
    let open = 0;
    do open += skipToken();
    while (open > 0);
  };

  const skipped = (): number => {
    skip();
    return -1;
  };

  return {
    peek,
    object,
    array,
    row(row) {
      expect(OPEN_LIST);
      const end = readPlainRow(bytes, base, at, row);
      if (end >= 0) {
        at = end;
        return true;
      }
      emptyRow(row);
      let isPlain = true;
      for (let first = true; more(first, CLOSE_LIST); first = false) {
        const found = isNumberByte(peek()) ? number() : skipped();
        isPlain &&= Number.isInteger(found) && found >= 0 && found <= MOST_INT;
        pushInt(row, found);
      }
      return isPlain;
    },
    number,
    string,
    value: () => value(),
    skip,
    end() {
      if (peek() >= 0) throw broken();
    },
  };
}

const WORDS = new Map<string, null | boolean>([
  ["null", null],
  ["true", true],
  ["false", false],
]);

function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text.charCodeAt(index)) return false;
  return true;
}

function longer(text: Uint8Array): Uint8Array<ArrayBuffer> {
  if (text.length >= LONGEST_TEXT) throw new FormatError("The file holds a text that is too long.");
  const twice = new Uint8Array(text.length * 2);
  twice.set(text);
  return twice;
}
