import { hasMatchBetween } from "../../src/core/profile/flamegraph-search.ts";
import { type BoxHit, mergedNodesEnd, type Span, visitBoxes } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { type Coloring, SLOT } from "./coloring.ts";
import { labelOf } from "./describe.ts";
import { createLabelFitter, type LabelFitter } from "./labels.ts";
import { type Palette, styleOf } from "./palette.ts";
import type { Lit } from "./state.ts";

/** Sizes in device pixels. */
export interface PaintSize {
  readonly width: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly fontSize: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

export interface Picture {
  readonly graph: Flamegraph;
  readonly slots: Uint8Array;
  /** Slot of each box where it is not that of its frame. */
  readonly boxes: Uint8Array | null;
  readonly lit: Lit | null;
  /** 1 per frame that gets an outline of its own: the function at the caret. */
  readonly outlined: Uint8Array | null;
  readonly span: Span;
  /** Device pixels scrolled down. */
  readonly scrollTop: number;
  readonly palette: Palette;
  /** The deepest row is on top, depth 1 is the last; the root is left out. */
  readonly upward: boolean;
}

/** Boxes narrower than this are merged with their smaller siblings, in device pixels. */
export const LEAST_BOX_WIDTH = 1.5;
/** Boxes from this width on keep a gap to the next one. */
const GAP_FROM_WIDTH = 3;
const LABEL_FROM_WIDTH = 22;

/**
 * Paints a flamegraph: one scanline per row is filled as pixels and stretched to the row's height, so that the cost
 * is bounded by the canvas, not by the number of boxes (measured: 50,000 boxes in 4 ms against 29 ms with fillRect).
 */
export function createPainter(context: CanvasRenderingContext2D): (picture: Picture, size: PaintSize) => void {
  const texture = document.createElement("canvas");
  const textureContext = texture.getContext("2d");
  let fitter: LabelFitter | null = null;
  return (picture, size) => {
    const { width, height, rowHeight } = size;
    context.clearRect(0, 0, width, height);
    if (!textureContext || width === 0 || height === 0) return;
    const firstRow = Math.floor(picture.scrollTop / rowHeight);
    const rowCount = picture.graph.maxDepth + (picture.upward ? 0 : 1);
    const rows = Math.min(Math.ceil(height / rowHeight) + 1, rowCount - firstRow);
    if (rows <= 0) return;
    if (texture.width !== width || texture.height < rows) {
      texture.width = width;
      texture.height = Math.max(rows, texture.height);
    }
    const image = textureContext.createImageData(width, rows);
    const boxes = fillRows(new Uint32Array(image.data.buffer), picture, size, firstRow, rows);
    textureContext.putImageData(image, 0, 0);
    const top = firstRow * rowHeight - picture.scrollTop;
    context.imageSmoothingEnabled = false;
    context.drawImage(texture, 0, 0, width, rows, 0, top, width, rows * rowHeight);
    const gap = Math.max(1, Math.round(size.ratio));
    for (let row = 1; row <= rows; row++) context.clearRect(0, top + row * rowHeight - gap, width, gap);
    if (picture.palette.border) strokeBoxes(context, boxes, picture.palette.border, size, top, gap);
    const font = `${size.fontSize}px ${picture.palette.font}`;
    if (fitter?.font !== font) fitter = createLabelFitter(context, font);
    writeLabels(context, boxes, picture, size, top - gap / 2, fitter);
    if (picture.outlined) outlineBoxes(context, boxes, picture, picture.outlined, size, top, gap);
  };
}

/** A box wide enough for a border or a label. `row` counts from the first visible one. */
interface WideBox {
  readonly row: number;
  readonly left: number;
  readonly right: number;
  readonly node: number;
  readonly merged: boolean;
  readonly dim: boolean;
}

function fillRows(
  pixels: Uint32Array,
  picture: Picture,
  { width }: PaintSize,
  firstRow: number,
  rows: number,
): WideBox[] {
  const { graph, lit, span, palette, upward } = picture;
  const perUnit = width / (span.end - span.start);
  const wide: WideBox[] = [];
  const lastRow = firstRow + rows - 1;
  const firstDepth = upward ? graph.maxDepth - lastRow : firstRow;
  const query = { span, firstDepth, lastDepth: firstDepth + rows - 1, leastWeight: LEAST_BOX_WIDTH / perUnit };
  visitBoxes(graph, query, (node, depth, from, to, merged, until) => {
    const left = Math.max(0, Math.round((from - span.start) * perUnit));
    const end = Math.min(width, Math.max(left + 1, Math.round((to - span.start) * perUnit)));
    const right = end - left >= GAP_FROM_WIDTH ? end - 1 : end;
    const dim = lit !== null && !stands(lit, graph, { node, merged, ...(until !== undefined && { until }) });
    // In order of time most boxes are together with others: the first one's colour says more than none.
    const slot = merged && until === undefined ? SLOT.merged : slotOf(picture, node);
    const { fillPixel, stripePixel, period } = styleOf(palette, slot, dim);
    const row = upward ? rows - 1 - (depth - firstDepth) : depth - firstDepth;
    const offset = row * width;
    pixels.fill(fillPixel, offset + left, offset + right);
    if (period > 0) for (let x = left; x < right; x += period) pixels[offset + x] = stripePixel;
    if (right - left >= GAP_FROM_WIDTH) wide.push({ row, left, right, node, merged, dim });
  });
  return wide;
}

/** What the boxes of a graph are coloured by. */
export function colorsOf(graph: Flamegraph, { slots, boxes }: Coloring): Pick<Picture, "graph" | "slots" | "boxes"> {
  return { graph, slots, boxes: boxes?.(graph) ?? null };
}

/** The slot of a box: what became of it in a comparison, else that of its frame. */
export function slotOf({ graph, slots, boxes }: Pick<Picture, "graph" | "slots" | "boxes">, node: number): number {
  return (boxes ? boxes[node] : slots[graph.frame[node] ?? 0]) ?? 0;
}

/** A merged box stands out when a match is anywhere in it, so that no match is ever invisible. */
export function stands(lit: Lit, graph: Flamegraph, hit: BoxHit): boolean {
  if (!hit.merged) return lit.frames[graph.frame[hit.node] ?? 0] === 1;
  return hasMatchBetween(graph, lit, hit.node, mergedNodesEnd(graph, hit));
}

function strokeBoxes(
  context: CanvasRenderingContext2D,
  boxes: readonly WideBox[],
  color: string,
  size: PaintSize,
  top: number,
  gap: number,
): void {
  context.beginPath();
  for (const { row, left, right } of boxes)
    context.rect(left + 0.5, top + row * size.rowHeight + 0.5, right - left - 1, size.rowHeight - gap - 1);
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.stroke();
}

/** Dashes of the text's colour over a line of the background's: a mark that is seen on every fill, and is no colour. */
function outlineBoxes(
  context: CanvasRenderingContext2D,
  boxes: readonly WideBox[],
  { graph, palette }: Picture,
  outlined: Uint8Array,
  { rowHeight, ratio }: PaintSize,
  top: number,
  gap: number,
): void {
  const line = Math.max(2, Math.round(2 * ratio));
  context.beginPath();
  for (const { row, left, right, node, merged } of boxes) {
    if (merged || outlined[graph.frame[node] ?? 0] !== 1) continue;
    const width = Math.max(1, right - left - line);
    context.rect(left + line / 2, top + row * rowHeight + line / 2, width, rowHeight - gap - line);
  }
  context.lineWidth = line;
  context.strokeStyle = palette.background;
  context.stroke();
  context.setLineDash([4 * ratio, 3 * ratio]);
  context.strokeStyle = palette.foreground;
  context.stroke();
  context.setLineDash([]);
}

function writeLabels(
  context: CanvasRenderingContext2D,
  boxes: readonly WideBox[],
  picture: Picture,
  { rowHeight, ratio }: PaintSize,
  top: number,
  fitter: LabelFitter,
): void {
  const { graph, palette } = picture;
  const padding = Math.round(5 * ratio);
  context.font = fitter.font;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.direction = "ltr";
  for (const { row, left, right, node, merged, dim } of boxes) {
    if (merged || right - left < LABEL_FROM_WIDTH * ratio) continue;
    const room = right - left - 2 * padding;
    const long = fitter.fit(labelOf(graph, node, false), room);
    const text = graph.comparison && long.endsWith("…") ? fitter.fit(labelOf(graph, node, true), room) : long;
    if (text === "") continue;
    const style = styleOf(palette, slotOf(picture, node), dim);
    const y = top + (row + 0.5) * rowHeight;
    if (style.period > 0) {
      context.fillStyle = style.fill;
      context.fillRect(left + padding - 2, y - rowHeight / 2 + 3, context.measureText(text).width + 4, rowHeight - 6);
    }
    context.fillStyle = style.text;
    context.fillText(text, left + padding, y);
  }
}
