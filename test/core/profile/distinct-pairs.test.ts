import { expect, it } from "vitest";
import { distinctPairs } from "../../../src/core/profile/distinct-pairs.ts";

it("keeps pairs in the order in which they come first, and finds what comes again wherever it stands", () => {
  const pairs = distinctPairs(Int32Array.of(3, 1, 3, 1, 3, 0, 3), Int32Array.of(2, 2, 0, 2, 2, 3, 0), 4);
  expect({ a: [...pairs.a], b: [...pairs.b], pairOfRow: [...pairs.pairOfRow] }).toEqual({
    a: [3, 1, 3, 0],
    b: [2, 2, 0, 3],
    pairOfRow: [0, 1, 2, 1, 0, 3, 2],
  });
});

it("tells pairs apart as a map of texts does", () => {
  const rows = Array.from({ length: 2000 }, (_, row) => [(row * row) % 23, (row * 7) % 19] as const);
  const pairs = distinctPairs(
    Int32Array.from(rows, ([a]) => a),
    Int32Array.from(rows, ([, b]) => b),
    23,
  );
  const expected = new Map<string, number>();
  const pairOfRow = rows.map(([a, b]) => {
    const known = expected.get(`${a} ${b}`) ?? expected.size;
    expected.set(`${a} ${b}`, known);
    return known;
  });
  expect([...pairs.a].map((a, pair) => `${a} ${pairs.b[pair]}`)).toEqual([...expected.keys()]);
  expect([...pairs.pairOfRow]).toEqual(pairOfRow);
});
