import { parseSearch } from "../../src/core/profile/flamegraph-search.ts";
import { neighboursOf, type Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import { heaviestNodeOf } from "../../src/core/profile/flamegraph-view-path.ts";
import { TOTALS_COLUMNS, type TotalsColumn } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import type { SlotMemory } from "./coloring.ts";
import { createScene, drawnFrame, lightRow, searchScene } from "./scene.ts";
import {
  type DataMessage,
  DEFAULT_OPTIONS,
  type EmptyMessage,
  litOf,
  type Options,
  type PageState,
  type ReadingMessage,
  type Tab,
} from "./state.ts";
import { restoreView, type Saved, saveState } from "./view-state.ts";
import { clampSpan, coveringNode, nodeThatShows, spanOf, zoomedOut } from "./zoom.ts";

/** Every change of the page's state: functions from state to state, without the DOM. */

export function showData(
  state: PageState,
  message: Pick<DataMessage, "header" | "weights"> & { readonly against?: DataMessage["against"] | null },
  full: Flamegraph,
  memory: SlotMemory,
  saved: Saved | null,
): PageState {
  const options = sortedFor(state, full);
  const scene = createScene(message, full, options, memory);
  const view = saved ? restoreView(scene.graph, saved) : { zoomNode: -1, span: spanOf(scene.graph, -1), selected: -1 };
  const found = searchScene(scene, state.query);
  return { ...state, ...view, options, scene, empty: null, reading: null, row: null, found };
}

/** A comparison begins with the largest changes; without one there are none to sort by. */
function sortedFor({ options, scene }: PageState, full: Flamegraph): Options {
  const { column } = options.sort;
  const isOfComparisons = !(TOTALS_COLUMNS as readonly TotalsColumn[]).includes(column);
  if (full.comparison) {
    const begins = !scene?.full.comparison && !isOfComparisons;
    return begins ? { ...options, sort: { column: "change", descending: true } } : options;
  }
  return isOfComparisons ? { ...options, sort: DEFAULT_OPTIONS.sort } : options;
}

export function showEmpty(state: PageState, empty: EmptyMessage): PageState {
  return { ...state, empty, reading: null, scene: null, row: null, found: null, selected: -1 };
}

export function showReading(state: PageState, reading: ReadingMessage): PageState {
  return { ...state, reading, empty: null, scene: null, row: null, found: null, selected: -1 };
}

/** The heat on the lines became this profile's, or another's. */
export function showPaints(state: PageState, paints: boolean): PageState {
  const { scene } = state;
  return scene === null ? state : { ...state, scene: { ...scene, header: { ...scene.header, paints } } };
}

export function changeOptions(state: PageState, change: Partial<Options>, memory: SlotMemory): PageState {
  const options = { ...state.options, ...change };
  const next = { ...state, options };
  const { scene } = state;
  const isTurned = options.view !== state.options.view || options.focus !== state.options.focus;
  const { ownOnly, colorBy, comparison } = state.options;
  const isSame = options.ownOnly === ownOnly && options.colorBy === colorBy && options.comparison === comparison;
  if (!scene || (isSame && !isTurned)) return next;
  // A path from the root is none from another root: what was selected is found again by its frame.
  const saved = isTurned ? null : saveState(state);
  const shown = showData(next, scene, scene.full, memory, saved);
  const frame = scene.graph.frame[state.selected];
  return isTurned && frame !== undefined ? revealFrame(shown, frame, memory) : shown;
}

export function search(state: PageState, text: string): PageState {
  const query = parseSearch(text);
  return {
    ...state,
    options: { ...state.options, search: text },
    query,
    found: searchScene(state.scene, query),
    row: null,
  };
}

export function select(state: PageState, node: number): PageState {
  return node === state.selected ? state : { ...state, selected: node };
}

export function zoomTo(state: PageState, node: number): PageState {
  if (!state.scene) return state;
  return { ...state, zoomNode: node, span: spanOf(state.scene.graph, node) };
}

export function showSpan(state: PageState, wanted: Span): PageState {
  if (!state.scene) return state;
  const span = clampSpan(state.scene.graph, wanted);
  return { ...state, span, zoomNode: coveringNode(state.scene.graph, state.zoomNode, span) };
}

/** Around the middle; `factor` below 1 zooms in. */
export function zoomBy(state: PageState, factor: number): PageState {
  const { start, end } = state.span;
  const middle = (start + end) / 2;
  const half = ((end - start) / 2) * factor;
  return showSpan(state, { start: middle - half, end: middle + half });
}

function zoomOut(state: PageState): PageState {
  if (!state.scene) return state;
  return zoomTo(state, zoomedOut(state.scene.graph, state.zoomNode, state.span));
}

/** Selects a node and, where it is out of sight or too narrow to see, zooms so that it can be seen. */
function revealNode(state: PageState, node: number): PageState {
  if (!state.scene || node < 0) return state;
  const { graph } = state.scene;
  const selected = select(state, node);
  const { start, end } = spanOf(graph, node);
  const { span } = state;
  const visible = Math.min(end, span.end) - Math.max(start, span.start);
  if (visible >= (span.end - span.start) * LEAST_VISIBLE) return selected;
  return zoomTo(selected, nodeThatShows(graph, node, LEAST_VISIBLE));
}
const LEAST_VISIBLE = 0.02;

/** *Reveal in flamegraph*: the heaviest node of the frame, in the whole tree when own code only hides it. */
export function revealFrame(state: PageState, frame: number, memory: SlotMemory): PageState {
  if (!state.scene) return state;
  const node = heaviestNodeOf(state.scene.graph, drawnFrame(state.scene, frame));
  if (node >= 0) return revealNode({ ...state, row: null }, node);
  if (state.options.focus) return revealFrame(changeOptions(state, { focus: null }, memory), frame, memory);
  if (!state.options.ownOnly || heaviestNodeOf(state.scene.full, frame) < 0) return state;
  return revealFrame(changeOptions(state, { ownOnly: false }, memory), frame, memory);
}

/** Lights up all frames of a table row and selects the heaviest of them. */
export function selectRow(state: PageState, tab: Tab, index: number): PageState {
  if (!state.scene) return state;
  const lit = lightRow(state.scene, tab, index);
  const heaviest = lit.nodes[0] ?? -1;
  return revealNode({ ...state, row: { tab, index, lit } }, heaviest);
}

/** Escape: gives up the chosen row first, then zooms out, then shows more than the focused function. */
export function stepOut(state: PageState, memory: SlotMemory): PageState {
  if (state.row) return { ...state, row: null };
  const isWhole = state.zoomNode < 0 && state.span.end - state.span.start >= (state.scene?.graph.total ?? 0) * WHOLE;
  return isWhole && state.options.focus ? changeOptions(state, { focus: null }, memory) : zoomOut(state);
}
/** A span of rounded numbers is never quite the whole. */
const WHOLE = 0.9999;

/** Shows the selected function alone: what it called or, bottom up, who called it. */
export function focusSelected(state: PageState, memory: SlotMemory): PageState {
  const frame = state.scene?.graph.frame[state.selected];
  if (!state.scene || frame === undefined) return state;
  const { name, file, firstLine } = state.scene.graph.frames;
  const focus = { name: name[frame] ?? "", file: file[frame] ?? "", firstLine: firstLine[frame] ?? 0 };
  return changeOptions(state, { focus }, memory);
}

export function walk(state: PageState, direction: "parent" | "child" | "previous" | "next"): PageState {
  if (!state.scene || state.scene.graph.totals.length === 0) return state;
  if (state.selected < 0) return revealNode(state, Math.max(state.zoomNode, 0));
  const around = neighboursOf(state.scene.graph, state.selected);
  const node = direction === "child" ? around.firstChild : around[direction];
  return revealNode(state, node);
}

/** The next match in falling order of weight; around at the ends. */
export function stepMatch(state: PageState, step: 1 | -1): PageState {
  const nodes = litOf(state)?.nodes;
  if (!nodes?.length) return state;
  const at = nodes.indexOf(state.selected);
  const next = at < 0 ? (step > 0 ? 0 : nodes.length - 1) : (at + step + nodes.length) % nodes.length;
  return revealNode(state, nodes[next] ?? -1);
}
