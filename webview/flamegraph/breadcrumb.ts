import { visibleText } from "../../src/core/hover/visible-text.ts";
import { pathTo } from "../../src/core/profile/flamegraph-view-boxes.ts";
import { formatShare } from "../../src/core/units.ts";
import { element, icon, isolated } from "../shared/dom.ts";
import { nameOf, wholeText } from "./describe.ts";
import type { PageState } from "./state.ts";

/** Steps shown at the end of a long path; the ones before them fold into "…". */
const LAST_STEPS = 4;

/** Where the zoom stands: everything, then the frames down to the zoomed one. */
export function createBreadcrumb(zoomTo: (node: number) => void, leaveFocus: () => void) {
  const list = element("ol");
  const share = element("span", { class: "muted crumbs-share" });
  const nav = element("nav", { class: "crumbs", "aria-label": "Zoom path" }, list, share);
  return {
    element: nav,
    show({ scene, zoomNode, span, options }: PageState) {
      if (!scene) return;
      const { graph } = scene;
      const path = pathTo(graph, zoomNode);
      const folded = Math.max(0, path.length - LAST_STEPS);
      const steps = path.slice(folded).map((node) => {
        const name = nameOf(graph.frames, graph.frame[node] ?? 0);
        return step(isolated(name), name, node === zoomNode, () => zoomTo(node));
      });
      const hidden = path[folded - 1];
      if (hidden !== undefined) {
        const names = path.slice(0, folded).map((node) => nameOf(graph.frames, graph.frame[node] ?? 0));
        steps.unshift(step("…", names.join(" › "), false, () => zoomTo(hidden)));
      }
      list.replaceChildren(
        ...(scene.focused && options.focus
          ? [
              step("All", "Everything, not this function alone", false, leaveFocus),
              focusStep(options.focus.name, zoomNode < 0, () => zoomTo(-1)),
            ]
          : [step("All", "The whole run", zoomNode < 0, () => zoomTo(-1))]),
        ...steps,
      );
      const width = Math.min(span.end, graph.total) - span.start;
      const all = width >= graph.total * 0.9999;
      share.textContent = all ? wholeText(graph) : `${formatShare(width / graph.total)} of ${wholeText(graph)} in view`;
    },
  };
}

function focusStep(name: string, here: boolean, onclick: () => void): HTMLElement {
  const shown = visibleText(name || "(no name)", 120);
  return step(element("span", {}, "Focus: ", isolated(shown)), `Only ${shown}, over all stacks`, here, onclick);
}

function step(label: string | Node, title: string, here: boolean, onclick: () => void): HTMLElement {
  const button = element("button", { type: "button", class: "crumb", title, onclick }, label);
  if (here) button.setAttribute("aria-current", "location");
  return element("li", {}, icon("next"), button);
}
