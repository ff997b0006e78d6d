import { grown, grownFloats } from "./grown.ts";

/**
 * Growing typed arrays: profiles are columns, and a column of numbers must not be an array of objects.
 *
 * These, the tables and the builders are classes inside, not closures: what the engine compiled for closures goes with them
 * at the next garbage collection, so that every second file was read by code that was not compiled yet.
 */
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
  return new IntColumn();
}

export function createFloatColumn(): Column<Float64Array> {
  return new FloatColumn();
}

class IntColumn implements Column<Int32Array> {
  length = 0;
  private values = new Int32Array(FIRST_CAPACITY);

  push(value: number): number {
    this.set(this.length, value);
    return this.length - 1;
  }

  get(index: number): number {
    return index < this.length ? (this.values[index] ?? 0) : 0;
  }

  set(index: number, value: number): void {
    if (index >= this.values.length) this.values = grown(this.values, Math.max(index + 1, this.values.length * 2));
    this.values[index] = value;
    if (index >= this.length) this.length = index + 1;
  }

  toArray(): Int32Array {
    return this.values.slice(0, this.length);
  }
}

/** The same code for other arrays: code that has to tell the two apart is several times as slow. */
class FloatColumn implements Column<Float64Array> {
  length = 0;
  private values = new Float64Array(FIRST_CAPACITY);

  push(value: number): number {
    this.set(this.length, value);
    return this.length - 1;
  }

  get(index: number): number {
    return index < this.length ? (this.values[index] ?? 0) : 0;
  }

  set(index: number, value: number): void {
    if (index >= this.values.length)
      this.values = grownFloats(this.values, Math.max(index + 1, this.values.length * 2));
    this.values[index] = value;
    if (index >= this.length) this.length = index + 1;
  }

  toArray(): Float64Array {
    return this.values.slice(0, this.length);
  }
}
