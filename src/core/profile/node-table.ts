import { createIntColumn } from "./columns.ts";
import { createTripleTable, type TripleTable } from "./triple-table.ts";

/**
 * A triple table whose first number is the index of an earlier triple, or -1: the nodes of a tree with a frame and one
 * number more. Most nodes have one child; that is found at its parent, without hashing and without a look at distant
 * memory. Only the other children are in a table of their own.
 */
export function createNodeTable(): TripleTable {
  let parents = new Int32Array(FIRST_CAPACITY);
  let frames = new Int32Array(FIRST_CAPACITY);
  let thirds = new Int32Array(FIRST_CAPACITY);
  /** The child that was made first, 0 where there is none: no child is node 0. */
  let firstChild = new Int32Array(FIRST_CAPACITY);
  let size = 0;
  const others = createTripleTable();
  const nodeOfOther = createIntColumn();

  const add = (parent: number, frame: number, third: number): number => {
    if (size === parents.length) {
      parents = doubled(parents);
      frames = doubled(frames);
      thirds = doubled(thirds);
      firstChild = doubled(firstChild);
    }
    parents[size] = parent;
    frames[size] = frame;
    thirds[size] = third;
    size += 1;
    return size - 1;
  };

  return {
    get size() {
      return size;
    },
    index(parent, frame, third) {
      if (parent >= 0) {
        const child = firstChild[parent] ?? 0;
        if (child === 0) {
          const made = add(parent, frame, third);
          firstChild[parent] = made;
          return made;
        }
        if (frames[child] === frame && thirds[child] === third) return child;
      }
      const other = others.index(parent, frame, third);
      return other < nodeOfOther.length
        ? nodeOfOther.get(other)
        : nodeOfOther.get(nodeOfOther.push(add(parent, frame, third)));
    },
    columns() {
      return { a: parents.slice(0, size), b: frames.slice(0, size), c: thirds.slice(0, size) };
    },
  };
}

/** Small: a file may have thousands of processes, each with tables of its own. */
const FIRST_CAPACITY = 64;

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
