import { grownFloats } from "./grown.ts";
import type { CallColumns } from "./model.ts";

/** Numbers of a function or of a caller-callee pair, times in seconds as cProfile keeps them. */
export interface CallNumbers {
  readonly calls: number;
  readonly primitiveCalls: number;
  readonly selfSeconds: number;
  readonly totalSeconds: number;
}

/** Call numbers as they come: whose they are is known elsewhere, by row. */
export interface CallRows {
  add(numbers: CallNumbers): void;
  /** The sums of the rows by the slot of each; `count` slots. */
  sums(slots: Int32Array, count: number): CallColumns;
}

const FIRST_CAPACITY = 64;

export function createCallRows(): CallRows {
  return new GrowingCallRows();
}

class GrowingCallRows implements CallRows {
  private length = 0;
  private calls = new Float64Array(FIRST_CAPACITY);
  private primitiveCalls = new Float64Array(FIRST_CAPACITY);
  private selfSeconds = new Float64Array(FIRST_CAPACITY);
  private totalSeconds = new Float64Array(FIRST_CAPACITY);

  add(numbers: CallNumbers): void {
    const row = this.length;
    if (row === this.calls.length) this.grow();
    this.calls[row] = numbers.calls;
    this.primitiveCalls[row] = numbers.primitiveCalls;
    this.selfSeconds[row] = numbers.selfSeconds;
    this.totalSeconds[row] = numbers.totalSeconds;
    this.length = row + 1;
  }

  sums(slots: Int32Array, count: number): CallColumns {
    const selfSeconds = summed(this.selfSeconds, slots, count);
    const totalSeconds = summed(this.totalSeconds, slots, count);
    return {
      calls: summed(this.calls, slots, count),
      primitiveCalls: summed(this.primitiveCalls, slots, count),
      selfSeconds,
      totalSeconds,
      selfNs: inNanoseconds(selfSeconds),
      totalNs: inNanoseconds(totalSeconds),
    };
  }

  private grow(): void {
    this.calls = grownFloats(this.calls);
    this.primitiveCalls = grownFloats(this.primitiveCalls);
    this.selfSeconds = grownFloats(this.selfSeconds);
    this.totalSeconds = grownFloats(this.totalSeconds);
  }
}

function summed(values: Float64Array, slots: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let row = 0; row < slots.length; row++) {
    const slot = slots[row] ?? 0;
    sums[slot] = (sums[slot] ?? 0) + (values[row] ?? 0);
  }
  return sums;
}

function inNanoseconds(seconds: Float64Array): Float64Array {
  const ns = new Float64Array(seconds.length);
  for (let index = 0; index < ns.length; index++) ns[index] = (seconds[index] ?? 0) * 1e9;
  return ns;
}
