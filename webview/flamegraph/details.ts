import { element, icon, isolated } from "../shared/dom.ts";
import { certaintyOf, figuresOf, fullPlaceOf, nameOf, placeOf, valueAndShare } from "./describe.ts";
import type { PageState } from "./state.ts";
import { hasStacks } from "./time-actions.ts";

interface DetailsActions {
  readonly open: (() => void) | null;
  readonly zoom: () => void;
  readonly focus: () => void;
  /** Looks at what passes through the function alone; null where nothing can answer. */
  readonly only: (() => void) | null;
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
  const only =
    actions.only &&
    element(
      "button",
      {
        type: "button",
        class: "text-button",
        title: "Look only at stacks that pass through this function: graph, table and the heat on the lines (H)",
        onclick: actions.only,
      },
      icon("flame"),
      element("span", {}, "Only this"),
    );
  const bar = element(
    "div",
    { class: "details" },
    text,
    element("div", { class: "details-actions" }, focus, only, zoom, open),
  );
  return {
    element: bar,
    show({ scene, selected }: PageState) {
      const chosen = scene !== null && selected >= 0;
      if (open) open.disabled = !chosen;
      zoom.disabled = !chosen;
      focus.disabled = !chosen;
      if (only) only.disabled = !chosen;
      if (only) only.hidden = scene !== null && !hasStacks(scene);
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
        ...figuresOf(graph, selected).map(([label, value]) => figure(label, valueAndShare(value, graph))),
        element("span", { class: "muted details-certainty" }, certaintyOf(graph.weight, total, graph.total)),
      );
    },
  };
}

function figure(label: string, value: string): HTMLElement {
  return element("span", { class: "figure" }, element("span", { class: "muted" }, `${label} `), value);
}
