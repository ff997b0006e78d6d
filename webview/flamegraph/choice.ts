import { element } from "../shared/dom.ts";

export interface ChoiceOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly title: string;
}

/** One of a few: buttons side by side where there is room, a list to open where the page is narrow (see flamegraph.css). */
export function createChoice<T extends string>(
  name: string,
  options: readonly ChoiceOption<T>[],
  choose: (value: T) => void,
) {
  const buttons = options.map(({ value, label, title }) =>
    element(
      "button",
      { type: "button", class: "segment", "aria-pressed": "false", title, onclick: () => choose(value) },
      label,
    ),
  );
  const list = element(
    "select",
    { class: "choice-list", "aria-label": name },
    ...options.map(({ value, label }) => element("option", { value }, label)),
  );
  list.addEventListener("change", () => {
    const chosen = options.find(({ value }) => value === list.value);
    if (chosen) choose(chosen.value);
  });
  return {
    element: element(
      "span",
      { class: "choice" },
      element("span", { class: "segments", role: "group", "aria-label": name }, ...buttons),
      list,
    ),
    show(chosen: T, isOffered: (value: T) => boolean) {
      for (const [index, { value }] of options.entries()) {
        const button = buttons[index];
        const item = list.options[index];
        button?.setAttribute("aria-pressed", String(value === chosen));
        if (button) button.hidden = !isOffered(value);
        if (item) item.hidden = !isOffered(value);
      }
      list.value = chosen;
    },
  };
}
