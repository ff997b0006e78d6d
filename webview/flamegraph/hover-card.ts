import { type BoxHit, mergedCount, mergedEnd } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { formatCount } from "../../src/core/units.ts";
import { element, isolated } from "../shared/dom.ts";
import {
  callsText,
  certaintyOf,
  figureTexts,
  fullPlaceOf,
  nameOf,
  ofTotal,
  shareOfParent,
  valueAndShare,
} from "./describe.ts";
import type { BoxRect } from "./graph-canvas.ts";
import type { ReadSource } from "./source-texts.ts";

const MARGIN = 8;
const POINTER_OFFSET = 14;

export type HoverCard = ReturnType<typeof createHoverCard>;

/** The card beside the pointer or the focused box. Screen readers get the same from the tree's items. */
export function createHoverCard(readSource: ReadSource) {
  const card = element("div", { class: "card", hidden: true, "aria-hidden": "true" });
  let shown = "";
  let shownGraph: Flamegraph | null = null;
  let again = (): void => undefined;
  function fill(graph: Flamegraph, hit: BoxHit): void {
    const source = hit.merged ? "" : readSource(graph.frames, graph.frame[hit.node] ?? 0);
    const key = `${hit.node} ${hit.merged} ${source}`;
    if (graph === shownGraph && key === shown && !card.hidden) return;
    shown = key;
    shownGraph = graph;
    card.replaceChildren(...(hit.merged ? mergedLines(graph, hit) : frameLines(graph, hit.node, source)));
    card.hidden = false;
  }
  return {
    element: card,
    showAt(graph: Flamegraph, hit: BoxHit, clientX: number, clientY: number) {
      again = () => {
        fill(graph, hit);
        place(card, clientX + POINTER_OFFSET, clientY + POINTER_OFFSET, clientY - POINTER_OFFSET);
      };
      again();
    },
    showBelow(graph: Flamegraph, node: number, rect: BoxRect) {
      again = () => {
        fill(graph, { node, merged: false });
        place(card, rect.left, rect.bottom + 4, rect.top - 4);
      };
      again();
    },
    hide() {
      card.hidden = true;
    },
    /** A source line has arrived. */
    refresh() {
      if (!card.hidden) again();
    },
  };
}

function frameLines(graph: Flamegraph, node: number, source: string): HTMLElement[] {
  const frame = graph.frame[node] ?? 0;
  const total = graph.totals[node] ?? 0;
  const calls = callsText(graph, node);
  const rows = [
    ...figureTexts(graph, node, false),
    ...[shareOfParent(graph, node)].filter((row) => row !== null),
    ...(calls === "" ? [] : [["Calls of the function", calls] as const]),
  ];
  return [
    isolated(nameOf(graph.frames, frame), "card-name"),
    isolated(fullPlaceOf(graph.frames, frame), "card-place"),
    ...(source === "" ? [] : [element("code", { class: "card-source" }, isolated(source))]),
    element(
      "dl",
      { class: "card-values" },
      ...rows.flatMap(([label, value]) => [
        element("dt", {}, label.charAt(0).toUpperCase() + label.slice(1)),
        element("dd", {}, isolated(value)),
      ]),
    ),
    element("div", { class: "card-note" }, ofTotal(graph)),
    element("div", { class: "card-note" }, certaintyOf(graph.weight, total, graph.total)),
  ];
}

function mergedLines(graph: Flamegraph, hit: BoxHit): HTMLElement[] {
  const count = mergedCount(graph, hit);
  const total = mergedEnd(graph, hit) - (graph.start[hit.node] ?? 0);
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
