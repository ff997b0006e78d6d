import * as z from "zod/mini";
import { SCALES } from "../../src/core/profile/comparison.ts";
import { nodeAtPath, pathSteps } from "../../src/core/profile/flamegraph-view-path.ts";
import { GROUPINGS } from "../../src/core/profile/flamegraph-view-totals.ts";
import { CODE_ORIGINS, type Flamegraph } from "../../src/core/profile/model.ts";
import { isTimeGraph, nodeAtTime, type TimeGraph } from "../../src/core/profile/time-boxes.ts";
import { threadKeySchema } from "../../src/core/protocol/lanes.ts";
import { COLOR_KEYS } from "./coloring.ts";
import { HALVES, type PageState, type Place } from "./state.ts";
import { COLUMN_IDS } from "./table-column.ts";
import { VIEWS } from "./views.ts";
import { clampSpan, coveringNode, spanOf } from "./zoom.ts";

const functionSchema = z.object({ name: z.string(), file: z.string(), firstLine: z.number() });
const stepsSchema = z.array(z.object({ name: z.string(), file: z.string(), line: z.number() }));

const columnsSchema = z.readonly(z.array(z.enum(COLUMN_IDS)));

/** What a hidden or reloaded page gets back: names, never indices, as the data may be newer by then. */
export const savedSchema = z.object({
  options: z.object({
    search: z.string(),
    hidden: z._default(z.readonly(z.array(z.enum(CODE_ORIGINS))), []),
    colorBy: z.enum(COLOR_KEYS),
    view: z._default(z.enum(VIEWS), "merged"),
    focus: z._default(z.nullable(functionSchema), null),
    shape: z._default(
      z.object({
        recursion: z.enum(["kept", "collapsed"]),
        libraries: z.enum(["kept", "collapsed"]),
        hidden: z.readonly(z.array(functionSchema)),
        root: z.nullable(z.readonly(stepsSchema)),
      }),
      { recursion: "kept", libraries: "kept", hidden: [], root: null },
    ),
    thread: z._default(z.nullable(threadKeySchema), null),
    tab: z.enum(GROUPINGS),
    comparison: z._default(z.object({ scale: z.nullable(z.enum(SCALES)), swapped: z.boolean() }), {
      scale: null,
      swapped: false,
    }),
    sort: z.object({ column: z.enum(COLUMN_IDS), descending: z.boolean() }),
    columns: z._default(z.object({ shown: columnsSchema, hidden: columnsSchema }), { shown: [], hidden: [] }),
    tableFilter: z._default(z.string(), ""),
  }),
  /** Of a sandwich: where zoom and selection are. */
  half: z._default(z.enum(HALVES), "callees"),
  zoom: stepsSchema,
  /** The part of the zoomed node that is shown, 0..1. */
  part: z.object({ start: z.number(), end: z.number() }),
  selected: stepsSchema,
  /** Start of what was selected in order of time; null in other views. `part` is then one of the whole axis. */
  at: z._default(z.nullable(z.number()), null),
});
export type Saved = z.infer<typeof savedSchema>;

export function saveState(state: PageState): Saved | null {
  if (!state.scene) return null;
  const { graph } = state.scene;
  const inTime = isTimeGraph(graph);
  const whole = spanOf(graph, inTime ? -1 : state.zoomNode);
  const width = whole.end - whole.start || 1;
  return {
    at: inTime ? (graph.start[state.selected] ?? -1) : null,
    options: state.options,
    half: state.scene.sandwich?.half ?? "callees",
    zoom: pathSteps(graph, state.zoomNode),
    part: { start: (state.span.start - whole.start) / width, end: (state.span.end - whole.start) / width },
    selected: pathSteps(graph, state.selected),
  };
}

/** Finds zoom and selection again in a graph. Where the zoomed path has gone, its nearest ancestor is shown whole. */
export function restoreView(
  graph: Flamegraph,
  saved: Pick<Saved | Place, "zoom" | "part" | "selected" | "at">,
): Pick<PageState, "zoomNode" | "span" | "selected"> {
  if (isTimeGraph(graph)) return restoreTime(graph, saved);
  if (saved.at !== null) return { zoomNode: -1, span: spanOf(graph, -1), selected: nodeAtPath(graph, saved.selected) };
  const zoomNode = nodeAtPath(graph, saved.zoom);
  const whole = spanOf(graph, zoomNode);
  const width = whole.end - whole.start;
  const { start, end } = saved.part;
  const exact = pathSteps(graph, zoomNode).length === saved.zoom.length && end > start;
  const span = exact ? { start: whole.start + start * width, end: whole.start + end * width } : whole;
  return { zoomNode, span, selected: nodeAtPath(graph, saved.selected) };
}

/** A path has many boxes in order of time: what was zoomed to and selected is found again by when it was, too. */
function restoreTime(
  graph: TimeGraph,
  { at, part, zoom, selected }: Parameters<typeof restoreView>[1],
): ReturnType<typeof restoreView> {
  const whole = spanOf(graph, -1);
  if (at === null) return { zoomNode: -1, span: whole, selected: -1 };
  const width = whole.end - whole.start;
  const span = clampSpan(graph, { start: whole.start + part.start * width, end: whole.start + part.end * width });
  const zoomed = nodeAtTime(graph, zoom.length - 1, (span.start + span.end) / 2);
  return {
    zoomNode: coveringNode(graph, zoomed, span),
    span,
    selected: nodeAtTime(graph, selected.length - 1, at),
  };
}
