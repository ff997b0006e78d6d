import { grown } from "../profile/grown.ts";

/**
 * The nodes of a trie; 0 stands above the roots. Numbers that are read together lie together, and most nodes have one
 * child, which is kept in the node itself: with millions of nodes every other look is a miss of the processor's caches.
 */
export interface ChildTable {
  /** How many nodes there are, the one above the roots included. */
  readonly size: number;
  /** Per node `NODE_NUMBERS` numbers, see below. Good until the next `child`. */
  readonly nodes: Int32Array;
  /** The child of `parent` with this frame, made where it is not there. */
  child(parent: number, frame: number): number;
}

export const NODE_NUMBERS = 4;
/** The child that `child` gave last: itself where it is the only one, negative where there are others, 0 for none. */
export const LAST_CHILD = 0;
/** The frame of that child, so that it can be compared before the child is looked at. */
export const LAST_CHILD_FRAME = 1;
export const PARENT = 2;
export const FRAME = 3;

const FIRST_CAPACITY = 1 << 12;

export function createChildTable(): ChildTable {
  return new HashedChildTable();
}

class HashedChildTable implements ChildTable {
  nodes = new Int32Array(FIRST_CAPACITY * NODE_NUMBERS);
  size = 1;
  /** Open addressing for the children of nodes that have several: hash and node side by side, 0 where a slot is free. */
  private slots = new Int32Array(FIRST_CAPACITY);
  private used = 0;

  child(parent: number, frame: number): number {
    const at = parent * NODE_NUMBERS;
    const last = this.nodes[at + LAST_CHILD] ?? 0;
    const lastFrame = this.nodes[at + LAST_CHILD_FRAME] ?? 0;
    if (last !== 0 && lastFrame === frame) return Math.abs(last);
    let node = 0;
    if (last < 0) node = this.find(parent, frame, hashOf(parent, frame));
    if (last > 0) this.remember(hashOf(parent, lastFrame), last);
    if (node === 0) {
      node = this.add(parent, frame);
      if (last !== 0) this.remember(hashOf(parent, frame), node);
    }
    this.nodes[at + LAST_CHILD] = last === 0 ? node : -node;
    this.nodes[at + LAST_CHILD_FRAME] = frame;
    return node;
  }

  private find(parent: number, frame: number, hash: number): number {
    const { slots, nodes } = this;
    const mask = slots.length - 2;
    for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
      const node = slots[slot + 1] ?? 0;
      if (node === 0) return 0;
      const at = node * NODE_NUMBERS;
      if (slots[slot] === hash && nodes[at + PARENT] === parent && nodes[at + FRAME] === frame) return node;
    }
  }

  private add(parent: number, frame: number): number {
    const at = this.size * NODE_NUMBERS;
    if (at === this.nodes.length) this.nodes = grown(this.nodes);
    this.nodes[at + PARENT] = parent;
    this.nodes[at + FRAME] = frame;
    this.size += 1;
    return this.size - 1;
  }

  private remember(hash: number, node: number): void {
    if (this.used * 4 >= this.slots.length) {
      const old = this.slots;
      this.slots = new Int32Array(old.length * 2);
      for (let slot = 0; slot < old.length; slot += 2)
        if (old[slot + 1] !== 0) put(this.slots, old[slot] ?? 0, old[slot + 1] ?? 0);
    }
    put(this.slots, hash, node);
    this.used += 1;
  }
}

function put(slots: Int32Array, hash: number, node: number): void {
  const mask = slots.length - 2;
  let slot = (hash << 1) & mask;
  while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
  slots[slot] = hash;
  slots[slot + 1] = node;
}

function hashOf(parent: number, frame: number): number {
  let hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 13);
}
