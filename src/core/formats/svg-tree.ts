import type { SvgBox } from "./svg-boxes.ts";

/** What a picture says about calls. The box around all is no frame and left out. */
export interface DrawnTree {
  readonly labels: readonly string[];
  /** Per box its parent (-1: a root, else smaller), the index of its label, and its count less those of its children. */
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  readonly self: Float64Array;
  /** Boxes that lie on no other box. */
  readonly orphans: number;
  /** Counts of the box around all that no box on it has. */
  readonly outside: number;
}

/** A box lies on the box of the row before that holds its middle: places are rounded to tenths of pixels. */
export function treeOfBoxes(boxes: readonly SvgBox[]): DrawnTree {
  const { around, rows } = withoutAround(rowsOf(boxes));
  const labelIds = new Map<string, number>();
  const parent: number[] = [];
  const frame: number[] = [];
  const self: number[] = [];
  const add = (box: SvgBox, under: number): PlacedBox => {
    const label = labelIds.get(box.label) ?? labelIds.size;
    labelIds.set(box.label, label);
    parent.push(under);
    frame.push(label);
    self.push(box.count);
    if (under >= 0) self[under] = Math.max(0, (self[under] ?? 0) - box.count);
    return { box, node: parent.length - 1 };
  };

  const roots = rows[0] ?? [];
  let placed = roots.map((box) => add(box, -1));
  let orphans = 0;
  for (const row of rows.slice(1)) {
    const below = placed;
    placed = row.flatMap((box) => {
      const under = nodeUnder(below, box);
      return under === null ? [] : [add(box, under)];
    });
    orphans += row.length - placed.length;
  }
  const rooted = roots.reduce((sum, { count }) => sum + count, 0);
  return {
    labels: [...labelIds.keys()],
    parent: Int32Array.from(parent),
    frame: Int32Array.from(frame),
    self: Float64Array.from(self),
    orphans,
    outside: Math.max(0, (around?.count ?? 0) - rooted),
  };
}

function withoutAround(rows: SvgBox[][]): { around: SvgBox | null; rows: SvgBox[][] } {
  const [first = [], ...others] = rows;
  const only = first.length === 1 && first[0]?.label === "all" ? first[0] : null;
  return only === null ? { around: null, rows } : { around: only, rows: others };
}

interface PlacedBox {
  readonly box: SvgBox;
  readonly node: number;
}

/** Null where no box holds the middle of this one. */
function nodeUnder(below: readonly PlacedBox[], { start, width }: SvgBox): number | null {
  const middle = start + width / 2;
  let low = 0;
  let high = below.length;
  while (low < high) {
    const at = (low + high) >> 1;
    if ((below[at]?.box.start ?? 0) <= middle) low = at + 1;
    else high = at;
  }
  const found = below[low - 1];
  return found !== undefined && middle <= found.box.start + found.box.width ? found.node : null;
}

/** The rows from the callers to the called, each from left to right. */
function rowsOf(boxes: readonly SvgBox[]): SvgBox[][] {
  const rows = new Map<number, SvgBox[]>();
  for (const box of boxes) {
    const row = rows.get(box.y);
    if (row === undefined) rows.set(box.y, [box]);
    else row.push(box);
  }
  const sorted = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row.sort((a, b) => a.start - b.start));
  return isUpsideDown(sorted) ? sorted : sorted.reverse();
}

/** Whether the callers are above: the box around all is, or the upper row counts more. */
function isUpsideDown(rows: readonly SvgBox[][]): boolean {
  const [top = [], bottom = []] = [rows[0], rows.at(-1)];
  const isAll = (row: readonly SvgBox[]): boolean => row.length === 1 && row[0]?.label === "all";
  if (isAll(top) !== isAll(bottom)) return isAll(top);
  const sum = (row: readonly SvgBox[]): number => row.reduce((total, { count }) => total + count, 0);
  return sum(top) > sum(bottom);
}
