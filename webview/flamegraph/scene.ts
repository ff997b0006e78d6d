import { exactTotals } from "../../src/core/profile/call-graph.ts";
import { invertFlamegraph } from "../../src/core/profile/flamegraph-inverted.ts";
import { findMatches, matchFrames, type SearchQuery } from "../../src/core/profile/flamegraph-search.ts";
import { type FlamegraphTotals, totalsOf } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import type { Lanes } from "../../src/core/protocol/lanes.ts";
import { type Coloring, type ColorKey, colorFrames, type SlotMemory } from "./coloring.ts";
import { colorChanges } from "./comparison-coloring.ts";
import { comparedView } from "./comparison-view.ts";
import { colorByHeat } from "./heat-coloring.ts";
import { sandwichOf } from "./sandwich.ts";
import { frameOf, shapeTree } from "./shape.ts";
import type { DataMessage, Half, Lit, NamedFunction, Options, PageState, Scene, Tab } from "./state.ts";
import { type TimeData, timeSceneGraph } from "./time-scene.ts";
import { shownView } from "./views.ts";

/** What a scene is made of beside the graph. */
export type SceneSource = Pick<DataMessage, "header" | "weights" | "part"> & {
  readonly lanes?: Lanes | null | undefined;
  readonly time?: TimeData | null;
  readonly against?: DataMessage["against"] | null;
};

/** Derives all that is shown from the data and the options. O(n log n) at worst; once per message or toggle. */
export function createScene(
  source: SceneSource,
  full: Flamegraph,
  options: Options,
  memory: SlotMemory,
  half: Half,
): Scene {
  const { graph: measured, comparison } = comparedView(full, options.comparison, source);
  const { graph: whole, counted, outside } = shapeTree(measured, options);
  const isAsMeasured = counted === full && full.callGraph !== undefined;
  const totals = totalsOf(counted, isAsMeasured ? exactTotals(full.callGraph, full.frames.name.length) : null);
  const { lanes = null, part = null, time = null } = source;
  const scene = {
    header: source.header,
    against: source.against ?? null,
    comparison,
    weights: source.weights,
    lanes,
    part,
    time,
    full,
    whole,
    outside,
    totals,
    shaped: counted === whole ? totals : totalsOf(whole),
    coloring: colorChanges(whole, totals) ?? colorsBy(options.colorBy, whole, totals, memory),
  };
  return { ...scene, ...drawnView(scene, options, half) };
}

function colorsBy(by: ColorKey, whole: Flamegraph, totals: Scene["totals"], memory: SlotMemory): Coloring {
  return by === "self" || by === "total"
    ? colorByHeat(totals.functions, by, whole.total)
    : colorFrames(whole, by, memory);
}

/** Whether two choices differ in nothing that the tree, its colours and its table depend on. */
export function isSameTree(a: Options, b: Options): boolean {
  return (["hidden", "colorBy", "shape", "comparison"] as const).every((key) => a[key] === b[key]);
}

/** What depends on the view and on the function that it is about; the rest of a scene stays. */
export function drawnView(scene: Omit<Scene, keyof DrawnView>, options: Options, half: Half): DrawnView {
  const { full, whole, totals, shaped, time, lanes } = scene;
  const view = shownView(options.view, scene);
  if (view === "calls") {
    const counted = full.callGraph ? exactTotals(full.callGraph, full.frames.name.length) : totals.functions;
    return { view, graph: whole, sandwich: null, subject: subjectIn(full, counted, options.focus) };
  }
  // Until the order of time has come the merged view stays.
  const graph = view === "time" && time && lanes ? timeSceneGraph(time, full, options, lanes.end) : whole;
  const subject = view === "sandwich" ? subjectIn(whole, shaped.functions, options.focus) : -1;
  const layers = sandwichOf(whole, subject, half);
  if (layers) return { view, ...layers, subject };
  return { view, graph: view === "inverted" ? invertFlamegraph(whole) : graph, sandwich: null, subject };
}
type DrawnView = Pick<Scene, "view" | "graph" | "sandwich" | "subject">;

/** The chosen function, else the one that took most itself; -1 where there is nothing. */
function subjectIn({ frames }: Flamegraph, { frame, self }: FlamegraphTotals, wanted: NamedFunction | null): number {
  const known = self.filter((of) => !Number.isNaN(of));
  const hottest = self.indexOf(known.reduce((most, of) => Math.max(most, of), 0));
  const chosen = frameOf(frames, frame, wanted);
  return chosen < 0 ? (frame[hottest] ?? -1) : chosen;
}

/** What the search finds, in both halves of a sandwich. */
export function findAgain(state: PageState): PageState {
  const { scene, query } = state;
  const found = searchScene(scene, query);
  const other = scene?.sandwich?.other;
  return {
    ...state,
    found,
    aside: { ...state.aside, found: found && other ? findMatches(other, found.frames) : null },
  };
}

function searchScene(scene: Scene | null, query: SearchQuery): Lit | null {
  if (!scene || query.kind !== "query") return null;
  return findMatches(scene.graph, matchFrames(scene.graph.frames, query.terms));
}

/** The frame that stands for another one in the graph: upside down, the lines of a function are one. */
export function drawnFrame({ graph, shaped: { functions } }: Scene, frame: number): number {
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
