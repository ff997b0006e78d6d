import { type BoxHit, childrenEnd, siblingsEnd } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { formatCount } from "../../src/core/units.ts";
import { element, isolated } from "../shared/dom.ts";
import { certaintyOf, figureTexts, fullPlaceOf, nameOf, ofTotal, valueAndShare } from "./describe.ts";
import type { BoxRect } from "./graph-canvas.ts";

const MARGIN = 8;
const POINTER_OFFSET = 14;

/** The card beside the pointer or the focused box. Screen readers get the same from the tree's items. */
export function createHoverCard() {
  const card = element("div", { class: "card", hidden: true, "aria-hidden": "true" });
  let shown = "";
  function fill(graph: Flamegraph, hit: BoxHit): void {
    const key = `${hit.node} ${hit.merged}`;
    if (key === shown && !card.hidden) return;
    shown = key;
    card.replaceChildren(...(hit.merged ? mergedLines(graph, hit.node) : frameLines(graph, hit.node)));
    card.hidden = false;
  }
  return {
    element: card,
    showAt(graph: Flamegraph, hit: BoxHit, clientX: number, clientY: number) {
      fill(graph, hit);
      place(card, clientX + POINTER_OFFSET, clientY + POINTER_OFFSET, clientY - POINTER_OFFSET);
    },
    showBelow(graph: Flamegraph, node: number, rect: BoxRect) {
      fill(graph, { node, merged: false });
      place(card, rect.left, rect.bottom + 4, rect.top - 4);
    },
    hide() {
      card.hidden = true;
      shown = "";
    },
    /** New data: what is shown would name nodes of the old. */
    forget() {
      shown = "";
    },
  };
}

function frameLines(graph: Flamegraph, node: number): HTMLElement[] {
  const frame = graph.frame[node] ?? 0;
  const total = graph.totals[node] ?? 0;
  return [
    isolated(nameOf(graph.frames, frame), "card-name"),
    isolated(fullPlaceOf(graph.frames, frame), "card-place"),
    element(
      "dl",
      { class: "card-values" },
      ...figureTexts(graph, node, false).flatMap(([label, value]) => [
        element("dt", {}, label.charAt(0).toUpperCase() + label.slice(1)),
        element("dd", {}, value),
      ]),
    ),
    element("div", { class: "card-note" }, ofTotal(graph)),
    element("div", { class: "card-note" }, certaintyOf(graph.weight, total, graph.total)),
  ];
}

function mergedLines(graph: Flamegraph, node: number): HTMLElement[] {
  const end = siblingsEnd(graph, node);
  let count = 0;
  for (let sibling = node; sibling < end; sibling = graph.subtreeEnd[sibling] ?? end) count++;
  const total = childrenEnd(graph, graph.parent[node] ?? -1) - (graph.start[node] ?? 0);
  return [
    element(
      "div",
      { class: "card-name" },
      `${formatCount(count)} ${count === 1 ? "frame" : "frames"} too narrow to draw`,
    ),
    element("div", { class: "card-values" }, `${valueAndShare(total, graph)} together`),
    element("div", { class: "card-note" }, "Zoom in to see them."),
  ];
}

/** Below and right of a point where there is room, else above, always inside the window. */
function place(card: HTMLElement, left: number, below: number, above: number): void {
  const { width, height } = card.getBoundingClientRect();
  const x = Math.max(MARGIN, Math.min(left, window.innerWidth - width - MARGIN));
  const y = below + height + MARGIN <= window.innerHeight ? below : Math.max(MARGIN, above - height);
  card.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}
