import { type BoxHit, mergedCount, visitBoxes } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { formatCount } from "../../src/core/units.ts";
import { parseColor } from "../shared/color.ts";
import { SLOT } from "./coloring.ts";
import { figureTexts, fullPlaceOf, labelOf, nameOf, ofTotal, valueAndShare } from "./describe.ts";
import { fitText } from "./labels.ts";
import { colorsOf, LEAST_BOX_WIDTH, slotOf, stands } from "./paint.ts";
import { type Palette, type SlotStyle, styleOf } from "./palette.ts";
import { MARGIN, type PictureLayout, ROW_HEIGHT, SWATCH_WIDTH } from "./picture-layout.ts";
import { litOf, type PageState, type Scene } from "./state.ts";

const GAP = 1;
const LABEL_FROM_WIDTH = 22;
const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const SANS = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
/** Of a monospaced font of 12 px; other scripts and emoji take about two. */
const COLUMN = 7.4;

/**
 * What the page shows as a drawing that stands alone: no script, no style sheet, nothing loaded. Every box has a title with
 * its name, place and numbers. All text is escaped.
 */
export function pictureSvg(state: PageState, scene: Scene, palette: Palette, layout: PictureLayout): string {
  const { width, height } = layout;
  const paint = createPatterns();
  const boxes = boxesOf(state, scene, palette, layout, paint.fillOf);
  const legend = layout.legend.map((entry) => legendSvg(entry, palette, paint.fillOf));
  const foreground = hex(palette.foreground);
  const lines = layout.lines.map(
    ({ y, text, kind }) =>
      `<text x="${MARGIN}" y="${y}" dominant-baseline="central"${kind === "title" ? ' font-size="15" font-weight="600"' : ""}>${escapeXml(text)}</text>`,
  );
  const title = escapeXml(`Flamegraph of ${scene.header.title}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<title>${title}</title>
<defs>${paint.patterns()}</defs>
<rect width="${width}" height="${height}" fill="${hex(palette.background)}"/>
<g font-family="${SANS}" font-size="12" fill="${foreground}">
${lines.join("\n")}
${legend.join("\n")}
</g>
<g font-family="${MONO}" font-size="12">
${boxes.join("\n")}
</g>
</svg>
`;
}

function boxesOf(
  state: PageState,
  { graph, coloring }: Scene,
  palette: Palette,
  { width, graphTop, rows }: PictureLayout,
  fillOf: (style: SlotStyle) => string,
): string[] {
  const { span } = state;
  const lit = litOf(state);
  const inner = width - 2 * MARGIN;
  const perUnit = inner / (span.end - span.start);
  const stroke = palette.border === null ? "" : ` stroke="${hex(palette.border)}"`;
  const colors = colorsOf(graph, coloring);
  const boxes: string[] = [];
  const query = { span, firstDepth: 0, lastDepth: rows - 1, leastWeight: LEAST_BOX_WIDTH / perUnit };
  visitBoxes(graph, query, (node, depth, from, to, merged, until) => {
    const left = Math.max(0, (from - span.start) * perUnit);
    const right = Math.min(inner, Math.max(left + 1, (to - span.start) * perUnit));
    const wide = right - left > 3 ? right - left - GAP : right - left;
    const dim = lit !== null && !stands(lit, graph, { node, merged, ...(until !== undefined && { until }) });
    const style = styleOf(palette, merged ? SLOT.merged : slotOf(colors, node), dim);
    const [x, y] = [round(MARGIN + left), graphTop + depth * ROW_HEIGHT];
    const rect = `<rect x="${x}" y="${y}" width="${round(wide)}" height="${ROW_HEIGHT - GAP}" fill="${fillOf(style)}"${stroke}/>`;
    const label = merged || wide < LABEL_FROM_WIDTH ? "" : fitText(labelOf(graph, node, false), wide - 10, widthOf);
    boxes.push(
      `<g><title>${escapeXml(merged ? mergedTitle(graph, { node, ...(until !== undefined && { until }) }, to - from) : titleOf(graph, node))}</title>${rect}${
        label === "" ? "" : labelSvg(label, x + 5, y + (ROW_HEIGHT - GAP) / 2, style)
      }</g>`,
    );
  });
  return boxes;
}

function titleOf(graph: Flamegraph, node: number): string {
  const frame = graph.frame[node] ?? 0;
  const figures = figureTexts(graph, node, true).map((figure) => figure.join(" "));
  return [
    nameOf(graph.frames, frame),
    fullPlaceOf(graph.frames, frame),
    `${figures.join(", ")} ${ofTotal(graph)}`,
  ].join("\n");
}

function mergedTitle(graph: Flamegraph, hit: Omit<BoxHit, "merged">, weight: number): string {
  const count = mergedCount(graph, hit);
  return `${formatCount(count)} ${count === 1 ? "frame" : "frames"} too narrow to draw: ${valueAndShare(weight, graph)}`;
}

/** A striped box gets its fill behind the label, as on the page. */
function labelSvg(label: string, x: number, y: number, style: SlotStyle): string {
  const plate =
    style.period > 0
      ? `<rect x="${round(x - 2)}" y="${y - 7}" width="${round(widthOf(label) + 4)}" height="14" fill="${hex(style.fill)}"/>`
      : "";
  return `${plate}<text x="${round(x)}" y="${y}" dominant-baseline="central" fill="${hex(style.text)}">${escapeXml(label)}</text>`;
}

function legendSvg(
  { x, y, look, label, share }: PictureLayout["legend"][number],
  palette: Palette,
  fillOf: (style: SlotStyle) => string,
): string {
  const isFilled = typeof look === "number" || look === "dimmed";
  const fill = isFilled ? fillOf(styleOf(palette, look === "dimmed" ? 0 : look, look === "dimmed")) : "none";
  const edge = palette.border ?? palette.foreground;
  const dashes = isFilled ? "" : ' stroke-dasharray="2 2"';
  const outline = isFilled && palette.border === null ? "" : ` stroke="${hex(edge)}"${dashes}`;
  const text = share === "" ? label : `${label} ${share}`;
  return `<rect x="${x}" y="${y - 5}" width="10" height="10" fill="${fill}"${outline}/><text x="${x + SWATCH_WIDTH}" y="${y}" dominant-baseline="central">${escapeXml(text)}</text>`;
}

/** Stripes are patterns, each defined once. */
function createPatterns() {
  const ids = new Map<SlotStyle, string>();
  return {
    fillOf(style: SlotStyle): string {
      if (style.period === 0) return hex(style.fill);
      const id = ids.get(style) ?? `stripes-${ids.size}`;
      ids.set(style, id);
      return `url(#${id})`;
    },
    patterns: () =>
      [...ids]
        .map(
          ([{ fill, stripe, period }, id]) =>
            `<pattern id="${id}" width="${period}" height="8" patternUnits="userSpaceOnUse"><rect width="${period}" height="8" fill="${hex(fill)}"/><rect width="1" height="8" fill="${hex(stripe)}"/></pattern>`,
        )
        .join(""),
  };
}

function widthOf(text: string): number {
  let columns = 0;
  for (const letter of text.replace(/[\u2068\u2069]/g, "")) columns += letter < "\u0300" ? 1 : 2;
  return columns * COLUMN;
}

/** Programs that draw SVG know the colours of CSS 2, not the newer `rgb(1 2 3)`. */
function hex(css: string): string {
  const [red, green, blue] = parseColor(css) ?? [128, 128, 128];
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Nothing in a text can end it, and it has no character that XML does not know. */
function escapeXml(text: string): string {
  return text
    .replace(/(?!\n)[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
