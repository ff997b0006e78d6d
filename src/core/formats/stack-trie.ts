import { grown } from "../profile/grown.ts";
import { createChildTable, FRAME, LAST_CHILD, LAST_CHILD_FRAME, NODE_NUMBERS, PARENT } from "./child-table.ts";
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
  const texts = createFrameTexts();
  const table = createChildTable();
  /** Of the stack that was read last: its nodes, and where its frames end, counted from its beginning. */
  let path = new Int32Array(1 << 10);
  let ends = new Int32Array(1 << 10);
  let previousStart = 0;
  let previousLength = 0;
  let depth = 0;

  /** How many frames are those of the stack before, their `;` included. */
  const sharedDepth = (view: DataView, start: number, limit: number): number => {
    const same = commonLength(view, previousStart, start, Math.min(previousLength, limit - start));
    let shared = 0;
    while (shared < depth && (ends[shared] ?? 0) < same) shared++;
    return shared;
  };

  const push = (node: number, end: number): void => {
    if (depth === path.length) {
      path = grown(path);
      ends = grown(ends);
    }
    path[depth] = node;
    ends[depth] = end;
    depth += 1;
  };

  return {
    insert(bytes, view, start, limit) {
      depth = sharedDepth(view, start, limit);
      previousStart = start;
      previousLength = limit - start;
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
        push(next, end - start);
        node = next;
        from = end + 1;
      }
      return node - 1;
    },
    forget() {
      previousLength = 0;
      depth = 0;
    },
    columns() {
      const { nodes, size } = table;
      const parent = new Int32Array(size - 1);
      const frame = new Int32Array(size - 1);
      for (let node = 1; node < size; node++) {
        parent[node - 1] = (nodes[node * NODE_NUMBERS + PARENT] ?? 0) - 1;
        frame[node - 1] = nodes[node * NODE_NUMBERS + FRAME] ?? 0;
      }
      return { parent, frame };
    },
    labels: texts.all,
  };
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
  for (const last = end - 3; at < last; at += 4) if (view.getInt32(at, true) !== words[index++]) return false;
  return at === end || (view.getInt32(at, true) & (-1 >>> ((at + 4 - end) * 8))) === words[index];
}

/** How many bytes from `a` and from `b` on are the same, `most` at the most. */
function commonLength(view: DataView, a: number, b: number, most: number): number {
  let same = 0;
  while (same + 4 <= most && view.getInt32(a + same, true) === view.getInt32(b + same, true)) same += 4;
  while (same < most && view.getUint8(a + same) === view.getUint8(b + same)) same++;
  return same;
}
