import { expect, it } from "vitest";
import { pruneTree } from "../../../src/core/profile/tree-pruning.ts";

const SMALL = 9;
const tree = {
  parent: Int32Array.of(-1, 0, 0, 1, 1, -1, 5),
  frame: Int32Array.of(0, 1, 2, 3, 4, 5, 6),
  self: Float64Array.of(10, 4, 3, 2, 1, 0, 2),
};

it("leaves a tree that is small enough alone", () => {
  expect(pruneTree(tree, 7, () => SMALL)).toEqual({ tree, left: 0 });
});

it("keeps the heaviest nodes, and the rest of each parent together", () => {
  const { tree: pruned, left } = pruneTree(tree, 3, () => SMALL);
  // Totals: 20, 7, 3, 2, 1, 2, 2.
  expect(left).toBe(4);
  expect([...pruned.parent]).toEqual([-1, 0, 0, 1, -1]);
  expect([...pruned.frame]).toEqual([0, 1, 2, SMALL, SMALL]);
  expect([...pruned.self]).toEqual([10, 4, 3, 3, 2]);
});

it("draws all together where nothing is heavier than the rest", () => {
  const flat = { parent: new Int32Array(50).fill(-1), frame: new Int32Array(50), self: new Float64Array(50).fill(2) };
  const { tree: pruned, left } = pruneTree(flat, 10, () => SMALL);
  expect([[...pruned.frame], [...pruned.self], left]).toEqual([[SMALL], [100], 50]);
});

it("loses no weight, whatever the tree", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48271) % 0x7fffffff;
    return seed / 0x7fffffff;
  };
  for (let round = 0; round < 50; round++) {
    const count = 5 + Math.floor(random() * 300);
    const parent = Int32Array.from({ length: count }, (_, node) => Math.floor(random() * (node + 1)) - 1);
    const self = Float64Array.from({ length: count }, () => Math.floor(random() * 5));
    const { tree: pruned } = pruneTree({ parent, frame: new Int32Array(count), self }, 1 + round, () => SMALL);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    expect(sum(pruned.self)).toBe(sum(self));
    expect(pruned.parent.every((above, node) => above < node)).toBe(true);
    expect([...pruned.frame].filter((frame) => frame !== SMALL).length).toBeLessThanOrEqual(1 + round);
  }
});
