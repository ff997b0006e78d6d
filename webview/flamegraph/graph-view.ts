import type { BoxHit } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { MenuPlace } from "../shared/menu.ts";
import type { Store } from "../shared/store.ts";
import * as actions from "./actions.ts";
import { nameOf } from "./describe.ts";
import { createGraphCanvas } from "./graph-canvas.ts";
import { addGestures } from "./graph-gestures.ts";
import { walking } from "./history.ts";
import type { HoverCard } from "./hover-card.ts";
import { graphAction, type KeyAction } from "./keys.ts";
import type { Palette } from "./palette.ts";
import { activate } from "./sandwich.ts";
import type { Half, PageState, Scene } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";
import { createTreeMirror } from "./tree-mirror.ts";

export interface GraphViewActions {
  /** Gets a node of the graph. */
  readonly openSource: (node: number, beside: boolean) => void;
  /** A menu for the selected node. */
  readonly openMenu: (place: MenuPlace) => void;
}

/**
 * One picture with its tree for screen readers, its gestures and its card. A sandwich has two; this one acts on its own
 * half: what is done here makes it the active one.
 */
export function createGraphView(
  store: Store<PageState>,
  half: Half,
  palette: Palette,
  surroundings: Surroundings,
  card: HoverCard,
  { openSource, openMenu }: GraphViewActions,
) {
  let gesturing = false;
  const upward = half === "callers";
  const canvas = createGraphCanvas(palette, upward);
  const tree = canvas.scroller;
  tree.classList.add(`graph-${half}`);
  tree.tabIndex = 0;
  tree.setAttribute("role", "tree");
  const mirror = createTreeMirror(tree, upward ? "caller" : "frame");
  const current = () => activate(store.get(), half);
  const update = (change: (state: PageState) => PageState) => store.set(change(current()));
  const zoomTo = (node: number) => update((state) => actions.zoomTo(state, node));
  const zoomToHit = (hit: BoxHit) =>
    hit.until === undefined
      ? zoomTo(hit.merged ? (current().scene?.graph.parent[hit.node] ?? -1) : hit.node)
      : update((state) => actions.showAround(state, hit));

  const gestures = addGestures(canvas, current, surroundings, {
    onSpan(span) {
      gesturing = true;
      card.hide();
      update((state) => actions.showSpan(state, span));
      gesturing = false;
    },
    onHover(hit, clientX, clientY) {
      const { scene } = current();
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
    const { scene, selected } = current();
    const rect = selected >= 0 ? canvas.rectOf(selected) : null;
    if (scene && rect) card.showBelow(scene.graph, selected, rect);
    else card.hide();
  }

  /** A right click is about the box under it; the keys of the menu are below. */
  function onMenu(event: MouseEvent): void {
    event.preventDefault();
    card.hide();
    const hit = canvas.boxAtPoint(event.clientX, event.clientY);
    if (!hit || hit.merged) return;
    update((state) => actions.select(state, hit.node));
    openMenu({ left: event.clientX, below: event.clientY, above: event.clientY });
  }
  tree.addEventListener("contextmenu", onMenu);

  function openMenuOfSelected(): void {
    card.hide();
    const rect = canvas.rectOf(current().selected);
    if (rect) openMenu({ left: rect.left + 8, below: rect.bottom, above: rect.top });
  }

  tree.addEventListener("keydown", (event) => {
    const action = graphAction(event);
    if (action === "menu") {
      event.preventDefault();
      return openMenuOfSelected();
    }
    const change = keyChange(action, upward);
    if (!change) return;
    event.preventDefault();
    update(change);
    canvas.outlineHover(null);
    showFocusCard();
  });
  tree.addEventListener("focus", () => {
    if (!tree.matches(":focus-visible")) return;
    if (current().selected < 0) update((state) => actions.walk(state, "child"));
    showFocusCard();
  });
  tree.addEventListener("blur", card.hide);

  return {
    element: tree,
    width: canvas.width,
    setPalette: canvas.setPalette,
    show(given: PageState, givenBefore: PageState | null) {
      const state = activate(given, half);
      const previous = givenBefore && activate(givenBefore, half);
      canvas.show(state, !gesturing && previous?.zoomNode !== state.zoomNode);
      if (!state.scene) return mirror.clear();
      if (!gesturing) gestures.follow(state);
      const { graph } = state.scene;
      if (graph !== previous?.scene?.graph) {
        tree.setAttribute("aria-label", labelOf(state.scene, half));
        card.hide();
        canvas.outlineHover(null);
      }
      if (graph === previous?.scene?.graph && state.selected === previous.selected) return;
      mirror.show(graph, state.selected);
      if (state.selected >= 0) canvas.scrollToNode(state.selected);
    },
  };
}

function labelOf({ graph, sandwich, subject }: Scene, half: Half): string {
  if (sandwich && half === "callers") return `Flamegraph: callers of ${nameOf(graph.frames, subject)}, upwards`;
  if (sandwich) return `Flamegraph: ${nameOf(graph.frames, subject)} and what it called`;
  if (graph.rows) return "Flamegraph in order of time: one thread from left to right";
  if (graph.inverted) return "Flamegraph from the bottom up: functions by self weight, their callers below";
  return "Flamegraph: call tree, heaviest first";
}

function keyChange(action: KeyAction | undefined, upward: boolean): ((state: PageState) => PageState) | null {
  switch (action) {
    case "parent":
      return (state) => walking(actions.walk(state, upward ? "child" : "parent"));
    case "child":
      return (state) => walking(actions.walk(state, upward ? "parent" : "child"));
    case "previous":
    case "next":
      return (state) => walking(actions.walk(state, action));
    case "zoom":
      return (state) => (state.selected < 0 ? state : actions.zoomTo(state, state.selected));
    case "zoomIn":
      return (state) => actions.zoomBy(state, 0.5);
    case "zoomOut":
      return (state) => actions.zoomBy(state, 2);
    case "root":
      return actions.toRoot;
    default:
      return null;
  }
}
