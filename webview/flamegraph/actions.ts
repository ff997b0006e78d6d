import { nextMatch, parseSearch, rankOfMatch } from "../../src/core/profile/flamegraph-search.ts";
import { type BoxHit, mergedEnd, neighboursOf, type Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import { heaviestNodeOf, pathSteps } from "../../src/core/profile/flamegraph-view-path.ts";
import { heaviestFrameOf } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import type { SlotMemory } from "./coloring.ts";
import { isOfComparisons } from "./comparison-columns.ts";
import { activate } from "./sandwich.ts";
import { createScene, drawnFrame, drawnView, findAgain, isSameTree, lightRow, type SceneSource } from "./scene.ts";
import { functionOf } from "./shape.ts";
import {
  type EmptyMessage,
  litOf,
  type Options,
  type PageState,
  type ReadingMessage,
  type Scene,
  type Shape,
  type Tab,
  WHOLE_TREE,
} from "./state.ts";
import { axisEnd } from "./time-scene.ts";
import { restoreView, type Saved, saveState } from "./view-state.ts";
import { clampSpan, coveringNode, nodeThatShows, spanOf, zoomedOut } from "./zoom.ts";

/** Every change of the page's state: functions from state to state, without the DOM. */

export function showData(
  state: PageState,
  message: SceneSource,
  full: Flamegraph,
  memory: SlotMemory,
  saved: Saved | null,
): PageState {
  const options = sortedFor(state, full);
  const scene = createScene(message, full, options, memory, saved?.half ?? "callees");
  const whole = { zoomNode: -1, span: spanOf(scene.graph, -1), selected: -1 };
  const view = saved ? restoreView(scene.graph, saved) : whole;
  const aside = { ...whole, found: null };
  // Frames have other numbers in other data; the editor tells of its caret again.
  const caret = state.scene?.full === full ? state.caret : [];
  const rest = { brush: null, empty: null, reading: null, row: null };
  return findAgain({ ...state, ...view, caret, options, aside, scene, ...rest });
}

/** A comparison begins with the largest changes. */
function sortedFor({ options, scene }: PageState, full: Flamegraph): Options {
  const begins = full.comparison !== undefined && !scene?.full.comparison && !isOfComparisons(options.sort.column);
  return begins ? { ...options, sort: { column: "change", descending: true } } : options;
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
  const isTurned = (["view", "focus", "shape"] as const).some((key) => options[key] !== state.options[key]);
  if (!scene || (isSameTree(options, state.options) && !isTurned)) return next;
  if (!isTurned) return showData(next, scene, scene.full, memory, saveState(state));
  // A path from the root is none from another root: what was selected is found again by its frame.
  const shown = isSameTree(options, state.options)
    ? showView(next, scene)
    : showData(next, scene, scene.full, memory, null);
  const frame = currentFrame(state);
  if (shown.scene?.sandwich) return select(shown, 0);
  const isAboutOne = (shown.scene?.subject ?? -1) >= 0;
  return isAboutOne || frame === undefined ? shown : revealFrame(shown, frame, memory);
}

/** The same tree in another view, or about another function: its colours and its table stay. */
function showView(state: PageState, scene: Scene): PageState {
  const shown = { ...scene, ...drawnView(scene, state.options, "callees") };
  const whole = { zoomNode: -1, span: spanOf(shown.graph, -1) };
  const aside = { ...whole, found: null };
  return findAgain({ ...state, ...whole, aside, scene: shown, selected: -1, row: null });
}

/** The frame that is selected, or that the calls are about; undefined where there is none. */
export function currentFrame({ scene, selected }: PageState): number | undefined {
  if (scene?.view === "calls" && scene.subject >= 0) return scene.subject;
  return scene?.graph.frame[selected];
}

export function search(state: PageState, text: string): PageState {
  const query = parseSearch(text);
  return findAgain({ ...state, options: { ...state.options, search: text }, query, row: null });
}

/** The function at the editor's caret is another one. */
export function showCaret(state: PageState, caret: readonly number[]): PageState {
  return caret.length === 0 && state.caret.length === 0 ? state : { ...state, caret };
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

/** Boxes too narrow to draw, in order of time: they get an eighth of the width, with what was around them. */
export function showAround(state: PageState, hit: BoxHit): PageState {
  if (!state.scene) return state;
  const { graph } = state.scene;
  const start = graph.start[hit.node] ?? 0;
  const end = mergedEnd(graph, hit);
  const around = (end - start) * 3.5;
  return showSpan(state, { start: start - around, end: end + around });
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

/** Selects the heaviest node of the frame, or looks at its function where the view is about one. */
export function revealFrame(state: PageState, frame: number, memory: SlotMemory): PageState {
  if (!state.scene) return state;
  if (state.scene.subject >= 0) return choose(state, frame, memory);
  const node = heaviestNodeOf(state.scene.graph, drawnFrame(state.scene, frame));
  // In order of time another thread may have it: that is no reason to change what is shown of this one.
  return node < 0 && state.scene.graph.rows ? state : revealNode({ ...state, row: null }, node);
}

/**
 * *Reveal in flamegraph*, in the tree as measured where what is shown hides the frame. A function that an estimated tree
 * has no room for is still among the calls.
 */
export function revealFromEditor(state: PageState, frame: number, memory: SlotMemory): PageState {
  const { scene } = state;
  if (!scene) return state;
  if (heaviestNodeOf(scene.full, frame) < 0) {
    if (!scene.full.callGraph?.frame.includes(frame)) return state;
    return changeOptions(state, { view: "calls", focus: functionOf(scene.full, frame) }, memory);
  }
  const isShown = scene.view === "calls" || heaviestNodeOf(scene.whole, frame) >= 0;
  const shown = isShown ? state : changeOptions(state, { hidden: [], shape: WHOLE_TREE }, memory);
  return revealFrame(shown, frame, memory);
}

/** The sandwich or the calls of another function. */
export function choose(state: PageState, frame: number, memory: SlotMemory): PageState {
  if (!state.scene) return state;
  const focus = functionOf(state.scene.full, frame);
  return frame < 0 || frame === state.scene.subject ? state : changeOptions({ ...state, row: null }, { focus }, memory);
}

/** Lights up all frames of a table row and selects the heaviest of them; or it is the function that is looked at. */
export function selectRow(state: PageState, tab: Tab, index: number, memory: SlotMemory): PageState {
  if (!state.scene) return state;
  if (state.scene.subject >= 0) return choose(state, state.scene.totals[tab].frame[index] ?? -1, memory);
  const lit = lightRow(state.scene, tab, index);
  return revealNode({ ...state, row: { tab, index, lit } }, lit.heaviest);
}

/** The frame to open for a row: of a file where it took the most; -1 where the row is no place, as a package is none. */
export function frameOfRow({ scene }: PageState, tab: Tab, index: number): number {
  if (!scene || tab === "packages") return -1;
  const totals = scene.totals[tab];
  return tab === "files" ? heaviestFrameOf(scene.whole, totals, index) : (totals.frame[index] ?? -1);
}

/** Escape: gives up the chosen row first, then zooms out, then leaves the chosen function. */
export function stepOut(state: PageState, memory: SlotMemory): PageState {
  if (state.row) return { ...state, row: null };
  const whole = state.scene ? axisEnd(state.scene.graph) : 0;
  const isWhole = state.zoomNode < 0 && state.span.end - state.span.start >= whole * WHOLE;
  if (!isWhole || !state.scene || state.scene.subject < 0) return zoomOut(state);
  return leaveSubject(state, memory);
}
/** A span of rounded numbers is never quite the whole. */
const WHOLE = 0.9999;

/** Back to all functions, in the tree that was seen before. */
export function leaveSubject(state: PageState, memory: SlotMemory): PageState {
  if (!state.scene || state.scene.subject < 0) return state;
  const left = changeOptions(state, { view: "merged" }, memory);
  return revealFrame(left, state.scene.subject, memory);
}

/** The callers and callees of the selected function: over all stacks, or as they were counted. */
export function openSubject(state: PageState, view: "sandwich" | "calls", memory: SlotMemory): PageState {
  const frame = currentFrame(state);
  if (!state.scene) return state;
  const focus = frame === undefined ? state.options.focus : functionOf(state.scene.full, frame);
  return changeOptions(state, { view, focus }, memory);
}

export function changeShape(state: PageState, change: Partial<Shape>, memory: SlotMemory): PageState {
  return changeOptions(state, { shape: { ...state.options.shape, ...change } }, memory);
}

/** The selected node alone, with all below it: this call path only, not the function's others (see the sandwich). */
export function rootHere(state: PageState, memory: SlotMemory): PageState {
  if (state.scene?.view !== "merged" || state.selected < 0) return state;
  // What is shown begins with the root of before.
  const above = state.options.shape.root?.slice(0, -1) ?? [];
  return changeShape(state, { root: [...above, ...pathSteps(state.scene.graph, state.selected)] }, memory);
}

/** Takes the function of the selected frame out of the tree. */
export function hideSelected(state: PageState, memory: SlotMemory): PageState {
  const { scene, selected } = state;
  const frame = scene?.graph.frame[selected];
  if (!scene || frame === undefined) return state;
  const { rowOfFrame } = scene.totals.functions;
  const { parent, frame: frames } = scene.graph;
  const isHidden = (node: number) => rowOfFrame[frames[node] ?? 0] === rowOfFrame[frame];
  let above = selected;
  while (above >= 0 && isHidden(above)) above = parent[above] ?? -1;
  const hidden = [...state.options.shape.hidden, functionOf(scene.full, frame)];
  const next = changeShape(state, { hidden }, memory);
  return above < 0 || next.scene?.sandwich ? next : revealFrame(next, frames[above] ?? 0, memory);
}

/** The root of an upper half is drawn in the lower one. */
function firstNode({ scene }: PageState): number {
  return scene?.sandwich?.half === "callers" && scene.graph.totals.length > 1 ? 1 : 0;
}

/** All of the graph, its root selected. */
export function toRoot(state: PageState): PageState {
  return zoomTo({ ...state, selected: state.scene ? firstNode(state) : -1 }, -1);
}

export function walk(state: PageState, direction: "parent" | "child" | "previous" | "next"): PageState {
  if (!state.scene || state.scene.graph.totals.length === 0) return state;
  if (state.selected < 0) return revealNode(state, Math.max(state.zoomNode, firstNode(state)));
  const beyond = direction === "parent" ? otherHalf(state) : null;
  if (beyond) return beyond;
  const around = neighboursOf(state.scene.graph, state.selected);
  const node = direction === "child" ? around.firstChild : around[direction];
  return revealNode(state, node);
}

/** Past the function in the middle of a sandwich: from it to its heaviest caller, from a direct caller to it. */
function otherHalf(state: PageState): PageState | null {
  const { scene, selected } = state;
  if (!scene?.sandwich) return null;
  if (scene.sandwich.half === "callers")
    return scene.graph.parent[selected] === 0 ? revealNode(activate(state, "callees"), 0) : null;
  return selected === 0 && scene.sandwich.other.totals.length > 1 ? revealNode(activate(state, "callers"), 1) : null;
}

/** The next match in falling order of weight; around at the ends, in a sandwich through its other half. */
export function stepMatch(state: PageState, step: 1 | -1): PageState {
  const { scene } = state;
  const lit = litOf(state);
  if (!scene || !lit) return state;
  const rank = rankOfMatch(scene.graph, lit, state.selected);
  const isAtEnd = lit.count === 0 || rank === (step > 0 ? lit.count - 1 : 0);
  const half = scene.sandwich?.half;
  if (isAtEnd && half && state.aside.found?.count)
    return stepMatch(activate(state, half === "callees" ? "callers" : "callees"), step);
  return revealNode(state, nextMatch(scene.graph, lit, state.selected, step));
}
