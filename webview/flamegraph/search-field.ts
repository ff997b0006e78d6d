import { rankOfMatch } from "../../src/core/profile/flamegraph-search.ts";
import { formatCount, formatShare } from "../../src/core/units.ts";
import { element, iconButton } from "../shared/dom.ts";
import { litOf, type PageState } from "./state.ts";

export interface SearchActions {
  readonly search: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
  /** Escape in the empty search field: back to the graph. */
  readonly leaveSearch: () => void;
}

/** The field, how much it found, the steps from match to match, and why nothing can be found. */
export function createSearchField(actions: SearchActions) {
  const input = element("input", {
    type: "text",
    placeholder: "Search, /regex/, file:",
    "aria-label": "Search functions, files, packages and lines",
    "aria-keyshortcuts": "/",
    spellcheck: "false",
    autocomplete: "off",
    dir: "auto",
    title:
      'Words, "phrases", /expressions/, file: function: package: line: and -term. All must hold. ? lists examples.',
  });
  const result = element("span", { class: "search-result", role: "status", id: "search-result" });
  const problem = element("p", { class: "search-problem", role: "alert", id: "search-problem", hidden: true });
  input.setAttribute("aria-describedby", "search-result search-problem");
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
    element: element("div", { class: "search-group", role: "search" }, box, previous, next, problem),
    focus() {
      input.focus();
      input.select();
    },
    show(state: PageState, before: PageState | null) {
      if (input.value !== state.options.search) input.value = state.options.search;
      const steps = litOf(state)?.count ?? 0;
      previous.disabled = steps === 0;
      next.disabled = steps === 0;
      // Panning draws many states of one search: the place among the matches is counted when it can have changed.
      if (before && before.found === state.found && before.query === state.query && before.selected === state.selected)
        return;
      const text = resultOf(state);
      if (result.textContent !== text) result.textContent = text;
      const reason = state.query.kind === "invalid" ? state.query.reason : "";
      box.classList.toggle("invalid", reason !== "");
      input.setAttribute("aria-invalid", String(reason !== ""));
      problem.hidden = reason === "";
      if (problem.textContent !== reason) problem.textContent = reason;
    },
  };
}

/** `3 of 57 · 34.1 %`: the share counts a match inside a match once. */
function resultOf({ found, scene, selected }: PageState): string {
  if (!found || !scene) return "";
  if (found.count === 0) return "No match";
  const at = rankOfMatch(scene.graph, found, selected);
  const count = formatCount(found.count);
  const position = at < 0 ? count : `${formatCount(at + 1)} of ${count}`;
  return `${position} · ${formatShare(found.weight / scene.graph.total)}`;
}
