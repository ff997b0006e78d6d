import { grown } from "../profile/grown.ts";
import { utf8 } from "./byte-reader.ts";
import { headingEnd } from "./stack-headings.ts";

/**
 * The distinct frames of a file of collapsed stacks, by number, found by their bytes: a large file has tens of millions of
 * frames but a few thousand different ones. Each text is kept as whole little-endian words, the last one filled up with
 * zeros, so that it is compared with the bytes of a file four at a time.
 */
export interface FrameTexts {
  /** Where each text begins in `words`. Like the two below it is good until the next `read`. */
  readonly offsets: Int32Array;
  readonly lengths: Int32Array;
  readonly words: Int32Array;
  /** The number of the frame that begins at `start` and ends before the next `;`, at `limit` at the latest. */
  read(bytes: Uint8Array, view: DataView, start: number, limit: number): number;
  /** All texts, by number. */
  all(): string[];
}

const FIRST_CAPACITY = 1 << 12;
const SEMICOLON = 0x3b;
const SEMICOLONS = 0x3b3b3b3b;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;
const MIX = 0x85ebca6b;

export function createFrameTexts(): FrameTexts {
  return new HashedFrameTexts();
}

class HashedFrameTexts implements FrameTexts {
  offsets = new Int32Array(FIRST_CAPACITY);
  lengths = new Int32Array(FIRST_CAPACITY);
  words = new Int32Array(FIRST_CAPACITY * 16);
  private wordCount = 0;
  /** Open addressing: text + 1, 0 where a slot is free. */
  private slots = new Int32Array(FIRST_CAPACITY * 2);
  private hashes = new Int32Array(FIRST_CAPACITY);
  private size = 0;

  read(bytes: Uint8Array, view: DataView, start: number, limit: number): number {
    const end = headingEnd(bytes, start, limit) || frameEnd(bytes, view, start, limit);
    const hash = hashOf(view, start, end);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (this.slots[slot] ?? 0) - 1;
      if (id < 0) return this.add(view, start, end, hash);
      if (this.hashes[id] === hash && this.isAt(id, view, start, end)) return id;
    }
  }

  all(): string[] {
    const { words, offsets, lengths } = this;
    return Array.from({ length: this.size }, (_, id) =>
      utf8(new Uint8Array(words.buffer, (offsets[id] ?? 0) * 4, lengths[id] ?? 0)),
    );
  }

  private add(view: DataView, start: number, end: number, hash: number): number {
    this.reserve(((end - start) >> 2) + 1);
    const id = this.size;
    this.hashes[id] = hash;
    this.lengths[id] = end - start;
    this.offsets[id] = this.wordCount;
    let at = start;
    for (; at + 4 <= end; at += 4) this.words[this.wordCount++] = view.getInt32(at, true);
    this.words[this.wordCount++] = partOfWord(view, at, end);
    this.place(hash, id);
    this.size += 1;
    return id;
  }

  private isAt(id: number, view: DataView, start: number, end: number): boolean {
    const { words } = this;
    if (this.lengths[id] !== end - start) return false;
    let word = this.offsets[id] ?? 0;
    let at = start;
    for (; at + 4 <= end; at += 4) if (view.getInt32(at, true) !== words[word++]) return false;
    return partOfWord(view, at, end) === words[word];
  }

  private place(hash: number, id: number): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = id + 1;
  }

  private reserve(moreWords: number): void {
    while (this.wordCount + moreWords > this.words.length) this.words = grown(this.words);
    if (this.size < this.hashes.length) return;
    this.hashes = grown(this.hashes);
    this.lengths = grown(this.lengths);
    this.offsets = grown(this.offsets);
    this.slots = new Int32Array(this.slots.length * 2);
    for (let id = 0; id < this.size; id++) this.place(this.hashes[id] ?? 0, id);
  }
}

/** Four bytes at a time: `found` has a bit where a byte of `x` is zero, the lowest one at the first semicolon. */
function frameEnd(bytes: Uint8Array, view: DataView, start: number, limit: number): number {
  let at = start;
  for (; at + 4 <= limit; at += 4) {
    const x = view.getInt32(at, true) ^ SEMICOLONS;
    const found = (x - ONES) & ~x & HIGH_BITS;
    if (found !== 0) return at + ((31 - Math.clz32(found & -found)) >>> 3);
  }
  while (at < limit && bytes[at] !== SEMICOLON) at++;
  return at;
}

function hashOf(view: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = (Math.imul(hash, MIX) + view.getInt32(at, true)) | 0;
  hash = Math.imul(hash ^ partOfWord(view, at, end), MIX);
  return hash ^ (hash >>> 15);
}

/** The bytes from `start` to `end`, fewer than four, as a word. */
function partOfWord(view: DataView, start: number, end: number): number {
  if (start === end) return 0;
  if (start + 4 <= view.byteLength) return view.getInt32(start, true) & (-1 >>> ((start + 4 - end) * 8));
  let word = 0;
  for (let at = start; at < end; at++) word |= view.getUint8(at) << ((at - start) * 8);
  return word;
}
