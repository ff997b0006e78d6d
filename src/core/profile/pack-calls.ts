import type { CallGraph } from "./model.ts";

/**
 * A call graph inside a packed flamegraph (pack.ts), from a multiple of 8 bytes on: functions and pairs (u32 each), then
 * the columns of doubles, then those of integers.
 */
const HEADER_BYTES = 8;

export function sizeOfCalls({ frame, pairs }: CallGraph): number {
  return sizeOf(frame.length, pairs.caller.length);
}

/** Writes at `offset`; `sizeOfCalls` bytes must be there. */
export function packCalls(calls: CallGraph, buffer: ArrayBuffer, offset: number): void {
  new Uint32Array(buffer, offset, 2).set([calls.frame.length, calls.pairs.caller.length]);
  const columns = columnsOf(buffer, offset);
  columns.calls.set(calls.calls);
  columns.selfNs.set(calls.selfNs);
  columns.totalNs.set(calls.totalNs);
  columns.pairs.calls.set(calls.pairs.calls);
  columns.pairs.selfNs.set(calls.pairs.selfNs);
  columns.pairs.totalNs.set(calls.pairs.totalNs);
  columns.frame.set(calls.frame);
  columns.pairs.caller.set(calls.pairs.caller);
  columns.pairs.callee.set(calls.pairs.callee);
}

/** Views, nothing is copied. Throws an Error where the bytes up to the end of the buffer are not a call graph. */
export function unpackCalls(buffer: ArrayBuffer, offset: number): CallGraph {
  const [functions = 0, pairs = 0] = new Uint32Array(buffer, offset, 2);
  if (offset + sizeOf(functions, pairs) !== buffer.byteLength)
    throw new Error("The calls of the packed flamegraph are cut off.");
  return columnsOf(buffer, offset);
}

function columnsOf(buffer: ArrayBuffer, offset: number): CallGraph {
  const [functions = 0, pairs = 0] = new Uint32Array(buffer, offset, 2);
  let at = offset + HEADER_BYTES;
  const doubles = (count: number) => {
    at += count * 8;
    return new Float64Array(buffer, at - count * 8, count);
  };
  const ints = (count: number) => {
    at += count * 4;
    return new Int32Array(buffer, at - count * 4, count);
  };
  const ofFunctions = { calls: doubles(functions), selfNs: doubles(functions), totalNs: doubles(functions) };
  const ofPairs = { calls: doubles(pairs), selfNs: doubles(pairs), totalNs: doubles(pairs) };
  const frame = ints(functions);
  return { ...ofFunctions, frame, pairs: { ...ofPairs, caller: ints(pairs), callee: ints(pairs) } };
}

function sizeOf(functions: number, pairs: number): number {
  return HEADER_BYTES + 24 * (functions + pairs) + 8 * Math.ceil((4 * functions + 8 * pairs) / 8);
}
