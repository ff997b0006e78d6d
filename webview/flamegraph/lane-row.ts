import type { Lane, ProfileSelection, ThreadKey } from "../../src/core/protocol/lanes.ts";
import { threadName } from "../../src/core/selection-title.ts";
import { formatShare, formatValue } from "../../src/core/units.ts";
import { element, isolated } from "../shared/dom.ts";
import type { Scene } from "./state.ts";
import type { BrushActions } from "./time-brush.ts";

export interface LaneActions extends BrushActions {
  /** Takes a thread in or out of what is looked at. */
  readonly include: (lane: Lane, isIn: boolean) => void;
  /** Shows a thread in order of time. */
  readonly showThread: (thread: ThreadKey) => void;
  readonly select: (selection: ProfileSelection) => void;
}

interface LaneLook {
  /** It is looked at. */
  readonly isIn: boolean;
  /** The graph shows it in order of time. */
  readonly isShown: boolean;
  /** There is no other. */
  readonly single: boolean;
  readonly scene: Scene;
  readonly pids: number;
}

/** A thread's name with its share, and whether it is looked at. */
export function laneName(lane: Lane, look: LaneLook, { include, showThread }: LaneActions): HTMLElement {
  const name = threadName(lane);
  const { pid, id } = lane;
  const process = look.pids > 1 && pid !== null ? ` · process ${pid}` : "";
  const amount = formatValue(lane.total, look.scene.full.weight.unit);
  const box = element("input", { type: "checkbox", "aria-label": `Look at ${name}${process}` });
  box.checked = look.isIn;
  box.addEventListener("change", () => {
    include(lane, box.checked);
    // What is looked at comes back from the editor: until then the box says what it was.
    box.checked = look.isIn;
  });
  const label = [isolated(name, "lane-label"), element("span", { class: "muted" }, process)];
  const shows = lane.density !== null && look.scene.comparison === null;
  const title = `${name}${process}: ${amount}, ${formatShare(lane.share)} of all threads${shows ? ". Click to show it in order of time" : ""}`;
  return element(
    "li",
    { class: "lane" },
    look.single ? null : box,
    shows
      ? element(
          "button",
          {
            type: "button",
            class: "lane-button",
            title,
            "aria-pressed": String(look.isShown),
            onclick: () => showThread({ pid, id }),
          },
          ...label,
        )
      : element("span", { class: "lane-button", title }, ...label),
    element("span", { class: "lane-share muted" }, formatShare(lane.share)),
  );
}

const SVG = "http://www.w3.org/2000/svg";

/** How densely a thread was seen, as an area: it scales with its element and takes the theme's colour. */
export function densityPicture({ density }: Lane, isIn: boolean): SVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", isIn ? "lane-picture" : "lane-picture lane-out");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  if (density === null) return picture;
  picture.setAttribute("viewBox", `0 0 ${density.length} 100`);
  const path = document.createElementNS(SVG, "path");
  const steps = density.map((value, part) => `H${part}V${100 - value}H${part + 1}`);
  path.setAttribute("d", `M0 100${steps.join("")}V100Z`);
  picture.append(path);
  return picture;
}
