import { visibleText } from "../../src/core/hover/visible-text.ts";
import { SCALES, type Scale } from "../../src/core/profile/comparison.ts";
import { formatValue } from "../../src/core/units.ts";
import { element, icon, isolated } from "../shared/dom.ts";
import { wholeChange } from "./comparison-describe.ts";
import type { ComparisonScene, PageState } from "./state.ts";

export interface ComparisonActions {
  readonly scale: (scale: Scale) => void;
  readonly swap: () => void;
  readonly stop: () => void;
}

const LABELS: Readonly<Record<Scale, string>> = { absolute: "Absolute", shares: "Shares" };

/** What is compared with what, how, and how to end it. */
export function createComparisonBar(actions: ComparisonActions) {
  const names = element("p", { class: "comparison-names", role: "status" });
  const title = "Boxes are as wide as the mean of before and after: what is gone is seen, too";
  const note = element("p", { class: "comparison-note muted", title });
  const scales = SCALES.map((scale) => {
    const button = element("button", { type: "button", class: "segment" }, LABELS[scale]);
    button.addEventListener("click", () => actions.scale(scale));
    return { scale, button };
  });
  const bar = element(
    "section",
    { class: "comparison", "aria-label": "Comparison", hidden: true },
    names,
    element(
      "div",
      { class: "comparison-actions" },
      element(
        "span",
        { class: "segments", role: "group", "aria-label": "Compared by" },
        ...scales.map(({ button }) => button),
      ),
      element(
        "button",
        { type: "button", class: "text-button", title: "Swap before and after", onclick: actions.swap },
        icon("swap"),
        element("span", {}, "Swap"),
      ),
      element(
        "button",
        { type: "button", class: "text-button", title: "Show this one alone", onclick: actions.stop },
        icon("close"),
        element("span", {}, "Stop comparing"),
      ),
    ),
    note,
  );
  return {
    element: bar,
    show({ scene }: PageState) {
      const comparison = scene?.comparison ?? null;
      bar.hidden = comparison === null;
      if (!scene || !comparison) return;
      names.replaceChildren(...namesOf(comparison));
      note.textContent = noteOf(comparison, scene.full.weight.label.toLowerCase());
      for (const { scale, button } of scales) {
        button.setAttribute("aria-pressed", String(scale === comparison.scale));
        button.title = titleOf(scale, scene.full.weight.label.toLowerCase());
      }
    },
  };
}

function namesOf(comparison: ComparisonScene): Node[] {
  const { before, after, unit } = comparison;
  return [
    strong(after.name),
    document.createTextNode(` ${formatValue(after.total, unit)}, compared with `),
    strong(before.name),
    document.createTextNode(` ${formatValue(before.total, unit)} before: `),
    element("span", { class: "comparison-change" }, wholeChange(comparison)),
  ];
}

function strong(name: string): HTMLElement {
  return element("strong", {}, isolated(visibleText(name, 80)));
}

function titleOf(scale: Scale, weight: string): string {
  return scale === "absolute"
    ? `Compare ${weight} as it was measured: for two runs that did the same work`
    : "Compare the share that each has of its whole: for runs of different length";
}

/** Why it is compared in this way, and what counts as a change. */
function noteOf({ scale, isUsual }: ComparisonScene, weight: string): string {
  const how =
    scale === "absolute"
      ? `Compared by ${weight} as measured${isUsual ? ", as both have the same unit; Shares suits runs of different length" : ""}.`
      : `Compared by the share of each whole${isUsual ? `, as ${weight} of two runs are not of the same size` : ""}.`;
  return how;
}

/** Starts a comparison, or another one. */
export function createCompareButton(compare: () => void): HTMLElement {
  return element(
    "button",
    { type: "button", class: "toggle compare-button", title: "Compare with another run or profile", onclick: compare },
    "Compare…",
  );
}
