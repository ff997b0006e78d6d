import { visibleText } from "../../src/core/hover/visible-text.ts";
import { element, icon, isolated } from "../shared/dom.ts";
import type { PageState, Shape } from "./state.ts";

/** What the tree is without, or is reduced to: a button each, which takes it back. */
export function createChips(change: (shape: Partial<Shape>) => void) {
  const list = element("ul", { class: "chips", "aria-label": "Changes to the tree" });
  let shown: Shape | null = null;
  return {
    element: list,
    show({ options: { shape } }: PageState) {
      if (shape === shown) return;
      shown = shape;
      const chips = [
        ...(shape.root ? [chip("Root: ", shape.root.at(-1)?.name ?? "", () => change({ root: null }))] : []),
        ...shape.hidden.map((one) =>
          chip("Hidden: ", one.name, () => change({ hidden: shape.hidden.filter((other) => other !== one) })),
        ),
        ...(shape.recursion === "collapsed"
          ? [chip("Recursion collapsed", null, () => change({ recursion: "kept" }))]
          : []),
        ...(shape.libraries === "collapsed"
          ? [chip("Libraries collapsed", null, () => change({ libraries: "kept" }))]
          : []),
      ];
      list.replaceChildren(...chips);
      list.hidden = chips.length === 0;
    },
  };
}

function chip(label: string, name: string | null, onclick: () => void): HTMLElement {
  const text = name === null ? "" : visibleText(name || "(no name)", 120);
  return element(
    "li",
    {},
    element(
      "button",
      { type: "button", class: "chip", title: `${label}${text}: take it back`, onclick },
      element("span", { class: "chip-label" }, label, isolated(text)),
      element("span", { class: "visually-hidden" }, ": take it back"),
      icon("close"),
    ),
  );
}
