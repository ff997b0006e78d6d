import { element } from "../shared/dom.ts";
import type { ColorKey } from "./coloring.ts";
import { createSearchField, type SearchActions } from "./search-field.ts";
import { isOwnOnly, toggledOwnOnly } from "./show-menu.ts";
import type { Options, PageState } from "./state.ts";
import { VIEW_CHOICES, type ViewChoice } from "./views.ts";

export interface ToolbarActions extends SearchActions {
  readonly options: () => Options;
  readonly change: (options: Partial<Options>) => void;
  readonly chooseWeight: (id: string) => void;
  readonly showKeys: () => void;
}

/** What stands in the toolbar and is made elsewhere. */
export interface ToolbarParts {
  readonly showMenu: HTMLElement;
  readonly exportMenu: HTMLElement;
}

export function createToolbar(actions: ToolbarActions, { showMenu, exportMenu }: ToolbarParts) {
  const search = createSearchField(actions);
  const own = element("button", { type: "button", class: "toggle", "aria-pressed": "false" }, "Own code only");
  own.title =
    "Collapse libraries and the standard library: their time counts as self time of your code that called them";
  own.addEventListener("click", () => actions.change(toggledOwnOnly(actions.options())));
  const colors = (["file", "package"] as const).map((key) => colorButton(key, actions));
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
      showMenu,
      element(
        "div",
        { class: "field", role: "group", "aria-label": "Colour by" },
        element("span", { class: "muted" }, "Colour by"),
        element("span", { class: "segments" }, ...colors.map(({ button }) => button)),
      ),
      weights,
      exportMenu,
      keys,
    ),
    focusSearch: search.focus,
    show(state: PageState, previous: PageState | null) {
      search.show(state, previous);
      own.setAttribute("aria-pressed", String(isOwnOnly(state.options)));
      for (const { view, button } of views) button.setAttribute("aria-pressed", String(state.options.view === view));
      for (const { key, button } of colors) button.setAttribute("aria-pressed", String(state.options.colorBy === key));
      const { scene } = state;
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
