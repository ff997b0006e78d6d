import { visibleText } from "../../src/core/hover/visible-text.ts";
import { visitBoxes } from "../../src/core/profile/flamegraph-view-boxes.ts";
import { formatShare } from "../../src/core/units.ts";
import { comparisonText } from "./comparison-describe.ts";
import { nameOf, wholeText } from "./describe.ts";
import { type LegendLine, legendLines } from "./legend-lines.ts";
import { LEAST_BOX_WIDTH } from "./paint.ts";
import { ORIGIN_LABELS } from "./show-menu.ts";
import type { PageState, Scene } from "./state.ts";

/** A picture of what the page shows, for PNG and SVG alike. All sizes in CSS pixels. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  /** Lines above the graph; `y` is the middle of a line. */
  readonly lines: readonly PictureLine[];
  readonly graphTop: number;
  /** Of the graph that are drawn, from the root. */
  readonly rows: number;
  readonly legend: readonly PlacedLegend[];
}

export interface PictureLine {
  readonly y: number;
  readonly text: string;
  readonly kind: "title" | "text";
}

export interface PlacedLegend extends LegendLine {
  readonly x: number;
  readonly y: number;
}

export const ROW_HEIGHT = 20;
export const MARGIN = 12;
/** Swatch and the gap to its label. */
export const SWATCH_WIDTH = 16;
const LINE_HEIGHT = 18;
/** Wider than most letters of most fonts at 12 px: pictures are looked at with fonts that nobody knows. */
const LETTER_WIDTH = 6.6;

/** @param mostRows deeper ones are left out, which a line then says */
export function layoutPicture(state: PageState, scene: Scene, width: number, mostRows: number): PictureLayout {
  const { rows, merges } = visibleRows(state, scene, width);
  const drawn = Math.min(rows, mostRows);
  const texts = [...headLines(state, scene), ...(drawn < rows ? [`The first ${drawn} rows of ${rows}.`] : [])];
  const inner = width - 2 * MARGIN;
  const wrapped = texts.flatMap((text) => wrap(text, Math.floor(inner / LETTER_WIDTH)));
  const titles = wrap(scene.header.title, Math.floor(inner / (LETTER_WIDTH * 1.4)));
  const lines = [...titles, ...wrapped].map((text, index) => ({
    text,
    kind: index < titles.length ? ("title" as const) : ("text" as const),
    y: MARGIN + (index + 0.5) * LINE_HEIGHT,
  }));
  const graphTop = MARGIN + lines.length * LINE_HEIGHT + 6;
  const legend = placeLegend(
    legendLines({ ...state, caret: [] }, scene, merges),
    inner,
    graphTop + drawn * ROW_HEIGHT + 8,
  );
  const bottom = legend.at(-1)?.y ?? graphTop + drawn * ROW_HEIGHT;
  return { width, height: bottom + LINE_HEIGHT / 2 + MARGIN, lines, graphTop, rows: drawn, legend };
}

/** How deep the boxes go that can be seen in the span, and whether some of them are too narrow to be told apart. */
function visibleRows({ span }: PageState, { graph }: Scene, width: number): { rows: number; merges: boolean } {
  let rows = 0;
  let merges = false;
  const leastWeight = (LEAST_BOX_WIDTH / width) * (span.end - span.start);
  visitBoxes(graph, { span, firstDepth: 0, lastDepth: graph.maxDepth, leastWeight }, (_, depth, __, ___, merged) => {
    rows = Math.max(rows, depth + 1);
    merges ||= merged;
  });
  return { rows: Math.max(1, rows), merges };
}

/** What the picture is of, with everything that limits its numbers. */
function headLines({ span, zoomNode, options, query, found }: PageState, scene: Scene): string[] {
  const { graph, header, full } = scene;
  const width = Math.min(span.end, graph.total) - span.start;
  const zoom = zoomNode < 0 ? "" : `zoomed to ${nameOf(graph.frames, graph.frame[zoomNode] ?? 0)}`;
  const part = width >= graph.total * 0.9999 ? "" : `${formatShare(width / graph.total)} in view`;
  const search =
    query.kind === "query" && found
      ? `search: ${visibleText(options.search.trim(), 80)}, ${formatShare(found.weight / graph.total)}`
      : "";
  const without =
    options.hidden.length === 0
      ? ""
      : `without ${options.hidden.map((origin) => ORIGIN_LABELS[origin].toLowerCase()).join(", ")}`;
  const what = [`${graph.weight.label}: ${wholeText(graph)}`, viewText(scene), ...[without, zoom, part, search]];
  return [
    header.subtitle,
    scene.comparison ? comparisonText(scene.comparison) : "",
    what.filter((text) => text !== "").join(" · "),
    ...[full.estimated, ...header.warnings],
  ].filter((text) => text !== "");
}

function viewText({ view, graph, sandwich, subject }: Scene): string {
  if (sandwich) return `${sandwich.half} of ${nameOf(graph.frames, subject)}`;
  return view === "inverted" ? "bottom up" : "top down";
}

/** Between words where there are any. */
function wrap(text: string, letters: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > letters) {
    const blank = rest.lastIndexOf(" ", letters);
    const at = blank > 0 ? blank : letters - (/[\ud800-\udbff]/.test(rest[letters - 1] ?? "") ? 1 : 0);
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

function placeLegend(legend: readonly LegendLine[], width: number, top: number): PlacedLegend[] {
  let x = 0;
  let y = top + LINE_HEIGHT / 2;
  return legend.map((entry) => {
    const wide = SWATCH_WIDTH + (entry.label.length + entry.share.length + 3) * LETTER_WIDTH;
    if (x > 0 && x + wide > width) {
      x = 0;
      y += LINE_HEIGHT;
    }
    const placed = { ...entry, x: MARGIN + x, y };
    x += wide;
    return placed;
  });
}
