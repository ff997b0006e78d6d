import type { CallGraph, Flamegraph } from "../../src/core/profile/model.ts";
import { formatCount, formatShare, formatValue, UNKNOWN } from "../../src/core/units.ts";
import { element, isolated } from "../shared/dom.ts";
import { fullPlaceOf, nameOf, placeOf } from "./describe.ts";

/** Rows that are elements at first; a function may have thousands of callers. */
const FIRST_ROWS = 200;

/** The callers or the callees of a function, as a table of which each row leads to its function. */
export function createCallsList(title: string, choose: (frame: number) => void) {
  const heading = element("h2", {}, title);
  const body = element("tbody");
  const more = element("button", { type: "button", class: "text-button", hidden: true });
  const nothing = element("p", { class: "calls-nothing muted" });
  const table = element(
    "table",
    { class: "calls-table", "aria-label": title },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...[
          ["Function", "calls-function"],
          ["Location", "calls-location"],
          ["Calls", ""],
          ["Self", ""],
          ["Total", ""],
        ].map(([text, name]) => element("th", { scope: "col", class: name ?? "" }, text ?? "")),
      ),
    ),
    body,
  );
  let rest: () => void = () => undefined;
  more.addEventListener("click", () => rest());
  const buttons = () => [...body.querySelectorAll<HTMLButtonElement>("button")];

  return {
    element: element("div", { class: "calls-list" }, heading, nothing, table, more),
    buttons,
    /** `pairs` of the function `at`, heaviest first; each row is about their other `side`. */
    show(graph: Flamegraph, calls: CallGraph, pairs: Int32Array, at: number, side: "caller" | "callee") {
      const rowOf = (pair: number) => {
        const other = calls.pairs[side][pair] ?? -1;
        return callsRow(graph, calls, pair, { at, other }, choose);
      };
      const count = `${formatCount(pairs.length)} ${pairs.length === 1 ? "function" : "functions"}`;
      heading.replaceChildren(title, element("span", { class: "muted" }, pairs.length > 0 ? ` ${count}` : ""));
      nothing.textContent = side === "caller" ? "Nobody: the program begins here." : "Nobody.";
      nothing.hidden = pairs.length > 0;
      table.hidden = pairs.length === 0;
      body.replaceChildren(...Array.from(pairs.subarray(0, FIRST_ROWS), rowOf));
      more.hidden = pairs.length <= FIRST_ROWS;
      more.textContent = `Show all ${formatCount(pairs.length)}`;
      rest = () => {
        body.append(...Array.from(pairs.subarray(FIRST_ROWS), rowOf));
        more.hidden = true;
        buttons()[FIRST_ROWS]?.focus();
      };
    },
  };
}

function callsRow(
  { frames, weight }: Flamegraph,
  calls: CallGraph,
  pair: number,
  { at, other }: { readonly at: number; readonly other: number },
  choose: (frame: number) => void,
): HTMLElement {
  const frame = calls.frame[other] ?? 0;
  const total = calls.pairs.totalNs[pair] ?? Number.NaN;
  const share = total / (calls.totalNs[at] ?? Number.NaN);
  const count = calls.pairs.calls[pair] ?? Number.NaN;
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  bar.style.transform = `scaleX(${Number.isFinite(share) ? Math.min(1, share) : 0})`;
  const name = element(
    "button",
    { type: "button", class: "calls-go", tabindex: -1, "data-frame": frame, onclick: () => choose(frame) },
    isolated(nameOf(frames, frame)),
  );
  const place = element("td", { class: "calls-location", title: fullPlaceOf(frames, frame) });
  place.append(isolated(placeOf(frames, frame)));
  return element(
    "tr",
    {},
    element(
      "th",
      { scope: "row", class: "calls-function" },
      name,
      other === at ? element("span", { class: "muted" }, " recursion") : null,
    ),
    place,
    element("td", {}, Number.isNaN(count) ? UNKNOWN : formatCount(count)),
    element("td", {}, formatValue(calls.pairs.selfNs[pair] ?? Number.NaN, weight.unit)),
    element(
      "td",
      { class: "calls-total" },
      bar,
      element("span", { class: "calls-amount" }, formatValue(total, weight.unit)),
      " ",
      element("span", { class: "calls-share" }, formatShare(share)),
    ),
  );
}
