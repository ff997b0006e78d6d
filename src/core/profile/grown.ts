/** Longer arrays that begin with the same numbers; for hot loops, where a `Column` with its calls costs too much. */

export function grown(values: Int32Array, length = values.length * 2): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(values);
  return longer;
}

export function grownFloats(values: Float64Array, length = values.length * 2): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}
