import { type CallIndex, createCallIndex } from "../../src/core/profile/call-graph.ts";
import type { CallGraph } from "../../src/core/profile/model.ts";
import { formatCount, formatShare, formatValue, UNKNOWN } from "../../src/core/units.ts";
import { element, icon, isolated } from "../shared/dom.ts";
import { createCallsList } from "./calls-list.ts";
import { fullPlaceOf, nameOf, placeOf } from "./describe.ts";
import type { PageState, Scene } from "./state.ts";

export interface CallsActions {
  /** Looks at another function; gets its frame. */
  readonly choose: (frame: number) => void;
  readonly leave: () => void;
  /** Opens the source of a frame; null where there is no editor. */
  readonly open: ((frame: number, beside: boolean) => void) | null;
  readonly openSandwich: () => void;
}

/** A call graph, one function at a time: who called it, and whom it called, with the numbers of each pair as counted. */
export function createCallsPane(actions: CallsActions) {
  const callers = createCallsList("Called by", actions.choose);
  const callees = createCallsList("Calls", actions.choose);
  const middle = createMiddle(actions);
  const note = element("p", { class: "calls-note muted" });
  const pane = element(
    "section",
    { class: "calls-pane", "aria-label": "Callers and callees", hidden: true },
    note,
    callers.element,
    middle.element,
    callees.element,
  );
  let index: { readonly of: CallGraph; readonly pairs: CallIndex } | null = null;
  let shown: { readonly calls: CallGraph; readonly subject: number } | null = null;

  pane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = walked(event.key);
    const frame = Number((event.target as HTMLElement).dataset["frame"] ?? -1);
    if (next) next.focus();
    else if ((event.key === "o" || event.key === "O") && frame >= 0 && actions.open)
      actions.open(frame, event.key === "O");
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** Up and down through the callers, the function and the callees; from the function to the heaviest of each. */
  function walked(key: string): HTMLElement | undefined {
    const above = callers.buttons();
    const below = callees.buttons();
    const all = [...above, middle.name, ...below];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    if (key === "Home") return middle.name;
    if (key === "ArrowUp") return all[at] === middle.name ? above[0] : all[Math.max(0, at - 1)];
    return key === "ArrowDown" ? all[at + 1] : undefined;
  }

  function show({ full, subject }: Scene, calls: CallGraph): void {
    if (shown?.calls === calls && shown.subject === subject) return;
    const hadFocus = pane.contains(document.activeElement);
    shown = { calls, subject };
    if (index?.of !== calls) index = { of: calls, pairs: createCallIndex(calls) };
    const at = calls.frame.indexOf(subject);
    note.textContent = `Exact: what the profiler counted of each pair. Times ${full.total > 0 ? `of ${formatValue(full.total, full.weight.unit)}` : ""} include the profiler's own cost.`;
    callers.show(full, calls, index.pairs.callers(at), at, "caller");
    callees.show(full, calls, index.pairs.callees(at), at, "callee");
    middle.show(full, calls, at);
    if (hadFocus) middle.name.focus();
  }

  return {
    element: pane,
    focus: () => middle.name.focus(),
    show({ scene }: PageState) {
      const calls = scene?.view === "calls" ? scene.full.callGraph : undefined;
      pane.hidden = calls === undefined;
      if (scene && calls) show(scene, calls);
    },
  };
}

/** The function itself, between its callers and its callees. */
function createMiddle(actions: CallsActions) {
  const name = element("button", { type: "button", class: "calls-name" });
  const place = element("span", { class: "details-place" });
  const figures = element("span", { class: "calls-figures" });
  const text = (label: string, title: string, onclick: () => void) =>
    element("button", { type: "button", class: "text-button", title, onclick }, label);
  const frame = () => Number(name.dataset["frame"]);
  const { open } = actions;
  const box = element(
    "div",
    { class: "calls-middle" },
    element("div", { class: "details-text" }, name, place, figures),
    element(
      "div",
      { class: "details-actions" },
      text("All functions", "Back to the tree (Escape)", actions.leave),
      text("Sandwich", "The same of the estimated tree (F)", actions.openSandwich),
      open &&
        element(
          "button",
          { type: "button", class: "text-button", title: "Open source (O)", onclick: () => open(frame(), false) },
          icon("open"),
          "Open source",
        ),
    ),
  );
  if (open) name.addEventListener("click", () => open(frame(), false));
  return {
    element: box,
    name,
    show({ frames, total, weight }: Scene["full"], calls: CallGraph, at: number) {
      const of = calls.frame[at] ?? 0;
      const time = (value: number) => `${formatValue(value, weight.unit)} · ${formatShare(value / total)}`;
      const count = calls.calls[at] ?? Number.NaN;
      name.dataset["frame"] = String(of);
      name.replaceChildren(isolated(nameOf(frames, of)));
      place.replaceChildren(isolated(placeOf(frames, of)));
      place.title = fullPlaceOf(frames, of);
      figures.replaceChildren(
        ...[
          ["calls", Number.isNaN(count) ? UNKNOWN : formatCount(count)],
          ["self", time(calls.selfNs[at] ?? Number.NaN)],
          ["total", time(calls.totalNs[at] ?? Number.NaN)],
        ].map(([label, value]) =>
          element("span", { class: "figure" }, element("span", { class: "muted" }, `${label} `), value ?? ""),
        ),
      );
    },
  };
}
