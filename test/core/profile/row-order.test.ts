import fc from "fast-check";
import { expect, test } from "vitest";
import { orderRows } from "../../../src/core/profile/row-order.ts";
import { textRanks } from "../../../src/core/profile/text-ranks.ts";

const number = fc.oneof(
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, Number.NaN, 1e-9, 1e15, Number.MAX_VALUE, Number.MIN_VALUE, Number.POSITIVE_INFINITY),
);

/** The same by comparing. */
function compared(base: readonly number[], keys: readonly number[], descending: boolean): number[] {
  const known = base.filter((row) => !Number.isNaN(keys[row]));
  const unknown = base.filter((row) => Number.isNaN(keys[row]));
  const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);
  known.sort((a, b) => (descending ? -1 : 1) * compare(keys[a]!, keys[b]!));
  return [...known, ...unknown];
}

test("numbers rise or fall as when they are compared, equal ones stay as they stood, unknown ones are last", () => {
  const shuffled = fc
    .array(number, { maxLength: 200 })
    .chain((keys) => fc.tuple(fc.constant(keys), fc.shuffledSubarray([...keys.keys()]), fc.boolean()));
  fc.assert(
    fc.property(shuffled, ([keys, base, descending]) => {
      const order = orderRows(Int32Array.from(base), Float64Array.from(keys), descending);
      expect([...order]).toEqual(compared(base, keys, descending));
    }),
    { numRuns: 150 },
  );
});

test("the rows that were given are left as they were", () => {
  const base = Int32Array.of(0, 1, 2);
  const keys = Float64Array.of(-0, 2, 1);
  expect([...orderRows(base, keys, true)]).toEqual([1, 2, 0]);
  expect([...base]).toEqual([0, 1, 2]);
  expect(Object.is(keys[0], -0)).toBe(true);
});

test("ranks follow the alphabet, whatever the case; texts that differ in nothing else have one rank", () => {
  expect([...textRanks(["b", "A", "a", "", "_x", "B", "aa"])]).toEqual([4, 2, 2, 0, 1, 4, 3]);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 4 }), { maxLength: 60 }), (texts) => {
      const ranks = textRanks(texts);
      const folded = texts.map((text) => text.toLowerCase());
      for (let a = 0; a < texts.length; a++)
        for (let b = 0; b < texts.length; b++) expect(ranks[a]! < ranks[b]!).toBe(folded[a]! < folded[b]!);
    }),
    { numRuns: 60 },
  );
});
