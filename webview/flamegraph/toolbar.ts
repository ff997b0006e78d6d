import { rankOfMatch } from "../../src/core/profile/flamegraph-search.ts";
import { formatCount, formatShare } from "../../src/core/units.ts";
import { element, iconButton } from "../shared/dom.ts";
import type { ColorKey } from "./coloring.ts";
import { type Direction, litOf, type Options, type PageState } from "./state.ts";

export interface ToolbarActions {
  readonly search: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
  readonly change: (options: Partial<Options>) => void;
  readonly chooseWeight: (id: string) => void;
  readonly showKeys: () => void;
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
  const directions = DIRECTIONS.map((choice) => directionButton(choice, actions));
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
      element(
        "div",
        { class: "segments", role: "group", "aria-label": "Direction" },
        ...directions.map(({ button }) => button),
      ),
      own,
      element(
        "div",
        { class: "field", role: "group", "aria-label": "Colour by" },
        element("span", { class: "muted" }, "Colour by"),
        element("span", { class: "segments" }, ...colors.map(({ button }) => button)),
      ),
      weights,
      keys,
    ),
    focusSearch: search.focus,
    show(state: PageState, previous: PageState | null) {
      search.show(state, previous);
      own.setAttribute("aria-pressed", String(state.options.ownOnly));
      for (const { key, button } of directions)
        button.setAttribute("aria-pressed", String(state.options.direction === key));
      for (const { key, button } of colors) button.setAttribute("aria-pressed", String(state.options.colorBy === key));
      const { scene } = state;
      if (!scene || scene.weights === previous?.scene?.weights) return;
      weights.hidden = scene.weights.length < 2;
      weight.replaceChildren(...scene.weights.map(({ id, label }) => element("option", { value: id }, label)));
      weight.value = scene.full.weight.id;
    },
  };
}

const DIRECTIONS: readonly { readonly key: Direction; readonly label: string; readonly title: string }[] = [
  { key: "down", label: "Top down", title: "From the program down to what it called (B)" },
  { key: "up", label: "Bottom up", title: "From what took the time itself up to who called it (B)" },
];

function directionButton({ key, label, title }: (typeof DIRECTIONS)[number], actions: ToolbarActions) {
  const button = element("button", { type: "button", class: "segment", "aria-pressed": "false", title }, label);
  button.addEventListener("click", () => actions.change({ direction: key }));
  return { key, button };
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
    show(state: PageState, before: PageState | null) {
      // Zooming and panning change nothing here, and the place among the matches takes a look at all of them.
      if (before !== null && SHOWN.every((part) => state[part] === before[part])) return;
      if (input.value !== state.options.search) input.value = state.options.search;
      const { text, invalid } = resultOf(state);
      if (result.textContent !== text) result.textContent = text;
      box.classList.toggle("invalid", invalid);
      input.setAttribute("aria-invalid", String(invalid));
      box.title = state.query.kind === "invalid" ? state.query.reason : "";
      const steps = litOf(state)?.count ?? 0;
      previous.disabled = steps === 0;
      next.disabled = steps === 0;
    },
  };
}

const SHOWN = ["options", "query", "found", "scene", "selected", "row"] as const;

/** `3 of 57 · 34.1 %`: the share counts a match inside a match once. */
function resultOf({ query, found, scene, selected }: PageState): { text: string; invalid: boolean } {
  if (query.kind === "invalid") return { text: "Not a regular expression", invalid: true };
  if (!found || !scene) return { text: "", invalid: false };
  if (found.count === 0) return { text: "No match", invalid: false };
  const rank = rankOfMatch(scene.graph, found.frames, selected);
  const count = formatCount(found.count);
  const position = rank === 0 ? count : `${formatCount(rank)} of ${count}`;
  return { text: `${position} · ${formatShare(found.weight / scene.graph.total)}`, invalid: false };
}
