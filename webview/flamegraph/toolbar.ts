import { formatCount, formatShare } from "../../src/core/units.ts";
import { element, icon, iconButton } from "../shared/dom.ts";
import type { MenuPlace } from "../shared/menu.ts";
import { createChoice } from "./choice.ts";
import { COLOR_CHOICES } from "./coloring.ts";
import { litOf, type Options, type PageState } from "./state.ts";
import { VIEW_CHOICES } from "./views.ts";

export interface ToolbarActions {
  readonly search: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
  readonly change: (options: Partial<Options>) => void;
  readonly chooseWeight: (id: string) => void;
  readonly showKeys: () => void;
  /** Back and forward through the places that were seen. */
  readonly go: (by: -1 | 1) => void;
  readonly showMore: (place: MenuPlace) => void;
  /** Escape in the empty search field: back to the graph. */
  readonly leaveSearch: () => void;
}

export function createToolbar(actions: ToolbarActions) {
  const search = createSearch(actions);
  const own = element("button", { type: "button", class: "toggle", "aria-pressed": "false" }, "Own code only");
  own.title =
    "Collapse libraries and the standard library: their time counts as self time of your code that called them";
  own.addEventListener("click", () => actions.change({ ownOnly: own.getAttribute("aria-pressed") !== "true" }));
  const colors = createChoice("Colour by", COLOR_CHOICES, (colorBy) => actions.change({ colorBy }));
  const views = createChoice(
    "View",
    VIEW_CHOICES.map(({ view, label, title }) => ({ value: view, label, title })),
    (view) => actions.change({ view }),
  );
  const back = iconButton("back", "Back ([)", () => actions.go(-1));
  const forward = iconButton("forward", "Forward (])", () => actions.go(1));
  const more = moreButton(actions.showMore);
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
      element("div", { class: "choice-field" }, element("span", { class: "steps" }, back, forward), views.element),
      own,
      element("div", { class: "choice-field" }, element("span", { class: "muted" }, "Colour by"), colors.element),
      weights,
      element("span", { class: "steps toolbar-end" }, more, keys),
    ),
    focusSearch: search.focus,
    show(state: PageState, previous: PageState | null) {
      search.show(state);
      own.setAttribute("aria-pressed", String(state.options.ownOnly));
      const { scene } = state;
      colors.show(state.options.colorBy, () => true);
      views.show(scene?.view ?? state.options.view, (view) =>
        VIEW_CHOICES.some((choice) => choice.view === view && (scene === null || choice.isOffered(scene))),
      );
      back.disabled = state.past.length === 0;
      forward.disabled = state.future.length === 0;
      if (!scene || scene.weights === previous?.scene?.weights) return;
      weights.hidden = scene.weights.length < 2;
      weight.replaceChildren(...scene.weights.map(({ id, label }) => element("option", { value: id }, label)));
      weight.value = scene.full.weight.id;
    },
  };
}

function moreButton(showMore: (place: MenuPlace) => void): HTMLButtonElement {
  const more = element(
    "button",
    {
      type: "button",
      class: "icon-button",
      title: "More: collapse recursion, collapse libraries",
      "aria-label": "More",
      "aria-haspopup": "menu",
    },
    icon("more"),
  );
  more.addEventListener("click", () => {
    const { left, bottom, top } = more.getBoundingClientRect();
    showMore({ left, below: bottom + 2, above: top - 2 });
  });
  return more;
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
