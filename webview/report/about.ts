import { visibleText } from "../../src/core/hover/visible-text.ts";
import type { Report } from "../../src/core/protocol/report.ts";
import { formatValue } from "../../src/core/units.ts";
import { element, isolated } from "../shared/dom.ts";

/** What is known of the profile: how it was made, and each weight with its total and how far it can be trusted. */
export function createAbout({ facts, weights }: Report): HTMLElement {
  const rows = [
    ...facts,
    ...weights.map(({ label, unit, total, certainty }) => ({
      label: `Weight: ${label}`,
      value: `${formatValue(total, unit)}, ${certainty}`,
    })),
  ];
  return element(
    "section",
    { class: "about", "aria-label": "About this profile" },
    element("h2", {}, "About this profile"),
    element(
      "dl",
      {},
      ...rows.flatMap(({ label, value }) => [
        element("dt", {}, isolated(visibleText(label, 80))),
        element("dd", {}, isolated(visibleText(value, 1000))),
      ]),
    ),
    element("p", { class: "muted" }, "Made by Heatline. This file loads nothing and sends nothing."),
  );
}
