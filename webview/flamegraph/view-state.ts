import * as z from "zod/mini";
import { SCALES } from "../../src/core/profile/comparison.ts";
import { nodeAtPath, pathSteps } from "../../src/core/profile/flamegraph-view-path.ts";
import { COMPARED_COLUMNS, TOTALS_COLUMNS } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import type { PageState } from "./state.ts";
import { VIEWS } from "./views.ts";
import { spanOf } from "./zoom.ts";

const stepsSchema = z.array(z.object({ name: z.string(), file: z.string(), line: z.number() }));

/** What a hidden or reloaded page gets back: names, never indices, as the data may be newer by then. */
export const savedSchema = z.object({
  options: z.object({
    search: z.string(),
    ownOnly: z.boolean(),
    colorBy: z.enum(["file", "package"]),
    view: z._default(z.enum(VIEWS), "merged"),
    focus: z._default(z.nullable(z.object({ name: z.string(), file: z.string(), firstLine: z.number() })), null),
    tab: z.enum(["functions", "lines"]),
    comparison: z._default(z.object({ scale: z.nullable(z.enum(SCALES)), swapped: z.boolean() }), {
      scale: null,
      swapped: false,
    }),
    sort: z.object({ column: z.enum([...TOTALS_COLUMNS, ...COMPARED_COLUMNS]), descending: z.boolean() }),
  }),
  zoom: stepsSchema,
  /** The part of the zoomed node that is shown, 0..1. */
  part: z.object({ start: z.number(), end: z.number() }),
  selected: stepsSchema,
});
export type Saved = z.infer<typeof savedSchema>;

export function saveState(state: PageState): Saved | null {
  if (!state.scene) return null;
  const { graph } = state.scene;
  const whole = spanOf(graph, state.zoomNode);
  const width = whole.end - whole.start || 1;
  return {
    options: state.options,
    zoom: pathSteps(graph, state.zoomNode),
    part: { start: (state.span.start - whole.start) / width, end: (state.span.end - whole.start) / width },
    selected: pathSteps(graph, state.selected),
  };
}

/** Finds zoom and selection again in a graph. Where the zoomed path has gone, its nearest ancestor is shown whole. */
export function restoreView(graph: Flamegraph, saved: Saved): Pick<PageState, "zoomNode" | "span" | "selected"> {
  const zoomNode = nodeAtPath(graph, saved.zoom);
  const whole = spanOf(graph, zoomNode);
  const width = whole.end - whole.start;
  const { start, end } = saved.part;
  const exact = pathSteps(graph, zoomNode).length === saved.zoom.length && end > start;
  const span = exact ? { start: whole.start + start * width, end: whole.start + end * width } : whole;
  return { zoomNode, span, selected: nodeAtPath(graph, saved.selected) };
}
