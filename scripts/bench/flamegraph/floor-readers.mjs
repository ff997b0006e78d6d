// How the floor reads: bytes, never strings. See floor-tables.mjs.
import { CallTree, doubled, FrameTable } from "./floor-tables.mjs";

const DEEPEST = 8192;
const NEWLINE = 10;
const SPACE = 32;
const COMMA = 44;
const SEMICOLON = 59;
const OPEN = 91;
const CLOSE = 93;
const FOUR_SEMICOLONS = 0x3b3b3b3b;
const HASH_SEED = 0x2c1b3c6d;

/** Reads collapsed stacks as they come: `feed` with pieces, then `end`. */
export class CollapsedReader {
  frames = new FrameTable();
  tree = new CallTree();
  rest = new Uint8Array(0);
  /** Of the line before: where its frames end within it, and their nodes. */
  ends = new Int32Array(DEEPEST);
  path = new Int32Array(DEEPEST);

  feed(piece) {
    let bytes = piece;
    if (this.rest.length > 0) {
      const end = bytes.indexOf(NEWLINE);
      const line = joined(this.rest, end < 0 ? bytes : bytes.subarray(0, end + 1));
      this.rest = end < 0 ? line : new Uint8Array(0);
      if (end < 0) return;
      this.scan(line, line.length);
      bytes = bytes.subarray(end + 1);
    }
    const last = bytes.lastIndexOf(NEWLINE);
    if (last < bytes.length - 1) this.rest = bytes.slice(last + 1);
    if (last >= 0) this.scan(bytes, last + 1);
  }

  end() {
    if (this.rest.length > 0) this.feed(Uint8Array.of(NEWLINE));
  }

  scan(bytes, end) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let before = { start: 0, length: 0, frames: 0 };
    for (let start = 0; start < end; ) {
      const newline = bytes.indexOf(NEWLINE, start);
      let space = newline - 1;
      while (space > start && bytes[space] !== SPACE) space--;
      if (space > start) {
        const frames = this.line(bytes, view, start, space, before);
        this.tree.self[this.leaf] += numberBetween(bytes, space + 1, newline);
        before = { start, length: space - start, frames };
      }
      start = newline + 1;
    }
  }

  /** What a line has in common with the one before needs no look at the tables. Gives how many of its frames have followers. */
  line(bytes, view, start, end, before) {
    const same = commonLength(bytes, view, before.start, start, Math.min(before.length, end - start));
    let depth = 0;
    while (depth < before.frames && this.ends[depth] < same) depth++;
    let node = depth > 0 ? this.path[depth - 1] : 0;
    let at = depth > 0 ? start + this.ends[depth - 1] + 1 : start;
    const { tree, frames, ends, path } = this;
    for (;;) {
      // A search for `;` four bytes at a time, which hashes on the way.
      const safe = Math.min(end, bytes.byteLength - 3);
      let hash = HASH_SEED;
      let word = at;
      let frameEnd = -1;
      for (; word < safe; word += 4) {
        const four = view.getInt32(word, true);
        const unlike = four ^ FOUR_SEMICOLONS;
        const found = (unlike - 0x01010101) & ~unlike & 0x80808080;
        if (found !== 0) frameEnd = word + ((31 - Math.clz32(found & -found)) >> 3);
        if (found !== 0 || word + 4 > end) break;
        hash = Math.imul(hash ^ four, 0x85ebca6b);
        hash ^= hash >>> 13;
      }
      if (frameEnd < 0) for (frameEnd = word; frameEnd < end && bytes[frameEnd] !== SEMICOLON; ) frameEnd++;
      if (frameEnd > end) frameEnd = end;
      let tail = frameEnd - at;
      for (let byte = word; byte < frameEnd; byte++) tail = (tail << 8) ^ bytes[byte] ^ (tail >>> 24);
      hash = Math.imul(hash ^ tail, 0xc2b2ae35);
      node = tree.child(node, frames.index(bytes, view, at, frameEnd, hash));
      if (frameEnd >= end) break;
      ends[depth] = frameEnd - start;
      path[depth++] = node;
      at = frameEnd + 1;
    }
    this.leaf = node;
    return depth;
  }
}

function commonLength(bytes, view, a, b, most) {
  let length = 0;
  while (length + 4 <= most && view.getInt32(a + length, true) === view.getInt32(b + length, true)) length += 4;
  while (length < most && bytes[a + length] === bytes[b + length]) length++;
  return length;
}

function numberBetween(bytes, start, end) {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + bytes[at] - 48;
  return value;
}

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** A speedscope file of one sampled profile in the spelling of generate_profiles.py: `samples` are read as bytes. */
export function readSpeedscope(bytes) {
  const tree = new CallTree();
  const path = new Int32Array(DEEPEST);
  const before = new Int32Array(DEEPEST);
  let leaves = new Int32Array(1 << 16);
  let count = 0;
  let depthBefore = 0;
  let at = indexOf(bytes, '"samples":[', 0) + 11;
  for (let letter = bytes[at++]; letter !== CLOSE; letter = bytes[at++]) {
    if (letter !== OPEN) continue;
    let node = 0;
    let depth = 0;
    let value = 0;
    let same = true;
    for (;;) {
      letter = bytes[at++];
      if (letter === COMMA || letter === CLOSE) {
        if (same && depth < depthBefore && before[depth] === value) node = path[depth];
        else {
          same = false;
          before[depth] = value;
          node = path[depth] = tree.child(node, value);
        }
        depth++;
        value = 0;
        if (letter === CLOSE) break;
      } else value = value * 10 + letter - 48;
    }
    depthBefore = depth;
    if (count === leaves.length) leaves = doubled(leaves);
    leaves[count++] = node;
  }
  addWeights(bytes, indexOf(bytes, '"weights":[', at) + 11, leaves.subarray(0, count), tree);
  return { tree, names: frameNames(bytes) };
}

function addWeights(bytes, from, leaves, { self }) {
  let at = from;
  for (let index = 0; index < leaves.length; index++) {
    let value = 0;
    for (let letter = bytes[at++]; letter !== COMMA && letter !== CLOSE; letter = bytes[at++])
      value = value * 10 + letter - 48;
    self[leaves[index]] += value;
  }
}

function frameNames(bytes) {
  const start = indexOf(bytes, '"frames":[', 0) + 9;
  const end = indexOf(bytes, ']},"profiles"', start) + 1;
  const frames = JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
  return frames.map(({ name, file, line }) => (file ? `${name} (${file}:${line})` : name));
}

function indexOf(bytes, text, from) {
  const wanted = new TextEncoder().encode(text);
  for (let at = bytes.indexOf(wanted[0], from); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
  }
  throw new Error(`The floor reads only what generate_profiles.py writes: there is no ${text}`);
}
