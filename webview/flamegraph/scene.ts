import { calleesOf, callersOf } from "../../src/core/profile/flamegraph-focus.ts";
import { invertFlamegraph } from "../../src/core/profile/flamegraph-inverted.ts";
import { findMatches, matchFrames, type SearchQuery } from "../../src/core/profile/flamegraph-search.ts";
import { withoutOrigins } from "../../src/core/profile/flamegraph-view.ts";
import { functionTotals, lineTotals } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { colorFrames, type SlotMemory } from "./coloring.ts";
import type { DataMessage, FocusedFunction, Lit, Options, Scene, Tab } from "./state.ts";

/** Derives all that is shown from the data and the options. O(n log n) at worst; once per message or toggle. */
export function createScene(
  source: Pick<DataMessage, "header" | "weights">,
  full: Flamegraph,
  options: Options,
  memory: SlotMemory,
): Scene {
  const { graph: whole, outside } =
    options.hidden.length > 0 ? withoutOrigins(full, options.hidden) : { graph: full, outside: 0 };
  const focus = focusedFrame(whole, options.focus);
  const callees = focus < 0 ? null : calleesOf(whole, focus);
  const down = callees ?? whole;
  const up = () => (callees === null ? null : callersOf(whole, focus)) ?? invertFlamegraph(down);
  return {
    header: source.header,
    weights: source.weights,
    full,
    graph: options.view === "inverted" ? up() : down,
    focused: callees !== null,
    outside: callees === null ? outside : 0,
    totals: { functions: functionTotals(down), lines: lineTotals(down) },
    coloring: colorFrames(down, options.colorBy, memory),
  };
}

/** A frame of the function, -1 where the graph has none. */
function focusedFrame({ frames }: Flamegraph, focus: FocusedFunction | null): number {
  if (focus === null) return -1;
  return frames.name.findIndex(
    (name, frame) =>
      name === focus.name && frames.file[frame] === focus.file && frames.firstLine[frame] === focus.firstLine,
  );
}

export function searchScene(scene: Scene | null, query: SearchQuery): Lit | null {
  if (!scene || query.kind !== "query") return null;
  return findMatches(scene.graph, matchFrames(scene.graph.frames, query.terms));
}

/** The frame that stands for another one in the graph: upside down, the lines of a function are one. */
export function drawnFrame({ graph, totals: { functions } }: Scene, frame: number): number {
  return graph.inverted ? (functions.frame[functions.rowOfFrame[frame] ?? -1] ?? frame) : frame;
}

/** 1 per frame of the graph that stands for one of these; null where none does. */
export function outlinedFrames(scene: Scene, frames: readonly number[]): Uint8Array | null {
  const outlined = new Uint8Array(scene.graph.frames.name.length);
  for (const frame of frames) if (frame < outlined.length) outlined[drawnFrame(scene, frame)] = 1;
  return frames.length === 0 ? null : outlined;
}

/** All frames of a table row. */
export function lightRow(scene: Scene, tab: Tab, row: number): Lit {
  const frames = new Uint8Array(scene.graph.frames.name.length);
  scene.totals[tab].rowOfFrame.forEach((of, frame) => {
    if (of === row) frames[drawnFrame(scene, frame)] = 1;
  });
  return findMatches(scene.graph, frames);
}
