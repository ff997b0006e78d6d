/** Rows grouped by a key: those of key `k` are `order[start[k]] .. order[start[k + 1] - 1]`, in their own order. */
export interface RowsByKey {
  readonly start: Int32Array;
  readonly order: Int32Array;
}

/** `keys[row]` is in [0, keyCount). */
export function rowsByKey(keys: Int32Array, keyCount: number): RowsByKey {
  const start = new Int32Array(keyCount + 1);
  for (const key of keys) start[key + 1] = (start[key + 1] ?? 0) + 1;
  for (let key = 0; key < keyCount; key++) start[key + 1] = (start[key + 1] ?? 0) + (start[key] ?? 0);
  const free = start.slice();
  const order = new Int32Array(keys.length);
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row] ?? 0;
    const at = free[key] ?? 0;
    order[at] = row;
    free[key] = at + 1;
  }
  return { start, order };
}
