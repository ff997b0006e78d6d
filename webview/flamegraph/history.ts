import type { SlotMemory } from "./coloring.ts";
import { activate } from "./sandwich.ts";
import { createScene, drawnView, findAgain, isSameTree } from "./scene.ts";
import type { Options, PageState, Place } from "./state.ts";
import { restoreView, saveState } from "./view-state.ts";
import { spanOf } from "./zoom.ts";

/** What of the options makes a place: what the graph is of. How it is coloured, sorted and searched stays. */
const PLACE_OPTIONS = ["view", "focus", "shape", "hidden"] as const satisfies readonly (keyof Options)[];
const MOST_PLACES = 60;

/**
 * After a change: remembers where the user was, if it led elsewhere. Other data is no step, nor is zooming by the wheel or
 * panning; a zoom to a frame is one. Walking, however many steps it takes, is one.
 */
export function remember(before: PageState, after: PageState): PageState {
  if (after.past !== before.past || !before.scene || after.scene?.full !== before.scene.full) return after;
  if (!ledElsewhere(before, after)) return after;
  const isWalk = after.walked.steps !== before.walked.steps;
  const walked = { ...after.walked, last: isWalk };
  const place = isWalk && before.walked.last ? null : placeOf(before);
  if (place === null) return { ...after, walked };
  return { ...after, walked, past: [...before.past, place].slice(-MOST_PLACES), future: [] };
}

/** Another step of walking. */
export function walking(state: PageState): PageState {
  return { ...state, walked: { ...state.walked, steps: state.walked.steps + 1 } };
}

function ledElsewhere(before: PageState, after: PageState): boolean {
  if (PLACE_OPTIONS.some((key) => before.options[key] !== after.options[key])) return true;
  if (!after.scene) return false;
  const { zoomNode, span, scene } = after;
  const whole = spanOf(scene.graph, zoomNode);
  const isZoom = span.start === whole.start && span.end === whole.end;
  return isZoom && activate(before, scene.sandwich?.half ?? "callees").zoomNode !== zoomNode;
}

function placeOf(state: PageState): Place | null {
  const saved = saveState(state);
  if (!saved) return null;
  const { options, ...where } = saved;
  const { view, focus, shape, hidden } = options;
  return { ...where, options: { view, focus, shape, hidden } };
}

/** Back (-1) or forward (1) through the places; as it is where there are none. */
export function stepThrough(state: PageState, by: -1 | 1, memory: SlotMemory): PageState {
  const from = by < 0 ? state.past : state.future;
  const to = by < 0 ? from.at(-1) : from[0];
  const here = placeOf(state);
  if (!to || !here || !state.scene) return state;
  const moved =
    by < 0
      ? { past: state.past.slice(0, -1), future: [here, ...state.future] }
      : { past: [...state.past, here], future: state.future.slice(1) };
  const options = { ...state.options, ...to.options };
  const { full } = state.scene;
  const scene = isSameTree(options, state.options)
    ? { ...state.scene, ...drawnView(state.scene, options, to.half) }
    : createScene(state.scene, full, options, memory, to.half);
  const aside = { zoomNode: -1, span: spanOf(scene.graph, -1), found: null };
  return findAgain({ ...state, ...moved, ...restoreView(scene.graph, to), options, scene, aside, row: null });
}
