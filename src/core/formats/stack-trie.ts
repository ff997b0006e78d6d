import { grown } from "../profile/grown.ts";
import { createChildTable, FRAME, LAST_CHILD, LAST_CHILD_FRAME, NODE_NUMBERS, PARENT } from "./child-table.ts";
import { commonLength } from "./common-length.ts";
import { createFrameTexts } from "./frame-texts.ts";

/**
 * Stacks `frame;frame;...` as a trie, straight from the bytes of a file. Stacks that begin alike share nodes, and most
 * frames are found without a look into a table: they are what the stack before had there, or what followed the last
 * time that a stack came by here.
 */
export interface StackTrie {
  /** The node of the stack between `start` and `end`, made where it is not there. */
  insert(bytes: Uint8Array, view: DataView, start: number, end: number): number;
  /** The bytes of the stack before are gone: the next one is not compared with it. */
  forget(): void;
  /** Per node its parent (-1: a root, else smaller than the node) and the number of its frame. */
  columns(): { readonly parent: Int32Array; readonly frame: Int32Array };
  /** The frames by number, as they are written. */
  labels(): string[];
}

const SEMICOLON = 0x3b;

export function createStackTrie(): StackTrie {
  return new ByteStackTrie();
}

class ByteStackTrie implements StackTrie {
  private readonly texts = createFrameTexts();
  private readonly table = createChildTable();
  /** Of the stack that was read last: its nodes, and where its frames end, counted from its beginning. */
  private path = new Int32Array(1 << 10);
  private ends = new Int32Array(1 << 10);
  private previousStart = 0;
  private previousLength = 0;
  private depth = 0;

  insert(bytes: Uint8Array, view: DataView, start: number, limit: number): number {
    const { texts, table } = this;
    let { path, ends } = this;
    let depth = this.sharedDepth(view, start, limit);
    let node = depth === 0 ? 0 : (path[depth - 1] ?? 0);
    let { nodes } = table;
    let { words, offsets, lengths } = texts;
    for (let from = depth === 0 ? start : start + (ends[depth - 1] ?? 0) + 1; from <= limit; ) {
      const at = node * NODE_NUMBERS;
      let next = Math.abs(nodes[at + LAST_CHILD] ?? 0);
      let frame = nodes[at + LAST_CHILD_FRAME] ?? 0;
      let end = from + (lengths[frame] ?? 0);
      if (next === 0 || !isFrame(words, offsets[frame] ?? 0, bytes, view, from, end, limit)) {
        frame = texts.read(bytes, view, from, limit);
        next = table.child(node, frame);
        ({ nodes } = table);
        ({ words, offsets, lengths } = texts);
        end = from + (lengths[frame] ?? 0);
      }
      if (depth === path.length) ({ path, ends } = this.deepen());
      path[depth] = next;
      ends[depth] = end - start;
      depth += 1;
      node = next;
      from = end + 1;
    }
    this.previousStart = start;
    this.previousLength = limit - start;
    this.depth = depth;
    return node - 1;
  }

  forget(): void {
    this.previousLength = 0;
    this.depth = 0;
  }

  columns(): { parent: Int32Array; frame: Int32Array } {
    const { nodes, size } = this.table;
    const parent = new Int32Array(size - 1);
    const frame = new Int32Array(size - 1);
    for (let node = 1; node < size; node++) {
      parent[node - 1] = (nodes[node * NODE_NUMBERS + PARENT] ?? 0) - 1;
      frame[node - 1] = nodes[node * NODE_NUMBERS + FRAME] ?? 0;
    }
    return { parent, frame };
  }

  labels(): string[] {
    return this.texts.all();
  }

  /** How many frames are those of the stack before, their `;` included. */
  private sharedDepth(view: DataView, start: number, limit: number): number {
    const same = commonLength(view, this.previousStart, start, Math.min(this.previousLength, limit - start));
    let shared = 0;
    while (shared < this.depth && (this.ends[shared] ?? 0) < same) shared++;
    return shared;
  }

  private deepen(): { readonly path: Int32Array<ArrayBuffer>; readonly ends: Int32Array<ArrayBuffer> } {
    this.path = grown(this.path);
    this.ends = grown(this.ends);
    return { path: this.path, ends: this.ends };
  }
}

/** Whether what lies between `from` and `end` is the frame whose text begins at `word` in `words`, and ends there. */
function isFrame(
  words: Int32Array,
  word: number,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  limit: number,
): boolean {
  if (end > limit || (end < limit && bytes[end] !== SEMICOLON) || end + 4 > bytes.length) return false;
  let at = from;
  let index = word;
  // Eight bytes per turn: most of the time that a large file takes is spent here.
  for (const last = end - 7; at < last; at += 8) {
    const first = view.getInt32(at, true) ^ (words[index] ?? 0);
    const second = view.getInt32(at + 4, true) ^ (words[index + 1] ?? 0);
    if ((first | second) !== 0) return false;
    index += 2;
  }
  if (at + 4 <= end) {
    if (view.getInt32(at, true) !== words[index]) return false;
    at += 4;
    index += 1;
  }
  return at === end || (view.getInt32(at, true) & (-1 >>> ((at + 4 - end) * 8))) === words[index];
}
