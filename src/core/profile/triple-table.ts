import { grown } from "./grown.ts";

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
  return new HashedTripleTable();
}

class HashedTripleTable implements TripleTable {
  size = 0;
  private slots = new Int32Array(FIRST_CAPACITY * 2).fill(EMPTY);
  private a = new Int32Array(FIRST_CAPACITY);
  private b = new Int32Array(FIRST_CAPACITY);
  private c = new Int32Array(FIRST_CAPACITY);

  index(x: number, y: number, z: number): number {
    const { slots, a, b, c } = this;
    const mask = slots.length - 1;
    let slot = tripleHash(x, y, z) & mask;
    for (let found = slots[slot] ?? EMPTY; found !== EMPTY; found = slots[slot] ?? EMPTY) {
      if (a[found] === x && b[found] === y && c[found] === z) return found;
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.size;
    a[this.size] = x;
    b[this.size] = y;
    c[this.size] = z;
    this.size += 1;
    if (this.size === a.length) this.grow();
    return this.size - 1;
  }

  columns(): { a: Int32Array; b: Int32Array; c: Int32Array } {
    return { a: this.a.slice(0, this.size), b: this.b.slice(0, this.size), c: this.c.slice(0, this.size) };
  }

  private grow(): void {
    const a = grown(this.a);
    const b = grown(this.b);
    const c = grown(this.c);
    const slots = new Int32Array(a.length * 2).fill(EMPTY);
    const mask = slots.length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = tripleHash(a[index] ?? 0, b[index] ?? 0, c[index] ?? 0) & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.slots = slots;
  }
}

/** Multiplicative mixing (the finalizer of MurmurHash3 over three words): neighbouring ids must not cluster. */
export function tripleHash(x: number, y: number, z: number): number {
  let mixed = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(z, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
