/** Growing typed arrays: profiles are columns, and a column of numbers must not be an array of objects. */

export interface Column<A extends Int32Array | Float64Array> {
  readonly length: number;
  push(value: number): number;
  get(index: number): number;
  set(index: number, value: number): void;
  /** A copy of exactly `length` entries. */
  toArray(): A;
}

const FIRST_CAPACITY = 16;

export function createIntColumn(): Column<Int32Array> {
  return createColumn((capacity) => new Int32Array(capacity));
}

export function createFloatColumn(): Column<Float64Array> {
  return createColumn((capacity) => new Float64Array(capacity));
}

function createColumn<A extends Int32Array | Float64Array>(allocate: (capacity: number) => A): Column<A> {
  let values = allocate(FIRST_CAPACITY);
  let length = 0;

  const reserve = (needed: number): void => {
    if (needed <= values.length) return;
    const grown = allocate(Math.max(needed, values.length * 2));
    grown.set(values);
    values = grown;
  };

  return {
    get length() {
      return length;
    },
    push(value) {
      reserve(length + 1);
      values[length] = value;
      length += 1;
      return length - 1;
    },
    get(index) {
      return index < length ? (values[index] ?? 0) : 0;
    },
    set(index, value) {
      reserve(index + 1);
      values[index] = value;
      if (index >= length) length = index + 1;
    },
    toArray() {
      const exact = allocate(length);
      exact.set(values.subarray(0, length));
      return exact;
    },
  };
}
