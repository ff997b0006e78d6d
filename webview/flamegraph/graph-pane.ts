import type { BoxHit } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { element } from "../shared/dom.ts";
import type { Store } from "../shared/store.ts";
import * as actions from "./actions.ts";
import { createBreadcrumb } from "./breadcrumb.ts";
import { createDetails } from "./details.ts";
import { createGraphCanvas } from "./graph-canvas.ts";
import { addGestures } from "./graph-gestures.ts";
import { createHoverCard } from "./hover-card.ts";
import { graphAction } from "./keys.ts";
import { createLegend } from "./legend.ts";
import type { Palette } from "./palette.ts";
import type { PageState } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";
import { createTimeline, type TimelineActions } from "./timeline.ts";
import { createTreeMirror } from "./tree-mirror.ts";

const DOWNWARD = "Flamegraph: call tree, heaviest first";
const UPWARD = "Flamegraph from the bottom up: functions by self weight, their callers below";
const IN_TIME = "Flamegraph in order of time: one thread from left to right";

export interface GraphPaneActions {
  /** Gets a node of the graph. */
  readonly openSource: (node: number, beside: boolean) => void;
  readonly focus: () => void;
  readonly leaveFocus: () => void;
  /** Looks at what passes through the selected function alone. */
  readonly only: () => void;
  readonly timeline: TimelineActions;
}

/** The graph with its breadcrumb, details and legend. */
export function createGraphPane(
  store: Store<PageState>,
  initialPalette: Palette,
  surroundings: Surroundings,
  { openSource, focus, leaveFocus, only, timeline: timelineActions }: GraphPaneActions,
) {
  let palette = initialPalette;
  let gesturing = false;
  const canvas = createGraphCanvas(palette);
  const tree = canvas.scroller;
  tree.tabIndex = 0;
  tree.setAttribute("role", "tree");
  tree.setAttribute("aria-label", DOWNWARD);
  const mirror = createTreeMirror(tree);
  const card = createHoverCard();
  const update = (change: (state: PageState) => PageState) => store.set(change(store.get()));
  const zoomTo = (node: number) => update((state) => actions.zoomTo(state, node));
  const details = createDetails({
    open: surroundings === "editor" ? () => openSource(store.get().selected, false) : null,
    zoom: () => zoomTo(store.get().selected),
    focus,
    only: surroundings === "editor" ? only : null,
  });
  const breadcrumb = createBreadcrumb(zoomTo, leaveFocus);
  const legend = createLegend();
  const timeline = createTimeline(store, canvas.width, timelineActions);

  const zoomToHit = (hit: BoxHit) =>
    hit.until === undefined
      ? zoomTo(hit.merged ? (store.get().scene?.graph.parent[hit.node] ?? -1) : hit.node)
      : update((state) => actions.showAround(state, hit));

  const gestures = addGestures(canvas, store.get, surroundings, {
    onSpan(span) {
      gesturing = true;
      card.hide();
      update((state) => actions.showSpan(state, span));
      gesturing = false;
    },
    onHover(hit, clientX, clientY) {
      const { scene } = store.get();
      canvas.outlineHover(hit);
      if (hit && scene) card.showAt(scene.graph, hit, clientX, clientY);
      else card.hide();
    },
    onPick(hit, { openNow, beside }) {
      if (hit.merged) return;
      update((state) => actions.select(state, hit.node));
      if (openNow) openSource(hit.node, beside);
    },
    onOpen: surroundings === "editor" ? (hit) => openSource(hit.node, false) : zoomToHit,
    onZoom: zoomToHit,
  });

  function showFocusCard(): void {
    const { scene, selected } = store.get();
    const rect = selected >= 0 ? canvas.rectOf(selected) : null;
    if (scene && rect) card.showBelow(scene.graph, selected, rect);
    else card.hide();
  }

  tree.addEventListener("keydown", (event) => {
    const change = keyChange(event);
    if (!change) return;
    event.preventDefault();
    update(change);
    canvas.outlineHover(null);
    showFocusCard();
  });
  tree.addEventListener("focus", () => {
    if (!tree.matches(":focus-visible")) return;
    if (store.get().selected < 0) update((state) => actions.walk(state, "child"));
    showFocusCard();
  });
  tree.addEventListener("blur", card.hide);

  return {
    element: element(
      "section",
      { class: "graph-pane", "aria-label": "Flamegraph" },
      breadcrumb.element,
      timeline.element,
      tree,
      details.element,
      legend.element,
      card.element,
    ),
    focus: () => tree.focus(),
    setPalette(next: Palette) {
      palette = next;
      canvas.setPalette(next);
      legend.show(store.get(), next);
    },
    show(state: PageState, previous: PageState | null) {
      timeline.show(state, previous);
      canvas.show(state, !gesturing && previous?.zoomNode !== state.zoomNode);
      if (!state.scene) return mirror.clear();
      if (!gesturing) gestures.follow(state);
      const { graph } = state.scene;
      if (graph !== previous?.scene?.graph) {
        tree.setAttribute("aria-label", labelOf(graph));
        card.hide();
        canvas.outlineHover(null);
      }
      if (graph !== previous?.scene?.graph || state.selected !== previous.selected) {
        mirror.show(graph, state.selected);
        if (state.selected >= 0) canvas.scrollToNode(state.selected);
      }
      if (state.scene !== previous?.scene) legend.show(state, palette);
      details.show(state);
      breadcrumb.show(state);
    },
  };
}

function labelOf({ rows, inverted }: Flamegraph): string {
  if (rows) return IN_TIME;
  return inverted ? UPWARD : DOWNWARD;
}

function keyChange(event: KeyboardEvent): ((state: PageState) => PageState) | null {
  const action = graphAction(event);
  switch (action) {
    case "parent":
    case "child":
    case "previous":
    case "next":
      return (state) => actions.walk(state, action);
    case "zoom":
      return (state) => (state.selected < 0 ? state : actions.zoomTo(state, state.selected));
    case "zoomIn":
      return (state) => actions.zoomBy(state, 0.5);
    case "zoomOut":
      return (state) => actions.zoomBy(state, 2);
    case "root":
      return (state) => actions.zoomTo({ ...state, selected: state.scene ? 0 : -1 }, -1);
    default:
      return null;
  }
}
