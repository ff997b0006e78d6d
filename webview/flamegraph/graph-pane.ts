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
import type { PageState, Scene, Shape } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";

export interface GraphPaneActions extends GraphViewActions {
  readonly openSandwich: () => void;
  readonly leaveSubject: () => void;
  readonly changeShape: (shape: Partial<Shape>) => void;
}

/** The graph (two of them in a sandwich) with its breadcrumb, details and legend. */
export function createGraphPane(
  store: Store<PageState>,
  initialPalette: Palette,
  surroundings: Surroundings,
  { openSource, openMenu, openSandwich, leaveSubject, changeShape }: GraphPaneActions,
) {
  let palette = initialPalette;
  const halfActions = { openSource, openMenu };
  const card = createHoverCard();
  const upper = createGraphView(store, "callers", palette, surroundings, card, halfActions);
  const lower = createGraphView(store, "callees", palette, surroundings, card, halfActions);
  const nobody = element("p", { class: "graph-nobody muted" }, "No callers: stacks begin with this function.");
  const zoomTo = (node: number) => store.set(actions.zoomTo(store.get(), node));
  const details = createDetails({
    open: surroundings === "editor" ? () => openSource(store.get().selected, false) : null,
    zoom: () => zoomTo(store.get().selected),
    sandwich: openSandwich,
  });
  const breadcrumb = createBreadcrumb(zoomTo, leaveSubject);
  const chips = createChips(changeShape);
  const legend = createLegend();

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
      lower.element,
      details.element,
      legend.element,
      card.element,
    ),
    focus: () => activeTree(store.get()).focus(),
    setPalette(next: Palette) {
      palette = next;
      upper.setPalette(next);
      lower.setPalette(next);
      legend.show(store.get(), next);
    },
    show(state: PageState, previous: PageState | null) {
      showHalves(state, previous);
      if (!state.scene) return;
      if (state.scene.coloring !== previous?.scene?.coloring) legend.show(state, palette);
      details.show(state);
      const holdsFocus = [breadcrumb, chips].some((bar) => bar.element.contains(document.activeElement));
      breadcrumb.show(state);
      chips.show(state);
      // The button that was pressed is gone or another one: what it did is in the graph.
      if (holdsFocus && document.activeElement === document.body) activeTree(state).focus();
    },
  };
}
