import type { Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import { heaviestNodeOf } from "../../src/core/profile/flamegraph-view-path.ts";
import { EVERYTHING, isEverything } from "../../src/core/profile/profile-selection.ts";
import { isSameThread } from "../../src/core/profile/thread-lanes.ts";
import { isTimeGraph } from "../../src/core/profile/time-boxes.ts";
import type { Lane, ProfileSelection } from "../../src/core/protocol/lanes.ts";
import { changeOptions, revealFrame, revealFromEditor, showData, showSpan } from "./actions.ts";
import type { SlotMemory } from "./coloring.ts";
import type { PageState, Scene } from "./state.ts";
import type { TimeData } from "./time-scene.ts";
import { saveState } from "./view-state.ts";
import { spanOf } from "./zoom.ts";

/** Changes of the page's state that concern time, threads and the part that is looked at. */

/** The order of time arrived: the scene is made anew with it. */
export function showTime(state: PageState, time: TimeData | null, memory: SlotMemory): PageState {
  const { scene } = state;
  if (!scene) return state;
  const isOther = time !== null && !isTimeGraph(scene.graph);
  const frame = scene.graph.frame[state.selected];
  const shown = showData(state, { ...scene, time }, scene.full, memory, isOther ? null : saveState(state));
  return isOther && frame !== undefined ? revealFrame(shown, frame, memory) : shown;
}

/** *Reveal in flamegraph*: in the whole tree where the thread that is shown in order of time does not have the frame. */
export function revealAnywhere(state: PageState, frame: number, memory: SlotMemory): PageState {
  const graph = state.scene?.graph;
  const isElsewhere = graph !== undefined && isTimeGraph(graph) && heaviestNodeOf(graph, frame) < 0;
  return revealFromEditor(isElsewhere ? changeOptions(state, { view: "merged" }, memory) : state, frame, memory);
}

/** After new data: where another span than before is looked at, it fills the graph. */
export function zoomToPart(state: PageState, before: PageState): PageState {
  const span = state.scene?.part?.selection.span ?? null;
  const known = before.scene?.part?.selection.span ?? null;
  if (!state.scene || !isTimeGraph(state.scene.graph) || isSameSpan(span, known)) return state;
  return showSpan(state, span ?? spanOf(state.scene.graph, -1));
}

function isSameSpan(a: Span | null, b: Span | null): boolean {
  return a?.start === b?.start && a?.end === b?.end;
}

export function setBrush(state: PageState, brush: Span | null): PageState {
  return { ...state, brush };
}

/** What is looked at now. */
export function selectionOf({ scene }: PageState): ProfileSelection {
  return scene?.part?.selection ?? EVERYTHING;
}

/** The selection with a thread taken in or out; all threads together are no selection of threads. Never none. */
export function withThread(state: PageState, lane: Lane, isIn: boolean): ProfileSelection {
  const selection = selectionOf(state);
  const lanes = state.scene?.lanes?.lanes ?? [];
  const before = lanes.filter(
    (each) => selection.threads === null || selection.threads.some((key) => isSameThread(key, each)),
  );
  const after = isIn ? [...before, lane] : before.filter((each) => !isSameThread(each, lane));
  if (after.length === 0) return selection;
  const isAll = after.length >= lanes.length && state.scene?.lanes?.more === 0;
  return { ...selection, threads: isAll ? null : after.map(({ pid, id }) => ({ pid, id })) };
}

/** The selection with only what passes through the selected function; null without one. */
export function throughSelected(state: PageState): ProfileSelection | null {
  const { scene, selected } = state;
  const frame = scene?.graph.frame[selected];
  if (!scene || frame === undefined || !hasStacks(scene)) return null;
  const { name, file, firstLine } = scene.graph.frames;
  const through = { name: name[frame] ?? "", file: file[frame] ?? "", firstLine: firstLine[frame] ?? 0 };
  return { ...selectionOf(state), through };
}

/** Whether stacks were measured: what is made of pairs of callers and callees has no parts. */
export function hasStacks({ lanes }: Scene): boolean {
  return lanes !== null && lanes.lanes.length > 0;
}

/** The selection of one process's threads; of all processes for null. */
export function withProcess(state: PageState, pid: number | null): ProfileSelection {
  const own = state.scene?.lanes?.lanes.filter((lane) => lane.pid === pid) ?? [];
  return { ...selectionOf(state), threads: pid === null ? null : own.map((lane) => ({ pid, id: lane.id })) };
}

/** Whether Escape has nothing left to undo but the part: then everything is looked at again. */
export function leavesPart(state: PageState): boolean {
  const { scene, row, span } = state;
  if (!scene || row || scene.subject >= 0 || isEverything(selectionOf(state))) return false;
  const whole = spanOf(scene.graph, -1);
  return span.end - span.start >= (whole.end - whole.start) * 0.9999;
}
