/** How many bytes from `a` and from `b` on are the same, `most` at the most: four at a time. */
export function commonLength(view: DataView, a: number, b: number, most: number): number {
  let same = 0;
  for (; same + 4 <= most; same += 4) {
    const differing = view.getInt32(a + same, true) ^ view.getInt32(b + same, true);
    // The lowest bit that differs is in the first byte that does.
    if (differing !== 0) return same + ((31 - Math.clz32(differing & -differing)) >>> 3);
  }
  while (same < most && view.getUint8(a + same) === view.getUint8(b + same)) same++;
  return same;
}
