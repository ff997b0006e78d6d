import type { FlamegraphTotals } from "../../src/core/profile/flamegraph-view-totals.ts";
import { formatShare, formatValue } from "../../src/core/units.ts";
import { element, isolated } from "../shared/dom.ts";
import { comparedCells } from "./comparison-cells.ts";
import { fullPlaceOf, nameOf, placeOf } from "./describe.ts";
import { type Palette, swatch } from "./palette.ts";
import type { Scene, Tab } from "./state.ts";

/** CSS pixels; `.row` in flamegraph.css has the same height. */
export const ROW_HEIGHT = 22;

export function rowId(position: number): string {
  return `row-${position}`;
}

interface RowLook {
  /** Among the rows as they are sorted, from 0. */
  readonly position: number;
  /** Its frames stand out in the graph. */
  readonly chosen: boolean;
  /** It is the row of the frame selected in the graph. */
  readonly current: boolean;
}

export function tableRow(
  scene: Scene,
  totals: FlamegraphTotals,
  tab: Tab,
  index: number,
  look: RowLook,
  palette: Palette,
): HTMLElement {
  const { graph, coloring } = scene;
  const frame = totals.frame[index] ?? 0;
  const name = nameOf(graph.frames, frame);
  // Functions are placed at their `def`, lines at themselves.
  const frames = tab === "functions" ? { ...graph.frames, line: graph.frames.firstLine } : graph.frames;
  const place = fullPlaceOf(frames, frame);
  const row = element(
    "div",
    {
      id: rowId(look.position),
      role: "row",
      class: `row${look.current ? " current" : ""}${look.chosen ? " chosen" : ""}`,
      "aria-rowindex": look.position + 2,
      "aria-selected": String(look.chosen),
      "data-position": look.position,
    },
    element(
      "div",
      { role: "gridcell", class: "cell cell-name", title: name },
      swatch(palette, coloring.slots[frame] ?? 0),
      isolated(name, "cell-text"),
    ),
    element(
      "div",
      { role: "gridcell", class: "cell cell-location", title: place },
      isolated(placeOf(frames, frame), "cell-text"),
    ),
    ...(graph.comparison
      ? comparedCells(graph, totals, index)
      : [valueCell("self", totals.self[index] ?? 0, scene), valueCell("total", totals.total[index] ?? 0, scene)]),
  );
  row.style.transform = `translateY(${look.position * ROW_HEIGHT}px)`;
  return row;
}

function valueCell(column: "self" | "total", value: number, { graph }: Scene): HTMLElement {
  const share = value / graph.total;
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  bar.style.transform = `scaleX(${Number.isFinite(share) ? Math.min(1, share) : 0})`;
  const amount = formatValue(value, graph.weight.unit);
  return element(
    "div",
    { role: "gridcell", class: `cell cell-${column}`, title: `${amount} · ${formatShare(share)}` },
    bar,
    element("span", { class: "amount muted" }, amount),
    element("span", { class: "share" }, formatShare(share)),
  );
}
