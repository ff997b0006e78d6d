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
  openObject(): void;
  /** The key of the next member, whose value is then read or skipped; null, and the object is passed, where there is none. */
  nextKey(): string | null;
  openArray(): void;
  /** Whether another item comes, which is then read or skipped; if not, the list is passed. */
  hasItem(): boolean;
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
/** Of texts that are made once: how many are kept, and how long they may be. */
const KNOWN_STRINGS = 1 << 10;
const LONGEST_KNOWN = 200;

export function createJsonScanner(chunks: Iterable<Uint8Array>, what: string): JsonScanner {
  return new PiecewiseJsonScanner(chunks, what);
}

class PiecewiseJsonScanner implements JsonScanner {
  private readonly pieces: Iterator<Uint8Array>;
  private readonly what: string;
  private bytes: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  private at = 0;
  /** Where the piece begins in the file. */
  private base = 0;
  /** Nothing was read yet of the object or list that was opened last. What is around it has this for an item. */
  private isFirst = false;
  private text = new Uint8Array(256);
  private readonly knownStrings: string[] = Array.from({ length: KNOWN_STRINGS }, () => "");

  constructor(chunks: Iterable<Uint8Array>, what: string) {
    this.pieces = chunks[Symbol.iterator]();
    this.what = what;
  }

  peek(): number {
    for (;;) {
      if (this.at >= this.bytes.length && !this.refill()) return -1;
      const byte = this.bytes[this.at] ?? 0;
      if (byte > 0x20) return byte;
      this.at += 1;
    }
  }

  openObject(): void {
    this.expect(OPEN_OBJECT);
    this.isFirst = true;
  }

  nextKey(): string | null {
    if (!this.more(CLOSE_OBJECT)) return null;
    const key = this.string();
    this.expect(COLON);
    return key;
  }

  openArray(): void {
    this.expect(OPEN_LIST);
    this.isFirst = true;
  }

  hasItem(): boolean {
    return this.more(CLOSE_LIST);
  }

  row(row: IntRow): boolean {
    this.openArray();
    const end = readPlainRow(this.bytes, this.view, this.base, this.at, row);
    if (end >= 0) {
      this.at = end;
      this.isFirst = false;
      return true;
    }
    emptyRow(row);
    let isPlain = true;
    while (this.hasItem()) {
      let found = -1;
      if (isNumberByte(this.peek())) found = this.number();
      else this.skip();
      isPlain &&= Number.isInteger(found) && found >= 0 && found <= MOST_INT;
      pushInt(row, found);
    }
    return isPlain;
  }

  number(): number {
    if (this.peek() < 0) throw this.broken();
    const end = this.at + 40 < this.bytes.length ? numberEnd(this.bytes, this.at) : -1;
    let value: number;
    if (end >= 0) {
      value = decimalNumber(this.bytes, this.at, end);
      this.at = end;
    } else value = decimalNumber(this.text, 0, this.collect(isNumberByte, Number.POSITIVE_INFINITY));
    if (Number.isNaN(value)) throw this.broken();
    return value;
  }

  string(): string {
    this.expect(QUOTE);
    const short = this.shortString();
    if (short !== null) return short;
    let hasEscapes = false;
    let length = 0;
    for (let escaped = false; ; length++) {
      if (this.at >= this.bytes.length && !this.refill()) throw this.broken();
      const byte = this.bytes[this.at] ?? 0;
      this.at += 1;
      if (!escaped && byte === QUOTE) break;
      escaped = !escaped && byte === BACKSLASH;
      hasEscapes ||= escaped;
      this.keep(byte, length);
    }
    const plain = utf8(this.text.subarray(0, length));
    return hasEscapes ? this.unescaped(plain) : plain;
  }

  value(depth = 0): unknown {
    if (depth > DEEPEST_VALUE) throw new FormatError(`${this.what} is nested too deeply.`, this.base + this.at);
    switch (this.peek()) {
      case QUOTE:
        return this.string();
      case OPEN_LIST: {
        const list: unknown[] = [];
        this.openArray();
        while (this.hasItem()) list.push(this.value(depth + 1));
        return list;
      }
      case OPEN_OBJECT: {
        const members: Record<string, unknown> = Object.create(null);
        this.openObject();
        for (let key = this.nextKey(); key !== null; key = this.nextKey()) members[key] = this.value(depth + 1);
        return members;
      }
      default:
        return isNumberByte(this.peek()) ? this.number() : this.word();
    }
  }

  /** Without recursion: what nobody asked for may be as deep as it likes. */
  skip(): void {
    const byte = this.peek();
    if (byte !== OPEN_LIST && byte !== OPEN_OBJECT) {
      this.value();
      return;
    }
    let open = 0;
    do open += this.skipToken();
    while (open > 0);
  }

  end(): void {
    if (this.peek() >= 0) throw this.broken();
  }

  private refill(): boolean {
    while (this.at >= this.bytes.length) {
      const next = this.pieces.next();
      if (next.done === true) return false;
      this.base += this.bytes.length;
      this.bytes = next.value;
      this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
      this.at = 0;
    }
    return true;
  }

  private broken(): FormatError {
    return new FormatError(`${this.what} is not whole JSON: the file may be cut off.`, this.base + this.at);
  }

  private expect(byte: number): void {
    if (this.peek() !== byte) throw this.broken();
    this.at += 1;
  }

  /** Whether another item follows in what closes with `close`. */
  private more(close: number): boolean {
    const isFirst = this.isFirst;
    this.isFirst = false;
    const byte = this.peek();
    if (byte === close) {
      this.at += 1;
      return false;
    }
    if (isFirst) return true;
    if (byte !== COMMA) throw this.broken();
    this.at += 1;
    return true;
  }

  /** Copies the bytes for which `isPart` holds, `most` at the most; returns how many. */
  private collect(isPart: (byte: number) => boolean, most: number): number {
    for (let length = 0; ; length++) {
      if (length >= most || (this.at >= this.bytes.length && !this.refill())) return length;
      const byte = this.bytes[this.at] ?? 0;
      if (!isPart(byte)) return length;
      this.keep(byte, length);
      this.at += 1;
    }
  }

  private keep(byte: number, index: number): void {
    if (index === this.text.length) this.text = longer(this.text);
    this.text[index] = byte;
  }

  /** Keys and names come again and again: those that are short, ASCII and within the piece are made once. */
  private shortString(): string | null {
    const { bytes, at } = this;
    const limit = Math.min(bytes.length, at + LONGEST_KNOWN);
    let hash = 0;
    for (let index = at; index < limit; index++) {
      const byte = bytes[index] ?? 0;
      if (byte === QUOTE) {
        this.at = index + 1;
        return this.known(at, index, hash & (KNOWN_STRINGS - 1));
      }
      if (byte === BACKSLASH || byte < 0x20 || byte >= 0x80) return null;
      hash = (hash * 31 + byte) | 0;
    }
    return null;
  }

  private known(start: number, end: number, slot: number): string {
    const known = this.knownStrings[slot] ?? "";
    if (isText(this.bytes, start, end, known)) return known;
    const made = latin1(this.bytes.subarray(start, end));
    this.knownStrings[slot] = made;
    return made;
  }

  private unescaped(plain: string): string {
    try {
      return String(JSON.parse(`"${plain}"`));
    } catch {
      throw this.broken();
    }
  }

  private word(): null | boolean {
    const length = this.collect(isLetter, LONGEST_WORD);
    const found = WORDS.get(latin1(this.text.subarray(0, length)));
    if (found === undefined) throw this.broken();
    return found;
  }

  private skipString(): void {
    this.at += 1;
    let escaped = false;
    for (;;) {
      if (this.at >= this.bytes.length && !this.refill()) throw this.broken();
      const byte = this.bytes[this.at] ?? 0;
      this.at += 1;
      if (!escaped && byte === QUOTE) return;
      escaped = !escaped && byte === BACKSLASH;
    }
  }

  /** Passes over one bracket, text or other sign; gives by how much deeper what follows is. */
  private skipToken(): number {
    const byte = this.peek();
    if (byte < 0) throw this.broken();
    if (byte === QUOTE) {
      this.skipString();
      return 0;
    }
    this.at += 1;
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) return 1;
    return byte === CLOSE_LIST || byte === CLOSE_OBJECT ? -1 : 0;
  }
}

const LONGEST_WORD = 6;

function isLetter(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
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
