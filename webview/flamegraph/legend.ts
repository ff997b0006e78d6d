import { visibleText } from "../../src/core/hover/visible-text.ts";
import { formatShare } from "../../src/core/units.ts";
import { element, isolated } from "../shared/dom.ts";
import { SLOT } from "./coloring.ts";
import { type Palette, swatch } from "./palette.ts";
import type { PageState } from "./state.ts";

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
    show({ scene }: PageState, palette: Palette) {
      if (!scene) return;
      list.setAttribute("aria-label", scene.comparison ? CHANGES_LABEL : SHARES_LABEL);
      const entries = scene.coloring.legend.map(({ slot, label, detail, share, figure }) =>
        element(
          "li",
          { title: visibleText(detail, 600), class: slot <= SLOT.otherOwn ? "legend-own" : "" },
          swatch(palette, slot),
          isolated(visibleText(label, 60), "legend-label"),
          element("span", { class: "muted" }, figure ?? formatShare(share)),
        ),
      );
      entries.push(
        element(
          "li",
          { title: "Frames narrower than a pixel, drawn together. Zoom in to see them." },
          swatch(palette, SLOT.merged),
          element("span", { class: "legend-label" }, "Too narrow"),
        ),
      );
      if (scene.outside > 0)
        entries.push(
          element(
            "li",
            { title: "Stacks without any of your own functions are left blank." },
            element("span", { class: "swatch swatch-blank", "aria-hidden": "true" }),
            element("span", { class: "legend-label" }, "Outside own code"),
            element("span", { class: "muted" }, formatShare(scene.outside / scene.graph.total)),
          ),
        );
      list.replaceChildren(...entries);
    },
  };
}
