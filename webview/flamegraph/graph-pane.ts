import { element } from "../shared/dom.ts";
import type { Store } from "../shared/store.ts";
import * as actions from "./actions.ts";
import { createBreadcrumb } from "./breadcrumb.ts";
import { createChips } from "./chips.ts";
import { createDetails } from "./details.ts";
import { createGraphView, type GraphViewActions } from "./graph-view.ts";
import { createHoverCard } from "./hover-card.ts";
import { createLegend } from "./legend.ts";
import type { Palette } from "./palette.ts";
import { createSourceTexts } from "./source-texts.ts";
import type { PageState, Scene, Shape } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";
import { createTimeline, type TimelineActions } from "./timeline.ts";

export interface GraphPaneActions extends GraphViewActions {
  readonly openSandwich: () => void;
  readonly leaveSubject: () => void;
  readonly changeShape: (shape: Partial<Shape>) => void;
  readonly copy: () => void;
  readonly askSource: (frame: number) => void;
  /** Looks at what passes through the selected function alone. */
  readonly only: () => void;
  readonly timeline: TimelineActions;
}

/** The graph (two of them in a sandwich) with its breadcrumb, details and legend. */
export function createGraphPane(
  store: Store<PageState>,
  initialPalette: Palette,
  surroundings: Surroundings,
  paneActions: GraphPaneActions,
) {
  const { openSource, openMenu, openSandwich, leaveSubject, changeShape, copy, askSource } = paneActions;
  let palette = initialPalette;
  const halfActions = { openSource, openMenu };
  const sources = createSourceTexts(askSource, () => {
    card.refresh();
    details.show(store.get());
  });
  const card = createHoverCard(sources.reader());
  const upper = createGraphView(store, "callers", palette, surroundings, card, halfActions);
  const lower = createGraphView(store, "callees", palette, surroundings, card, halfActions);
  const nobody = element("p", { class: "graph-nobody muted" }, "No callers: stacks begin with this function.");
  const zoomTo = (node: number) => store.set(actions.zoomTo(store.get(), node));
  const open = surroundings === "editor" ? () => openSource(store.get().selected, false) : null;
  const only = surroundings === "editor" ? paneActions.only : null;
  const zoom = () => zoomTo(store.get().selected);
  const details = createDetails({ open, zoom, sandwich: openSandwich, only, copy }, sources.reader());
  const breadcrumb = createBreadcrumb(zoomTo, leaveSubject);
  const chips = createChips(changeShape);
  const legend = createLegend();
  const timeline = createTimeline(store, lower.width, paneActions.timeline);

  /** What stands above the lower half. It is in the document only while there is a sandwich. */
  function above(scene: Scene | null): HTMLElement | null {
    if (!scene?.sandwich) return null;
    const callers = scene.sandwich.half === "callers" ? scene.graph : scene.sandwich.other;
    return callers.maxDepth > 0 ? upper.element : nobody;
  }

  function showHalves(state: PageState, previous: PageState | null): void {
    const hadFocus = [upper.element, lower.element].some((tree) => tree === document.activeElement);
    const place = above(state.scene);
    for (const part of [upper.element, nobody]) if (part !== place) part.remove();
    if (place?.isConnected === false) lower.element.before(place);
    upper.show(place === upper.element ? state : { ...state, scene: null }, previous);
    lower.show(state, previous);
    if (hadFocus) activeTree(state).focus();
  }

  const activeTree = ({ scene }: PageState) => (scene?.sandwich?.half === "callers" ? upper : lower).element;

  return {
    element: element(
      "section",
      { class: "graph-pane", "aria-label": "Flamegraph" },
      breadcrumb.element,
      chips.element,
      timeline.element,
      lower.element,
      details.element,
      legend.element,
      card.element,
    ),
    focus: () => activeTree(store.get()).focus(),
    receiveSource: sources.receive,
    setPalette(next: Palette) {
      palette = next;
      upper.setPalette(next);
      lower.setPalette(next);
      legend.show(store.get(), null, next);
    },
    show(state: PageState, previous: PageState | null) {
      timeline.show(state, previous);
      showHalves(state, previous);
      if (!state.scene) return;
      legend.show(state, previous, palette);
      details.show(state);
      const holdsFocus = [breadcrumb, chips].some((bar) => bar.element.contains(document.activeElement));
      breadcrumb.show(state);
      chips.show(state);
      // The button that was pressed is gone or another one: what it did is in the graph.
      if (holdsFocus && document.activeElement === document.body) activeTree(state).focus();
    },
  };
}
