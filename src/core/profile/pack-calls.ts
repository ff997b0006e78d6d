import type { CallGraph } from "./model.ts";

/**
 * A call graph inside a packed flamegraph (pack.ts), from a multiple of 8 bytes on: functions and pairs (u32 each), then
 * the columns of doubles, then those of integers.
 */
const HEADER_BYTES = 8;

/** The bytes of a call graph: a multiple of 8. */
export function packCalls({ frame, pairs, ...ofFunctions }: CallGraph): Uint8Array<ArrayBuffer> {
  const buffer = new ArrayBuffer(sizeOf(frame.length, pairs.caller.length));
  new Uint32Array(buffer, 0, 2).set([frame.length, pairs.caller.length]);
  const columns = columnsOf(buffer, 0);
  for (const key of ["calls", "selfNs", "totalNs"] as const) {
    columns[key].set(ofFunctions[key]);
    columns.pairs[key].set(pairs[key]);
  }
  columns.frame.set(frame);
  columns.pairs.caller.set(pairs.caller);
  columns.pairs.callee.set(pairs.callee);
  return new Uint8Array(buffer);
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
