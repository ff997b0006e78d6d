import { element, icon, isolated } from "../shared/dom.ts";
import { certaintyOf, figureTexts, fullPlaceOf, nameOf, placeOf } from "./describe.ts";
import type { PageState } from "./state.ts";

interface DetailsActions {
  readonly open: (() => void) | null;
  readonly zoom: () => void;
  readonly focus: () => void;
}

/** The line under the graph: the selected frame, and what can be done with it. */
export function createDetails(actions: DetailsActions) {
  const text = element("div", { class: "details-text" });
  const open =
    actions.open &&
    element(
      "button",
      { type: "button", class: "text-button", title: "Open source (O)", onclick: actions.open },
      icon("open"),
      element("span", {}, "Open source"),
    );
  const zoom = element(
    "button",
    { type: "button", class: "text-button", title: "Zoom to this frame (Enter)", onclick: actions.zoom },
    icon("zoom"),
    element("span", {}, "Zoom"),
  );
  const focus = element(
    "button",
    {
      type: "button",
      class: "text-button",
      title: "Show this function alone, over all stacks: what it called or, bottom up, who called it (F)",
      onclick: actions.focus,
    },
    icon("focus"),
    element("span", {}, "Focus"),
  );
  const bar = element(
    "div",
    { class: "details" },
    text,
    element("div", { class: "details-actions" }, focus, zoom, open),
  );
  return {
    element: bar,
    show({ scene, selected }: PageState) {
      const chosen = scene !== null && selected >= 0;
      if (open) open.disabled = !chosen;
      zoom.disabled = !chosen;
      focus.disabled = !chosen;
      if (!chosen) {
        text.replaceChildren(element("span", { class: "muted" }, "Select a frame to see its numbers here."));
        return;
      }
      const { graph } = scene;
      const frame = graph.frame[selected] ?? 0;
      const total = graph.totals[selected] ?? 0;
      const place = isolated(placeOf(graph.frames, frame), "details-place");
      place.title = fullPlaceOf(graph.frames, frame);
      text.replaceChildren(
        isolated(nameOf(graph.frames, frame), "details-name"),
        place,
        ...figureTexts(graph, selected, true).map(([label, value]) => figure(label, value)),
        element("span", { class: "muted details-certainty" }, certaintyOf(graph.weight, total, graph.total)),
      );
    },
  };
}

function figure(label: string, value: string): HTMLElement {
  return element("span", { class: "figure" }, element("span", { class: "muted" }, `${label} `), value);
}
