import { invertFlamegraph } from "../../src/core/profile/flamegraph-inverted.ts";
import { findMatches, matchFrames, type SearchQuery } from "../../src/core/profile/flamegraph-search.ts";
import { ownCodeOnly } from "../../src/core/profile/flamegraph-view.ts";
import { functionTotals, lineTotals } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { colorFrames, type SlotMemory } from "./coloring.ts";
import type { DataMessage, Lit, Options, Scene, Tab } from "./state.ts";

/** Derives all that is shown from the data and the options. O(n log n) at worst; once per message or toggle. */
export function createScene(
  source: Pick<DataMessage, "header" | "weights">,
  full: Flamegraph,
  options: Options,
  memory: SlotMemory,
): Scene {
  const { graph: down, outside } = options.ownOnly ? ownCodeOnly(full) : { graph: full, outside: 0 };
  return {
    header: source.header,
    weights: source.weights,
    full,
    graph: options.direction === "up" ? invertFlamegraph(down) : down,
    outside,
    totals: { functions: functionTotals(down), lines: lineTotals(down) },
    coloring: colorFrames(down, options.colorBy, memory),
  };
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
