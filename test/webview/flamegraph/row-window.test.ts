import fc from "fast-check";
import { expect, test } from "vitest";
import { ROW_HEIGHT, rowWindow, scrollTopFor, spaceHeight } from "../../../webview/flamegraph/row-window.ts";

const table = fc.record({
  rows: fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 300_000, max: 5_000_000 })),
  // A pixel scrolled passes up to 14 pixels of the rows of the longest table: less room shows no row whole.
  roomPx: fc.integer({ min: 3 * ROW_HEIGHT, max: 2000 }),
});

/** Where a row is drawn, from the top of what is seen. */
function seenAt(position: number, rows: number, scrollTop: number, roomPx: number): number {
  return position * ROW_HEIGHT + rowWindow(rows, scrollTop, roomPx).shiftPx - scrollTop;
}

test("a million rows are no higher than a browser can lay out", () => {
  expect(spaceHeight(100_000)).toBe(2_200_000);
  expect(spaceHeight(1_000_000)).toBeLessThan(16_000_000);
});

test("what is seen is made, and not much more", () => {
  fc.assert(
    fc.property(table, fc.double({ min: 0, max: 1, noNaN: true }), ({ rows, roomPx }, share) => {
      const scrollTop = Math.floor(share * Math.max(0, spaceHeight(rows) - roomPx));
      const { first, end } = rowWindow(rows, scrollTop, roomPx);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(rows);
      if (first > 0) expect(seenAt(first, rows, scrollTop, roomPx)).toBeLessThanOrEqual(0);
      if (end < rows) expect(seenAt(end, rows, scrollTop, roomPx)).toBeGreaterThanOrEqual(roomPx);
      expect(end - first).toBeLessThanOrEqual(Math.ceil(roomPx / ROW_HEIGHT) + 14);
    }),
  );
});

test("every row can be scrolled to, from anywhere, and is seen whole", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(table, share, share, ({ rows, roomPx }, from, to) => {
      fc.pre(rows > 0);
      const most = Math.max(0, spaceHeight(rows) - roomPx);
      const position = Math.floor(to * (rows - 1));
      const scrollTop = scrollTopFor(position, rows, Math.floor(from * most), roomPx);
      expect(scrollTop).toBeGreaterThanOrEqual(0);
      expect(scrollTop).toBeLessThanOrEqual(most + 1);
      const top = seenAt(position, rows, scrollTop, roomPx);
      expect(top).toBeGreaterThanOrEqual(-1);
      expect(top + ROW_HEIGHT).toBeLessThanOrEqual(Math.max(roomPx, ROW_HEIGHT) + 1);
    }),
  );
});

test("the last row stands at the end of the scrolled height", () => {
  for (const rows of [500, 1_000_000]) {
    const end = spaceHeight(rows) - 400;
    expect(seenAt(rows - 1, rows, end, 400) + ROW_HEIGHT).toBe(400);
  }
});
