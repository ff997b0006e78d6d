import { createFloatColumn, createIntColumn } from "../profile/columns.ts";
import { requireAmount, requireArray } from "./json.ts";
import { FormatError } from "./source.ts";

/** The bars of a flame graph, level by level. */
export interface Bars {
  /** Index of the bar below which this one hangs, always smaller; -1 on the first level. */
  readonly parent: Int32Array;
  /** Index into the names; not yet checked. */
  readonly name: Int32Array;
  /** Own values, one array for each side. */
  readonly self: readonly Float64Array[];
}

const VALUES_OF_SIDE = 3;

/**
 * Levels are lists of `gap, total, self, name`, where a gap counts from the end of the bar before; where two profiles are
 * compared `gap, total, self, gap, total, self, name`, the left and the right one. A bar's parent is the bar above that
 * holds it, on both sides, for on one side it may have no width.
 */
export function readBars(levels: readonly unknown[], isDouble: boolean): Bars {
  const sides = isDouble ? 2 : 1;
  const width = sides * VALUES_OF_SIDE + 1;
  const parent = createIntColumn();
  const name = createIntColumn();
  const self = Array.from({ length: sides }, createFloatColumn);
  let above: Bar[] | null = null;
  for (const level of levels) {
    const values = requireArray(level, "A level");
    if (values.length % width !== 0)
      throw new FormatError(`A level of this flame graph does not consist of ${width} values for each bar.`);
    const bars: Bar[] = [];
    const x = new Array<number>(sides).fill(0);
    let candidate = 0;
    for (let at = 0; at < values.length; at += width) {
      const spans = x.map((end, side) => readSpan(values, at + side * VALUES_OF_SIDE, end));
      spans.forEach(({ end }, side) => {
        x[side] = end;
      });
      while (above !== null && candidate < above.length && !holds(above[candidate], spans)) candidate += 1;
      const around = above?.[candidate];
      if (above !== null && around === undefined) throw new FormatError("A bar of this flame graph has none above it.");
      const nameIndex = values[at + width - 1];
      bars.push({ index: name.push(typeof nameIndex === "number" ? nameIndex : -1), spans });
      parent.push(around?.index ?? -1);
      self.forEach((column, side) => {
        column.push(requireAmount(values[at + side * VALUES_OF_SIDE + 2], "An own value"));
      });
    }
    above = bars;
  }
  return { parent: parent.toArray(), name: name.toArray(), self: self.map((column) => column.toArray()) };
}

interface Bar {
  readonly index: number;
  readonly spans: readonly Span[];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function readSpan(values: readonly unknown[], at: number, after: number): Span {
  const start = after + requireAmount(values[at], "A gap");
  return { start, end: start + requireAmount(values[at + 1], "A total") };
}

function holds(bar: Bar | undefined, spans: readonly Span[]): boolean {
  return spans.every(({ start, end }, side) => {
    const around = bar?.spans[side];
    return around !== undefined && start >= around.start && end <= around.end;
  });
}
