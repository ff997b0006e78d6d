/** CSS pixels; `.row` in flamegraph.css has the same height. */
export const ROW_HEIGHT = 22;
/** Browsers lay nothing out beyond 17 (Firefox) or 33 million pixels, and place it to the pixel up to 8. */
const MOST_HEIGHT = 8_000_000;
/** Rows made above and below those that are seen. */
const SPARE_ROWS = 6;

/** Which rows of a long table stand where while it is scrolled. A table of more rows than fit in `MOST_HEIGHT` scrolls faster. */
export interface RowWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  /** Added to `position * ROW_HEIGHT`, the top of a row. */
  readonly shiftPx: number;
}

/** What all rows take of the scrolled height. */
export function spaceHeight(rows: number): number {
  return Math.min(rows * ROW_HEIGHT, MOST_HEIGHT);
}

/** `roomPx`: the height that rows are seen in. */
export function rowWindow(rows: number, scrollTop: number, roomPx: number): RowWindow {
  const top = scrollTop * pace(rows, roomPx);
  const first = Math.min(Math.max(0, Math.floor(top / ROW_HEIGHT) - SPARE_ROWS), rows);
  const end = Math.min(rows, Math.ceil((top + roomPx) / ROW_HEIGHT) + SPARE_ROWS);
  return { first, end, shiftPx: Math.round(scrollTop - top) };
}

/** Where to scroll to, at least, so that a row is seen whole. */
export function scrollTopFor(position: number, rows: number, scrollTop: number, roomPx: number): number {
  const faster = pace(rows, roomPx);
  const top = position * ROW_HEIGHT;
  if (top < scrollTop * faster) return Math.floor(top / faster);
  const below = top + ROW_HEIGHT - roomPx;
  return below > scrollTop * faster ? Math.ceil(below / faster) : scrollTop;
}

/** Pixels of rows per pixel scrolled. */
function pace(rows: number, roomPx: number): number {
  const space = spaceHeight(rows);
  return space < rows * ROW_HEIGHT ? (rows * ROW_HEIGHT - roomPx) / Math.max(1, space - roomPx) : 1;
}
