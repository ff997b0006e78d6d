import { element, isolated } from "../shared/dom.ts";
import { type LegendLine, legendLines } from "./legend-lines.ts";
import { type Palette, swatch } from "./palette.ts";
import { litOf, type PageState } from "./state.ts";

const SHARES_LABEL = "Colours, with shares of self weight";
const CHANGES_LABEL = "Colours, with the change of self weight";

/** Says what each colour in use means, with the share of self weight it stands for. */
export function createLegend() {
  const list = element("ul", { class: "legend", "aria-label": SHARES_LABEL });
  // A list that has to scroll must be reachable by keyboard; one that fits need not be a stop on the way.
  new ResizeObserver(() => {
    if (list.scrollHeight > list.clientHeight) list.tabIndex = 0;
    else list.removeAttribute("tabindex");
  }).observe(list);
  return {
    element: list,
    show(state: PageState, previous: PageState | null, palette: Palette) {
      const { scene } = state;
      if (!scene) return;
      list.setAttribute("aria-label", scene.comparison ? CHANGES_LABEL : SHARES_LABEL);
      const isLit = (of: PageState) => litOf(of) !== null;
      if (previous?.scene === scene && isLit(previous) === isLit(state) && previous.caret === state.caret) return;
      list.replaceChildren(
        ...legendLines(state, scene, true).map((line) =>
          element(
            "li",
            { title: line.detail, class: line.isOwn ? "legend-own" : "" },
            lookOf(line, palette),
            isolated(line.label, "legend-label"),
            line.share === "" ? null : element("span", { class: "muted" }, line.share),
          ),
        ),
      );
    },
  };
}

function lookOf({ look }: LegendLine, palette: Palette): HTMLElement {
  if (typeof look === "number") return swatch(palette, look);
  if (look === "dimmed") return swatch(palette, 0, true);
  return element("span", { class: `swatch swatch-${look}`, "aria-hidden": "true" });
}
