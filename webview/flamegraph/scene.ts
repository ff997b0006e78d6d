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
  const { graph, outside } = options.ownOnly ? ownCodeOnly(full) : { graph: full, outside: 0 };
  return {
    header: source.header,
    weights: source.weights,
    full,
    graph,
    outside,
    totals: { functions: functionTotals(graph), lines: lineTotals(graph) },
    coloring: colorFrames(graph, options.colorBy, memory),
  };
}

export function searchScene(scene: Scene | null, query: SearchQuery): Lit | null {
  if (!scene || query.kind !== "query") return null;
  return lightUp(scene.graph, matchFrames(scene.graph.frames, query.matches));
}

/** All frames of a table row. */
export function lightRow(scene: Scene, tab: Tab, row: number): Lit {
  return lightUp(
    scene.graph,
    Uint8Array.from(scene.totals[tab].rowOfFrame, (of) => (of === row ? 1 : 0)),
  );
}

function lightUp(graph: Flamegraph, frames: Uint8Array): Lit {
  const before = new Int32Array(graph.frame.length + 1);
  for (let node = 0; node < graph.frame.length; node++)
    before[node + 1] = (before[node] ?? 0) + (frames[graph.frame[node] ?? 0] ?? 0);
  return { frames, before, ...findMatches(graph, frames) };
}
