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
  let nodes = new Int32Array(FIRST_CAPACITY * NODE_NUMBERS);
  let size = 1;
  /** Open addressing for the children of nodes that have several: hash and node side by side, 0 where a slot is free. */
  let slots = new Int32Array(FIRST_CAPACITY);
  let used = 0;

  const put = (hash: number, node: number): void => {
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
    slots[slot] = hash;
    slots[slot + 1] = node;
  };

  const remember = (hash: number, node: number): void => {
    if (used * 4 >= slots.length) {
      const old = slots;
      slots = new Int32Array(old.length * 2);
      for (let slot = 0; slot < old.length; slot += 2) if (old[slot + 1] !== 0) put(old[slot] ?? 0, old[slot + 1] ?? 0);
    }
    put(hash, node);
    used += 1;
  };

  const find = (parent: number, frame: number, hash: number): number => {
    const mask = slots.length - 2;
    for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
      const node = slots[slot + 1] ?? 0;
      if (node === 0) return 0;
      const at = node * NODE_NUMBERS;
      if (slots[slot] === hash && nodes[at + PARENT] === parent && nodes[at + FRAME] === frame) return node;
    }
  };

  const add = (parent: number, frame: number): number => {
    const at = size * NODE_NUMBERS;
    if (at === nodes.length) nodes = grown(nodes);
    nodes[at + PARENT] = parent;
    nodes[at + FRAME] = frame;
    size += 1;
    return size - 1;
  };

  return {
    get size() {
      return size;
    },
    get nodes() {
      return nodes;
    },
    child(parent, frame) {
      const at = parent * NODE_NUMBERS;
      const last = nodes[at + LAST_CHILD] ?? 0;
      const lastFrame = nodes[at + LAST_CHILD_FRAME] ?? 0;
      if (last !== 0 && lastFrame === frame) return Math.abs(last);
      let node = 0;
      if (last < 0) node = find(parent, frame, hashOf(parent, frame));
      if (last > 0) remember(hashOf(parent, lastFrame), last);
      if (node === 0) {
        node = add(parent, frame);
        if (last !== 0) remember(hashOf(parent, frame), node);
      }
      nodes[at + LAST_CHILD] = last === 0 ? node : -node;
      nodes[at + LAST_CHILD_FRAME] = frame;
      return node;
    },
  };
}

function hashOf(parent: number, frame: number): number {
  let hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 13);
}
