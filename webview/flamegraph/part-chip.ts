import { element, icon, isolated } from "../shared/dom.ts";
import type { PageState } from "./state.ts";

/** Says that the page, and the heat on the lines, are of a part only; a click shows everything again. */
export function createPartChip(clear: () => void) {
  const text = element("span");
  const button = element(
    "button",
    { type: "button", class: "chip", onclick: clear, title: "Show everything again (Escape)" },
    text,
    icon("close"),
  );
  const chip = element("div", { class: "part", hidden: true }, button);
  return {
    element: chip,
    show({ scene }: PageState) {
      const part = scene?.part ?? null;
      chip.hidden = part === null;
      if (part === null) return;
      text.replaceChildren("Only ", isolated(part.title));
      button.setAttribute("aria-label", `Only ${part.title}. Show everything again`);
    },
  };
}
