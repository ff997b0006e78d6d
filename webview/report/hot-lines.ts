import { heatLevel } from "../../src/core/heat/level.ts";
import { visibleText } from "../../src/core/hover/visible-text.ts";
import type { ReportLine, ReportPlace, ReportWeight } from "../../src/core/protocol/report.ts";
import { formatShare, formatValue } from "../../src/core/units.ts";
import { element, icon, isolated } from "../shared/dom.ts";

const LONGEST_LINE = 240;

/** The hottest lines of a weight, each with some lines of its source around it. */
export function createHotLines(ofFunctions: boolean, reveal: (place: ReportPlace) => void) {
  const title = ofFunctions ? "Hottest functions" : "Hottest lines";
  const intro = element("p", { class: "muted intro" });
  const places = element("div", { class: "places" });
  return {
    element: element("section", { class: "hot-lines", "aria-label": title }, element("h2", {}, title), intro, places),
    show(weight: ReportWeight) {
      const what = ofFunctions
        ? "The profiler knows functions, not lines: numbers stand where the functions begin."
        : "Self is the line alone, total is the line with all that it calls.";
      intro.textContent =
        weight.places.length === 0
          ? "No line of a file was measured."
          : `${weight.label}, ${formatValue(weight.total, weight.unit)} in all (${weight.certainty}). ${what}`;
      places.replaceChildren(...weight.places.map((place) => placeCard(place, weight, () => reveal(place))));
    },
  };
}

function placeCard(place: ReportPlace, weight: ReportWeight, reveal: () => void): HTMLElement {
  const file = visibleText(place.file, 200);
  const [name = file] = file.split(/[\\/]/).slice(-1);
  const functions = place.functions.map((each) => visibleText(each, 80)).join(", ");
  const [first] = place.lines.filter(({ hot }) => hot);
  const label = `${name}:${first?.line ?? 0}`;
  return element(
    "article",
    { class: "place" },
    element(
      "header",
      { class: "place-head" },
      element("h3", {}, isolated(functions || name), isolated(label, "place-line")),
      isolated(file, "place-file"),
      weight.drawn
        ? element(
            "button",
            { type: "button", class: "text-button", "aria-label": `Show ${label} in the flamegraph`, onclick: reveal },
            icon("zoom"),
            element("span", {}, "In the flamegraph"),
          )
        : null,
    ),
    place.missing === ""
      ? null
      : element("p", { class: "place-missing muted" }, isolated(visibleText(place.missing, 400))),
    element(
      "div",
      { class: "source", tabindex: 0, role: "region", "aria-label": `Source of ${label}` },
      sourceTable(place, weight),
    ),
  );
}

function sourceTable({ lines, missing }: ReportPlace, weight: ReportWeight): HTMLElement {
  const heads = ["Line", "Self", "Total", missing === "" ? "Source" : ""];
  const cells = heads.map((head) => (head === "" ? element("td") : element("th", { scope: "col" }, head)));
  const indent = Math.min(...lines.filter(({ text }) => text.trim() !== "").map(({ text }) => indentOf(text)));
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...cells)),
    element("tbody", {}, ...lines.map((line) => lineRow(line, weight, missing === "" ? indent : null))),
  );
}

/** `indent`: columns that all lines begin with, and that are not shown; null: there is no text. */
function lineRow(line: ReportLine, { unit, total }: ReportWeight, indent: number | null): HTMLElement {
  const numbers = (value: number, what: string) =>
    value > 0
      ? element(
          "td",
          { class: "number", title: `${what}: ${formatValue(value, unit)}` },
          element("span", { class: "share" }, formatShare(total > 0 ? value / total : Number.NaN)),
          " ",
          element("span", { class: "value" }, formatValue(value, unit)),
        )
      : element("td", { class: "number" });
  const text = indent === null ? null : visibleText(spaced(line.text).slice(indent).trimEnd(), LONGEST_LINE);
  return element(
    "tr",
    { class: line.hot ? `hot heat-${Math.max(1, heatLevel(line.self / total))}` : "" },
    element("th", { scope: "row", class: "line-number" }, String(line.line)),
    numbers(line.self, "Self"),
    numbers(line.total, "Total"),
    element("td", { class: "text" }, text === null ? null : element("code", {}, text)),
  );
}

function indentOf(text: string): number {
  return spaced(text).search(/\S/);
}

function spaced(text: string): string {
  return text.replaceAll("\t", "    ");
}
