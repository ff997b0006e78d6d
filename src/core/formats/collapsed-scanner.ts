import { type Column, createFloatColumn, createIntColumn } from "../profile/columns.ts";
import { type OddNumber, oddNumber, plainNumber } from "./collapsed-number.ts";
import { createStackTrie } from "./stack-trie.ts";

/** What the numbers at the end of the lines came to, by node of the stacks' trie. */
export interface CollapsedValues {
  /** Plain numbers that are not negative, or austin's first of three: the time. */
  readonly amount: Column<Float64Array>;
  /** Negative numbers, or austin's third where it is negative, as positive ones. */
  readonly decrease: Column<Float64Array>;
  /** Of austin's three numbers: the time where the thread was not idle, and the memory gained. */
  readonly busy: Column<Float64Array>;
  readonly gain: Column<Float64Array>;
}

export interface CollapsedStacks {
  /** Distinct frames as they are written. */
  readonly labels: readonly string[];
  /** Per node its parent (-1: a root, else smaller than the node) and its index in `labels`. */
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  readonly values: CollapsedValues;
  /** Lines that were stacks with one number, and with austin's three. */
  readonly lines: number;
  readonly triples: number;
  /** Lines that are a number only: samples of threads that had no frame. */
  readonly emptyStacks: number;
  /** Lines that were neither stacks nor comments, and where the first of them begins. */
  readonly strangeLines: number;
  readonly firstStrangeOffset: number;
  /** Node and first number of each line in the order of the file, where that was asked for. */
  readonly order: { readonly node: Column<Int32Array>; readonly amount: Column<Float64Array> } | null;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const HASH = 0x23;

/** Reads lines `frame;frame;... number` from pieces of whole lines. Bytes become text once per distinct frame. */
export function scanCollapsed(pieces: Iterable<Uint8Array>, keepOrder: boolean): CollapsedStacks {
  const trie = createStackTrie();
  const values = createValues();
  const order = keepOrder ? { node: createIntColumn(), amount: createFloatColumn() } : null;
  const counts = { lines: 0, triples: 0, emptyStacks: 0, strangeLines: 0, firstStrangeOffset: 0 };

  /** False where the line is no stack with a number. */
  const readLine = (bytes: Uint8Array, view: DataView, start: number, lineEnd: number): boolean => {
    const numberStart = wordStart(bytes, start, lineEnd);
    const stackEnd = trimmedEnd(bytes, start, numberStart);
    const plain = plainNumber(bytes, numberStart, lineEnd);
    const odd = plain < 0 ? oddNumber(bytes, numberStart, lineEnd) : null;
    if (plain < 0 && odd === null) return false;
    if (stackEnd === start) {
      counts.emptyStacks += 1;
      return true;
    }
    const node = trie.insert(bytes, view, start, stackEnd);
    const amount = odd === null ? plain : odd.amount;
    values.amount.set(node, values.amount.get(node) + amount);
    if (odd !== null) counts.triples += addOddNumber(values, node, odd);
    order?.node.push(node);
    order?.amount.push(amount);
    counts.lines += 1;
    return true;
  };

  let offset = 0;
  for (const bytes of pieces) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    trie.forget();
    for (let start = 0, next = 0; start < bytes.length; start = next) {
      const newline = bytes.indexOf(NEWLINE, start);
      next = newline < 0 ? bytes.length : newline + 1;
      const lineEnd = trimmedEnd(bytes, start, newline < 0 ? bytes.length : newline);
      if (lineEnd === start || bytes[start] === HASH || readLine(bytes, view, start, lineEnd)) continue;
      if (counts.strangeLines === 0) counts.firstStrangeOffset = offset + start;
      counts.strangeLines += 1;
    }
    offset += bytes.length;
  }
  return { ...trie.columns(), labels: trie.labels(), values, order, ...counts };
}

function createValues(): CollapsedValues {
  return {
    amount: createFloatColumn(),
    decrease: createFloatColumn(),
    busy: createFloatColumn(),
    gain: createFloatColumn(),
  };
}

/** Adds what is not the amount; 1 for austin's three numbers, else 0. */
function addOddNumber(values: CollapsedValues, node: number, { amount, decrease, triple }: OddNumber): 0 | 1 {
  if (decrease > 0) values.decrease.set(node, values.decrease.get(node) + decrease);
  if (triple === null) return 0;
  values.gain.set(node, values.gain.get(node) + triple.gain);
  if (!triple.idle) values.busy.set(node, values.busy.get(node) + amount);
  return 1;
}

function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  for (; at > start; at--) {
    const byte = bytes[at - 1];
    if (byte !== SPACE && byte !== RETURN && byte !== TAB) break;
  }
  return at;
}

function wordStart(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] !== SPACE && bytes[at - 1] !== TAB) at--;
  return at;
}
