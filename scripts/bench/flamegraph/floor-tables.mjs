// The floor: the least work we know that turns a profile into a flamegraph, as a measuring stick. No object per frame or
// node, no care for errors. These are its tables; floor-readers.mjs fills them, floor-layout.mjs lays them out.

/** Numbers byte ranges: open addressing over hash and bytes. */
export class FrameTable {
  capacity = 1 << 14;
  slots = new Int32Array(this.capacity);
  hashes = new Int32Array(1 << 13);
  offsets = new Int32Array(1 << 13);
  lengths = new Int32Array(1 << 13);
  size = 0;
  pool = new Uint8Array(1 << 19);
  poolView = new DataView(this.pool.buffer);
  poolEnd = 0;

  /** The number of the bytes from `start` to `end`, whose hash is `hash`; `view` is of the same bytes. */
  index(bytes, view, start, end, hash) {
    const mask = this.capacity - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let found = this.slots[slot]; found !== 0; found = this.slots[slot]) {
      if (this.hashes[found - 1] === hash && this.holds(found - 1, bytes, view, start, end)) return found - 1;
      slot = (slot + 1) & mask;
    }
    return this.add(slot, bytes, start, end, hash);
  }

  holds(id, bytes, view, start, end) {
    const length = end - start;
    if (this.lengths[id] !== length) return false;
    const wordsEnd = start + (length & ~3);
    let at = start;
    let kept = this.offsets[id];
    while (at < wordsEnd && view.getInt32(at, true) === this.poolView.getInt32(kept, true)) {
      at += 4;
      kept += 4;
    }
    if (at < wordsEnd) return false;
    while (at < end && bytes[at] === this.pool[kept]) {
      at++;
      kept++;
    }
    return at === end;
  }

  add(slot, bytes, start, end, hash) {
    const id = this.size++;
    const length = end - start;
    if (id >= this.hashes.length)
      for (const column of ["hashes", "offsets", "lengths"]) this[column] = doubled(this[column]);
    while (this.poolEnd + length > this.pool.length) {
      this.pool = doubled(this.pool);
      this.poolView = new DataView(this.pool.buffer);
    }
    this.pool.set(bytes.subarray(start, end), this.poolEnd);
    this.hashes[id] = hash;
    this.offsets[id] = this.poolEnd;
    this.lengths[id] = length;
    this.poolEnd += length;
    this.slots[slot] = id + 1;
    if (this.size * 2 > this.capacity) this.grow();
    return id;
  }

  grow() {
    this.capacity *= 2;
    this.slots = new Int32Array(this.capacity);
    const mask = this.capacity - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = (this.hashes[id] ^ (this.hashes[id] >>> 15)) & mask;
      while (this.slots[slot]) slot = (slot + 1) & mask;
      this.slots[slot] = id + 1;
    }
  }

  names() {
    const decoder = new TextDecoder();
    return Array.from({ length: this.size }, (_, id) =>
      decoder.decode(this.pool.subarray(this.offsets[id], this.offsets[id] + this.lengths[id])),
    );
  }
}

/** A merged call tree: each node has a parent, a frame and a value of its own. Node 0 is the root. */
export class CallTree {
  capacity = 1 << 16;
  slots = new Int32Array(this.capacity * 2);
  parent = new Int32Array(this.capacity);
  frame = new Int32Array(this.capacity);
  self = new Float64Array(this.capacity);
  size = 1;

  constructor() {
    this.parent[0] = -1;
    this.frame[0] = -1;
  }

  child(parent, frame) {
    const { slots, parent: parents, frame: frames } = this;
    const mask = slots.length - 1;
    let slot = hashOf(parent, frame) & mask;
    for (let found = slots[slot]; found !== 0; found = slots[slot]) {
      if (parents[found] === parent && frames[found] === frame) return found;
      slot = (slot + 1) & mask;
    }
    const node = this.size++;
    this.parent[node] = parent;
    this.frame[node] = frame;
    this.slots[slot] = node;
    if (this.size === this.capacity) this.grow();
    return node;
  }

  grow() {
    this.capacity *= 2;
    for (const column of ["parent", "frame", "self"]) this[column] = doubled(this[column]);
    this.slots = new Int32Array(this.capacity * 2);
    const mask = this.slots.length - 1;
    for (let node = 1; node < this.size; node++) {
      let slot = hashOf(this.parent[node], this.frame[node]) & mask;
      while (this.slots[slot]) slot = (slot + 1) & mask;
      this.slots[slot] = node;
    }
  }
}

function hashOf(parent, frame) {
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** The same numbers with room for as many again. */
export function doubled(values) {
  const larger = new values.constructor(values.length * 2);
  larger.set(values);
  return larger;
}
