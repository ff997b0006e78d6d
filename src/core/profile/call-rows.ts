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
  let calls = new Float64Array(FIRST_CAPACITY);
  let primitiveCalls = new Float64Array(FIRST_CAPACITY);
  let selfSeconds = new Float64Array(FIRST_CAPACITY);
  let totalSeconds = new Float64Array(FIRST_CAPACITY);
  let length = 0;

  const grow = (): void => {
    calls = grownFloats(calls);
    primitiveCalls = grownFloats(primitiveCalls);
    selfSeconds = grownFloats(selfSeconds);
    totalSeconds = grownFloats(totalSeconds);
  };

  return {
    add(numbers) {
      if (length === calls.length) grow();
      calls[length] = numbers.calls;
      primitiveCalls[length] = numbers.primitiveCalls;
      selfSeconds[length] = numbers.selfSeconds;
      totalSeconds[length] = numbers.totalSeconds;
      length += 1;
    },
    sums(slots, count) {
      const self = summed(selfSeconds, slots, count);
      const total = summed(totalSeconds, slots, count);
      return {
        calls: summed(calls, slots, count),
        primitiveCalls: summed(primitiveCalls, slots, count),
        selfSeconds: self,
        totalSeconds: total,
        selfNs: self.map((seconds) => seconds * 1e9),
        totalNs: total.map((seconds) => seconds * 1e9),
      };
    },
  };
}

function summed(values: Float64Array, slots: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let row = 0; row < slots.length; row++) {
    const slot = slots[row] ?? 0;
    sums[slot] = (sums[slot] ?? 0) + (values[row] ?? 0);
  }
  return sums;
}
