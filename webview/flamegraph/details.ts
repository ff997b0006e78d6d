import type { Flamegraph } from "../../src/core/profile/model.ts";
import { element, type IconName, icon, isolated } from "../shared/dom.ts";
import { certaintyOf, figureTexts, fullPlaceOf, nameOf, placeOf } from "./describe.ts";
import type { ReadSource } from "./source-texts.ts";
import type { PageState } from "./state.ts";
import { hasStacks } from "./time-actions.ts";

interface DetailsActions {
  readonly open: (() => void) | null;
  readonly zoom: () => void;
  readonly sandwich: () => void;
  /** Looks at what passes through the function alone; null where nothing can answer. */
  readonly only: (() => void) | null;
  readonly copy: () => void;
}

/** The line under the graph: the selected frame, and what can be done with it. */
export function createDetails(actions: DetailsActions, readSource: ReadSource) {
  const text = element("div", { class: "details-text" });
  const { open, only } = actions;
  const through = only && textButton("flame", "Only this", only, `${ONLY} (X)`);
  const buttons = [
    textButton("sandwich", "Sandwich", actions.sandwich, `${SANDWICH} (F)`),
    ...(through ? [through] : []),
    textButton("zoom", "Zoom", actions.zoom, "Zoom to this frame (Enter)"),
    textButton(
      "copy",
      "Copy",
      actions.copy,
      "Copy name, place and numbers (Ctrl/Cmd+C or Y); the whole stack: Shift+Y",
    ),
    ...(open ? [textButton("open", "Open source", open, "Open source (O)")] : []),
  ];
  const bar = element("div", { class: "details" }, text, element("div", { class: "details-actions" }, ...buttons));
  let shown = "";
  let shownGraph: Flamegraph | null = null;
  return {
    element: bar,
    show({ scene, selected }: PageState) {
      const chosen = scene !== null && selected >= 0;
      for (const button of buttons) button.disabled = !chosen;
      if (through) through.hidden = scene !== null && !hasStacks(scene);
      if (!chosen) {
        shownGraph = null;
        text.replaceChildren(element("span", { class: "muted" }, "Select a frame to see its numbers here."));
        return;
      }
      const { graph } = scene;
      const frame = graph.frame[selected] ?? 0;
      const total = graph.totals[selected] ?? 0;
      const source = readSource(graph.frames, frame);
      // What is the same stays: the link may have the focus.
      const key = `${selected} ${source}`;
      if (graph === shownGraph && key === shown) return;
      shown = key;
      shownGraph = graph;
      text.replaceChildren(
        isolated(nameOf(graph.frames, frame), "details-name"),
        placeElement(placeOf(graph.frames, frame), fullPlaceOf(graph.frames, frame), open),
        ...(source === "" ? [] : [element("code", { class: "details-source" }, isolated(source))]),
        ...figureTexts(graph, selected, true).map(([label, value]) => figure(label, value)),
        element("span", { class: "muted details-certainty" }, certaintyOf(graph.weight, total, graph.total)),
      );
    },
  };
}

const ONLY = "Look only at stacks that pass through this function: graph, table and the heat on the lines";
const SANDWICH = "This function over all stacks: its callers above it, what it called below";

/** Where sources can be opened the place is the link to it. */
function placeElement(place: string, title: string, open: (() => void) | null): HTMLElement {
  if (open === null) {
    const shown = isolated(place, "details-place");
    shown.title = title;
    return shown;
  }
  const shown = isolated(place);
  return element("button", { type: "button", class: "details-place details-link", title, onclick: open }, shown);
}

function textButton(name: IconName, label: string, onclick: () => void, title: string): HTMLButtonElement {
  return element(
    "button",
    { type: "button", class: "text-button", title, onclick },
    icon(name),
    element("span", {}, label),
  );
}

function figure(label: string, value: string): HTMLElement {
  return element("span", { class: "figure" }, element("span", { class: "muted" }, `${label} `), value);
}
