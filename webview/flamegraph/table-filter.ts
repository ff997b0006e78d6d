import type { SearchQuery } from "../../src/core/profile/flamegraph-search.ts";
import { element } from "../shared/dom.ts";

/** Leaves rows out by text; the page's search lights up frames. Escape clears it, then goes to the rows. */
export function createTableFilter(filter: (text: string) => void, leave: () => void) {
  const input = element("input", {
    type: "text",
    placeholder: "Filter rows, /regex/",
    "aria-label": "Filter rows by name, file and package",
    spellcheck: "false",
    autocomplete: "off",
    dir: "auto",
  });
  input.addEventListener("input", () => filter(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.key !== "Escape" && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape" && input.value !== "") filter("");
    else leave();
  });
  const box = element("div", { class: "table-filter" }, input);
  return {
    element: box,
    show(text: string, query: SearchQuery) {
      if (input.value !== text) input.value = text;
      const isInvalid = query.kind === "invalid";
      box.classList.toggle("invalid", isInvalid);
      input.setAttribute("aria-invalid", String(isInvalid));
      box.title = query.kind === "invalid" ? query.reason : "";
    },
  };
}
