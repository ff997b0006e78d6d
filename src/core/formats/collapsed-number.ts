import { latin1 } from "./byte-reader.ts";

/** The numbers at the end of collapsed stacks: plain digits nearly always, so those are read without making text. */

const ZERO = 0x30;
const MOST_EXACT_DIGITS = 15;

/** The number between `start` and `end` if it is written in plain digits, else -1. */
export function plainNumber(bytes: Uint8Array, start: number, end: number): number {
  let amount = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    amount = amount * 10 + digit;
  }
  if (end - start > MOST_EXACT_DIGITS) return oddNumber(bytes, start, end)?.amount ?? -1;
  return start === end ? -1 : amount;
}

/** A number that is no plain one, or austin's `microseconds,idle,bytes`. */
export interface OddNumber {
  /** 0 where the number is negative: then it is `-decrease`. */
  readonly amount: number;
  readonly decrease: number;
  readonly triple: { readonly idle: boolean; readonly gain: number } | null;
}

const LONGEST = 100;
const SINGLE = /^-?\d+(?:\.\d*)?(?:e[+-]?\d{1,3})?$/i;
const TRIPLE = /^(\d+),([01]),(-?\d+)$/;

/** Null where this is no number at all. */
export function oddNumber(bytes: Uint8Array, start: number, end: number): OddNumber | null {
  if (end - start > LONGEST) return null;
  const text = latin1(bytes.subarray(start, end));
  const triple = TRIPLE.exec(text);
  const [first, memory] = triple === null ? [Number(text), 0] : [Number(triple[1]), Number(triple[3])];
  if (!(triple !== null || SINGLE.test(text)) || !Number.isFinite(first) || !Number.isFinite(memory)) return null;
  return {
    amount: Math.max(0, first),
    decrease: Math.max(0, -first, -memory),
    triple: triple === null ? null : { idle: triple[2] === "1", gain: Math.max(0, memory) },
  };
}
