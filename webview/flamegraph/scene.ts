import { calleesOf, callersOf } from "../../src/core/profile/flamegraph-focus.ts";
import { invertFlamegraph } from "../../src/core/profile/flamegraph-inverted.ts";
import { findMatches, matchFrames, type SearchQuery } from "../../src/core/profile/flamegraph-search.ts";
import { ownCodeOnly } from "../../src/core/profile/flamegraph-view.ts";
import { functionTotals, lineTotals } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { colorFrames, type SlotMemory } from "./coloring.ts";
import { colorChanges } from "./comparison-coloring.ts";
import { comparedView } from "./comparison-view.ts";
import type { DataMessage, FocusedFunction, Lit, Options, Scene, Tab } from "./state.ts";

/** Derives all that is shown from the data and the options. O(n log n) at worst; once per message or toggle. */
export function createScene(
  source: Pick<DataMessage, "header" | "weights"> & { readonly against?: DataMessage["against"] | null },
  full: Flamegraph,
  options: Options,
  memory: SlotMemory,
): Scene {
  const { graph: measured, comparison } = comparedView(full, options.comparison, source);
  const { graph: whole, outside } = options.ownOnly ? ownCodeOnly(measured) : { graph: measured, outside: 0 };
  const focus = focusedFrame(whole, options.focus);
  const callees = focus < 0 ? null : calleesOf(whole, focus);
  const down = callees ?? whole;
  const up = () => (callees === null ? null : callersOf(whole, focus)) ?? invertFlamegraph(down);
  const graph = options.view === "inverted" ? up() : down;
  const functions = functionTotals(down);
  return {
    header: source.header,
    against: source.against ?? null,
    comparison,
    weights: source.weights,
    full,
    graph,
    focused: callees !== null,
    outside: callees === null ? outside : 0,
    totals: { functions, lines: lineTotals(down) },
    coloring: colorChanges(graph, functions) ?? colorFrames(down, options.colorBy, memory),
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
  return lightUp(scene.graph, matchFrames(scene.graph.frames, query.matches));
}

/** The frame that stands for another one in the graph: upside down, the lines of a function are one. */
export function drawnFrame({ graph, totals: { functions } }: Scene, frame: number): number {
  return graph.inverted ? (functions.frame[functions.rowOfFrame[frame] ?? -1] ?? frame) : frame;
}

/** All frames of a table row. */
export function lightRow(scene: Scene, tab: Tab, row: number): Lit {
  const frames = new Uint8Array(scene.graph.frames.name.length);
  scene.totals[tab].rowOfFrame.forEach((of, frame) => {
    if (of === row) frames[drawnFrame(scene, frame)] = 1;
  });
  return lightUp(scene.graph, frames);
}

function lightUp(graph: Flamegraph, frames: Uint8Array): Lit {
  const before = new Int32Array(graph.frame.length + 1);
  for (let node = 0; node < graph.frame.length; node++)
    before[node + 1] = (before[node] ?? 0) + (frames[graph.frame[node] ?? 0] ?? 0);
  return { frames, before, ...findMatches(graph, frames) };
}
