/**
 * Gives every distinct triple of 32-bit integers an index, counting up from 0. Open addressing over typed arrays:
 * the hot loop of every parser looks up "the child of this node with this frame", and a Map per node or a key made
 * of text costs several times as much.
 */
export interface TripleTable {
  readonly size: number;
  /** The index of (a, b, c); a new one where it was not seen before. */
  index(a: number, b: number, c: number): number;
  /** The columns of all triples so far, copied. */
  columns(): { readonly a: Int32Array; readonly b: Int32Array; readonly c: Int32Array };
}

/** Small: a file may have thousands of processes, each with tables of its own. */
const FIRST_CAPACITY = 64;
const EMPTY = -1;

export function createTripleTable(): TripleTable {
  let slots = new Int32Array(FIRST_CAPACITY * 2).fill(EMPTY);
  let a = new Int32Array(FIRST_CAPACITY);
  let b = new Int32Array(FIRST_CAPACITY);
  let c = new Int32Array(FIRST_CAPACITY);
  let size = 0;

  const grow = (): void => {
    const capacity = a.length * 2;
    a = copyInto(new Int32Array(capacity), a);
    b = copyInto(new Int32Array(capacity), b);
    c = copyInto(new Int32Array(capacity), c);
    slots = new Int32Array(capacity * 2).fill(EMPTY);
    const mask = slots.length - 1;
    for (let index = 0; index < size; index++) {
      let slot = hash(a[index] ?? 0, b[index] ?? 0, c[index] ?? 0) & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
  };

  return {
    get size() {
      return size;
    },
    index(x, y, z) {
      const mask = slots.length - 1;
      let slot = hash(x, y, z) & mask;
      for (let found = slots[slot] ?? EMPTY; found !== EMPTY; found = slots[slot] ?? EMPTY) {
        if (a[found] === x && b[found] === y && c[found] === z) return found;
        slot = (slot + 1) & mask;
      }
      slots[slot] = size;
      a[size] = x;
      b[size] = y;
      c[size] = z;
      size += 1;
      if (size === a.length) grow();
      return size - 1;
    },
    columns() {
      return { a: a.slice(0, size), b: b.slice(0, size), c: c.slice(0, size) };
    },
  };
}

function copyInto(target: Int32Array<ArrayBuffer>, source: Int32Array): Int32Array<ArrayBuffer> {
  target.set(source);
  return target;
}

/** Multiplicative mixing (the finalizer of MurmurHash3 over three words): neighbouring ids must not cluster. */
function hash(x: number, y: number, z: number): number {
  let mixed = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(z, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
