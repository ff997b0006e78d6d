import { formatCount, formatShare } from "../../src/core/units.ts";
import { element, iconButton } from "../shared/dom.ts";
import type { ColorKey } from "./coloring.ts";
import { createCompareButton } from "./comparison-bar.ts";
import { litOf, type Options, type PageState } from "./state.ts";
import { VIEW_CHOICES, type ViewChoice } from "./views.ts";

export interface ToolbarActions {
  readonly search: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
  readonly change: (options: Partial<Options>) => void;
  readonly chooseWeight: (id: string) => void;
  readonly showKeys: () => void;
  /** null where there is nothing to compare with. */
  readonly compare: (() => void) | null;
  /** Escape in the empty search field: back to the graph. */
  readonly leaveSearch: () => void;
}

export function createToolbar(actions: ToolbarActions) {
  const search = createSearch(actions);
  const own = element("button", { type: "button", class: "toggle", "aria-pressed": "false" }, "Own code only");
  own.title =
    "Collapse libraries and the standard library: their time counts as self time of your code that called them";
  own.addEventListener("click", () => actions.change({ ownOnly: own.getAttribute("aria-pressed") !== "true" }));
  const colors = (["file", "package"] as const).map((key) => colorButton(key, actions));
  const colorBy = element(
    "div",
    { class: "field", role: "group", "aria-label": "Colour by" },
    element("span", { class: "muted" }, "Colour by"),
    element("span", { class: "segments" }, ...colors.map(({ button }) => button)),
  );
  const views = VIEW_CHOICES.map((choice) => viewButton(choice, actions));
  const weight = element("select", { "aria-label": "Weight" });
  weight.addEventListener("change", () => actions.chooseWeight(weight.value));
  const weights = element(
    "label",
    { class: "field", hidden: true },
    element("span", { class: "muted" }, "Weight"),
    weight,
  );
  const keys = element(
    "button",
    { type: "button", class: "icon-button", title: "Keys (?)", "aria-label": "Keys", onclick: actions.showKeys },
    "?",
  );
  return {
    element: element(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "Flamegraph" },
      search.element,
      element("div", { class: "segments", role: "group", "aria-label": "View" }, ...views.map(({ button }) => button)),
      own,
      colorBy,
      weights,
      actions.compare && createCompareButton(actions.compare),
      keys,
    ),
    focusSearch: search.focus,
    show(state: PageState, previous: PageState | null) {
      search.show(state);
      own.setAttribute("aria-pressed", String(state.options.ownOnly));
      for (const { view, button } of views) button.setAttribute("aria-pressed", String(state.options.view === view));
      for (const { key, button } of colors) button.setAttribute("aria-pressed", String(state.options.colorBy === key));
      const { scene } = state;
      colorBy.hidden = scene?.comparison != null;
      if (scene) for (const { button, isOffered } of views) button.hidden = !isOffered(scene);
      if (!scene || scene.weights === previous?.scene?.weights) return;
      weights.hidden = scene.weights.length < 2;
      weight.replaceChildren(...scene.weights.map(({ id, label }) => element("option", { value: id }, label)));
      weight.value = scene.full.weight.id;
    },
  };
}

function viewButton({ view, title, label, isOffered }: ViewChoice, actions: ToolbarActions) {
  const button = element("button", { type: "button", class: "segment", "aria-pressed": "false", title }, label);
  button.addEventListener("click", () => actions.change({ view }));
  return { view, button, isOffered };
}

function colorButton(key: ColorKey, actions: ToolbarActions) {
  const button = element(
    "button",
    { type: "button", class: "segment", "aria-pressed": "false" },
    key === "file" ? "File" : "Package",
  );
  button.addEventListener("click", () => actions.change({ colorBy: key }));
  return { key, button };
}

function createSearch(actions: ToolbarActions) {
  const input = element("input", {
    type: "text",
    placeholder: "Search, /regex/",
    "aria-label": "Search functions, files and packages",
    "aria-keyshortcuts": "/",
    spellcheck: "false",
    autocomplete: "off",
    dir: "auto",
  });
  const result = element("span", { class: "search-result", role: "status", id: "search-result" });
  input.setAttribute("aria-describedby", "search-result");
  const previous = iconButton("up", "Previous match (P)", () => actions.step(-1));
  const next = iconButton("down", "Next match (N)", () => actions.step(1));
  input.addEventListener("input", () => actions.search(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") actions.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && input.value !== "") actions.search("");
    else if (event.key === "Escape") actions.leaveSearch();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const box = element("div", { class: "search" }, input, result);
  return {
    element: element("div", { class: "search-group", role: "search" }, box, previous, next),
    focus() {
      input.focus();
      input.select();
    },
    show(state: PageState) {
      if (input.value !== state.options.search) input.value = state.options.search;
      const { text, invalid } = resultOf(state);
      if (result.textContent !== text) result.textContent = text;
      box.classList.toggle("invalid", invalid);
      input.setAttribute("aria-invalid", String(invalid));
      box.title = state.query.kind === "invalid" ? state.query.reason : "";
      const steps = litOf(state)?.nodes.length ?? 0;
      previous.disabled = steps === 0;
      next.disabled = steps === 0;
    },
  };
}

/** `3 of 57 · 34.1 %`: the share counts a match inside a match once. */
function resultOf({ query, found, scene, selected }: PageState): { text: string; invalid: boolean } {
  if (query.kind === "invalid") return { text: "Not a regular expression", invalid: true };
  if (!found || !scene) return { text: "", invalid: false };
  if (found.nodes.length === 0) return { text: "No match", invalid: false };
  const at = found.nodes.indexOf(selected);
  const count = formatCount(found.nodes.length);
  const position = at < 0 ? count : `${formatCount(at + 1)} of ${count}`;
  return { text: `${position} · ${formatShare(found.weight / scene.graph.total)}`, invalid: false };
}
