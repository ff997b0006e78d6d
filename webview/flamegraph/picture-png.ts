import { colorsOf, createPainter } from "./paint.ts";
import { type Palette, styleOf } from "./palette.ts";
import { MARGIN, type PictureLayout, ROW_HEIGHT, SWATCH_WIDTH } from "./picture-layout.ts";
import { litOf, type PageState, type Scene } from "./state.ts";

const FONT_SIZE = 12;
const SANS = "system-ui, sans-serif";

/** What the page shows as pixels: the graph is painted as on the page, at the resolution of the screen. */
export async function picturePng(
  state: PageState,
  scene: Scene,
  palette: Palette,
  layout: PictureLayout,
  ratio: number,
): Promise<ArrayBuffer> {
  const { width, height, graphTop, rows } = layout;
  const [canvas, context] = createCanvas(width * ratio, height * ratio);
  context.fillStyle = palette.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const graph = graphCanvas(state, scene, palette, { width: width - 2 * MARGIN, rows }, ratio);
  context.drawImage(graph, Math.round(MARGIN * ratio), Math.round(graphTop * ratio));
  context.scale(ratio, ratio);
  context.textBaseline = "middle";
  context.fillStyle = palette.foreground;
  for (const { y, text, kind } of layout.lines) {
    context.font = kind === "title" ? `600 15px ${SANS}` : `${FONT_SIZE}px ${SANS}`;
    context.fillText(text, MARGIN, y);
  }
  for (const entry of layout.legend) drawLegend(context, entry, palette);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the browser could not make a picture of this size");
  return blob.arrayBuffer();
}

function graphCanvas(
  state: PageState,
  { graph, coloring }: Scene,
  palette: Palette,
  size: { readonly width: number; readonly rows: number },
  ratio: number,
): HTMLCanvasElement {
  const rowHeight = Math.round(ROW_HEIGHT * ratio);
  const [canvas, context] = createCanvas(size.width * ratio, size.rows * rowHeight);
  createPainter(context)(
    {
      ...colorsOf(graph, coloring),
      ...{ lit: litOf(state), outlined: null, span: state.span, scrollTop: 0, palette, upward: false },
    },
    { width: canvas.width, height: canvas.height, rowHeight, fontSize: FONT_SIZE * ratio, ratio },
  );
  return canvas;
}

function drawLegend(context: CanvasRenderingContext2D, entry: PictureLayout["legend"][number], palette: Palette): void {
  const { x, y, look, label, share } = entry;
  if (typeof look === "number" || look === "dimmed") {
    const { fill, stripe, period } = styleOf(palette, look === "dimmed" ? 0 : look, look === "dimmed");
    context.fillStyle = fill;
    context.fillRect(x, y - 5, 10, 10);
    context.fillStyle = stripe;
    if (period > 0) for (let at = 0; at < 10; at += Math.min(period, 6)) context.fillRect(x + at, y - 5, 1, 10);
  }
  const isFilled = typeof look === "number" || look === "dimmed";
  if (!isFilled || palette.border !== null) {
    context.strokeStyle = palette.border ?? palette.foreground;
    context.setLineDash(isFilled ? [] : [2, 2]);
    context.strokeRect(x + 0.5, y - 4.5, 9, 9);
    context.setLineDash([]);
  }
  context.fillStyle = palette.foreground;
  context.font = `${FONT_SIZE}px ${SANS}`;
  context.fillText(share === "" ? label : `${label} ${share}`, x + SWATCH_WIDTH, y);
}

function createCanvas(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("the browser has no canvas to draw on");
  return [canvas, context];
}
