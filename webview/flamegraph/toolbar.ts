import { element, icon, iconButton } from "../shared/dom.ts";
import type { MenuPlace } from "../shared/menu.ts";
import { createChoice } from "./choice.ts";
import { COLOR_CHOICES } from "./coloring.ts";
import { createCompareButton } from "./comparison-bar.ts";
import { createSearchField, type SearchActions } from "./search-field.ts";
import { isOwnOnly, toggledOwnOnly } from "./show-menu.ts";
import type { Options, PageState } from "./state.ts";
import { VIEW_CHOICES } from "./views.ts";

export interface ToolbarActions extends SearchActions {
  readonly options: () => Options;
  readonly change: (options: Partial<Options>) => void;
  readonly chooseWeight: (id: string) => void;
  readonly showKeys: () => void;
  /** Back and forward through the places that were seen. */
  readonly go: (by: -1 | 1) => void;
  readonly showMore: (place: MenuPlace) => void;
  /** null where there is nothing to compare with. */
  readonly compare: (() => void) | null;
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
  const colors = createChoice("Colour by", COLOR_CHOICES, (colorBy) => actions.change({ colorBy }));
  const colorBy = element(
    "div",
    { class: "choice-field" },
    element("span", { class: "muted" }, "Colour by"),
    colors.element,
  );
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
      showMenu,
      colorBy,
      weights,
      actions.compare && createCompareButton(actions.compare),
      element("span", { class: "steps toolbar-end" }, exportMenu, more, keys),
    ),
    focusSearch: search.focus,
    show(state: PageState, previous: PageState | null) {
      search.show(state, previous);
      own.setAttribute("aria-pressed", String(isOwnOnly(state.options)));
      const { scene } = state;
      colors.show(state.options.colorBy, () => true);
      views.show(scene?.view ?? state.options.view, (view) =>
        VIEW_CHOICES.some((choice) => choice.view === view && (scene === null || choice.isOffered(scene))),
      );
      back.disabled = state.past.length === 0;
      forward.disabled = state.future.length === 0;
      // Of a comparison they say what became of a box.
      colorBy.hidden = scene?.comparison != null;
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
