import { grown } from "./grown.ts";
import { type TripleTable, tripleHash } from "./triple-table.ts";

/**
 * A triple table whose first number is the index of an earlier triple, or -1: the nodes of a tree with a frame and one
 * number more. Most nodes have one child; that is found at its parent, without hashing. Only the other children are looked
 * up in a table, and there is nothing in that but their indices: with hundreds of thousands of nodes each look at distant
 * memory counts.
 */
export interface NodeTable extends TripleTable {
  /**
   * Takes over the nodes of a tree that is whole, with the same indices: each parent is smaller than its node, no two nodes
   * are the same. Only for a table that is empty.
   */
  adopt(parents: Int32Array, frames: Int32Array, thirds: Int32Array): void;
}

/** Small: a file may have thousands of processes, each with tables of its own. */
const FIRST_CAPACITY = 64;
/** The numbers of a node lie side by side. */
const NUMBERS = 4;
const [PARENT, FRAME, THIRD, FIRST_CHILD] = [0, 1, 2, 3];

export function createNodeTable(): NodeTable {
  return new LinkedNodeTable();
}

class LinkedNodeTable implements NodeTable {
  size = 0;
  /** `FIRST_CHILD`: the child that was made first, 0 where there is none: no child is node 0. */
  private nodes = new Int32Array(FIRST_CAPACITY * NUMBERS);
  /** Of the roots and all children but the first ones: node + 1, 0 where a slot is free. */
  private slots = new Int32Array(FIRST_CAPACITY);
  private used = 0;
  /** Nodes that were taken over, as long as no other is looked for: mostly none is. */
  private adopted: ReturnType<TripleTable["columns"]> | null = null;

  index(parent: number, frame: number, third: number): number {
    if (this.adopted !== null) this.unfold(this.adopted);
    if (parent < 0) return this.other(parent, frame, third);
    const firstChildAt = parent * NUMBERS + FIRST_CHILD;
    const child = this.nodes[firstChildAt] ?? 0;
    if (child === 0) {
      const made = this.add(parent, frame, third);
      this.nodes[firstChildAt] = made;
      return made;
    }
    return this.isNode(child, parent, frame, third) ? child : this.other(parent, frame, third);
  }

  adopt(parents: Int32Array, frames: Int32Array, thirds: Int32Array): void {
    if (this.size > 0) throw new Error("This table has nodes already.");
    this.adopted = { a: parents, b: frames, c: thirds };
    this.size = parents.length;
  }

  columns(): ReturnType<TripleTable["columns"]> {
    const { adopted, size, nodes } = this;
    // Nothing writes to them: a node that comes after them goes into arrays of the table's own.
    if (adopted !== null) return adopted;
    const [a, b, c] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
    for (let node = 0; node < size; node++) {
      const at = node * NUMBERS;
      a[node] = nodes[at + PARENT] ?? 0;
      b[node] = nodes[at + FRAME] ?? 0;
      c[node] = nodes[at + THIRD] ?? 0;
    }
    return { a, b, c };
  }

  private other(parent: number, frame: number, third: number): number {
    const hash = tripleHash(parent, frame, third);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const node = (this.slots[slot] ?? 0) - 1;
      if (node < 0) break;
      if (this.isNode(node, parent, frame, third)) return node;
    }
    const made = this.add(parent, frame, third);
    this.remember(made, hash);
    return made;
  }

  private isNode(node: number, parent: number, frame: number, third: number): boolean {
    const { nodes } = this;
    const at = node * NUMBERS;
    return nodes[at + FRAME] === frame && nodes[at + PARENT] === parent && nodes[at + THIRD] === third;
  }

  private add(parent: number, frame: number, third: number): number {
    const at = this.size * NUMBERS;
    if (at === this.nodes.length) this.nodes = grown(this.nodes);
    this.nodes[at + PARENT] = parent;
    this.nodes[at + FRAME] = frame;
    this.nodes[at + THIRD] = third;
    this.size += 1;
    return this.size - 1;
  }

  private remember(node: number, hash: number): void {
    if (this.used * 2 >= this.slots.length) {
      const old = this.slots;
      this.slots = new Int32Array(old.length * 2);
      for (let slot = 0; slot < old.length; slot++) {
        const known = (old[slot] ?? 0) - 1;
        if (known >= 0) this.put(known, this.hashOf(known));
      }
    }
    this.put(node, hash);
    this.used += 1;
  }

  private put(node: number, hash: number): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = node + 1;
  }

  private hashOf(node: number): number {
    const at = node * NUMBERS;
    return tripleHash(this.nodes[at + PARENT] ?? 0, this.nodes[at + FRAME] ?? 0, this.nodes[at + THIRD] ?? 0);
  }

  private unfold({ a, b, c }: ReturnType<TripleTable["columns"]>): void {
    this.adopted = null;
    this.size = 0;
    for (let node = 0; node < a.length; node++) {
      const parent = a[node] ?? -1;
      this.add(parent, b[node] ?? 0, c[node] ?? 0);
      const firstChildAt = parent * NUMBERS + FIRST_CHILD;
      if (parent >= 0 && this.nodes[firstChildAt] === 0) this.nodes[firstChildAt] = node;
      else this.remember(node, this.hashOf(node));
    }
  }
}
