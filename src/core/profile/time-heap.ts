/** A queue that hands out the entry with the largest value first: a binary heap. */
export interface TimeHeap<T> {
  readonly size: number;
  push(value: number, entry: T): void;
  pop(): T | undefined;
}

export function createTimeHeap<T>(): TimeHeap<T> {
  const heap: { readonly value: number; readonly entry: T }[] = [];
  const valueAt = (index: number): number => heap[index]?.value ?? Number.NEGATIVE_INFINITY;

  const swap = (a: number, b: number): void => {
    const first = heap[a];
    const second = heap[b];
    if (first === undefined || second === undefined) return;
    heap[a] = second;
    heap[b] = first;
  };

  return {
    get size() {
      return heap.length;
    },
    push(value, entry) {
      let at = heap.push({ value, entry }) - 1;
      for (let above = (at - 1) >> 1; at > 0 && valueAt(above) < value; above = (at - 1) >> 1) {
        swap(at, above);
        at = above;
      }
    },
    pop() {
      swap(0, heap.length - 1);
      const top = heap.pop();
      for (let at = 0; ; ) {
        const left = at * 2 + 1;
        const larger = valueAt(left + 1) > valueAt(left) ? left + 1 : left;
        if (larger >= heap.length || valueAt(larger) <= valueAt(at)) return top?.entry;
        swap(at, larger);
        at = larger;
      }
    },
  };
}
