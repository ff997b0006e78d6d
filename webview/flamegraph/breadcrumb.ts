import { pathTo } from "../../src/core/profile/flamegraph-view-boxes.ts";
import { formatShare } from "../../src/core/units.ts";
import { element, icon, isolated } from "../shared/dom.ts";
import { nameOf, wholeText } from "./describe.ts";
import type { PageState, Scene } from "./state.ts";
import { axisEnd } from "./time-scene.ts";

/** Steps shown at the end of a long path; the ones before them fold into "…". */
const LAST_STEPS = 4;

/** Where the zoom stands: everything, then the frames down to the zoomed one. */
export function createBreadcrumb(zoomTo: (node: number) => void, leaveSubject: () => void) {
  const list = element("ol");
  const share = element("span", { class: "muted crumbs-share" });
  const estimated = element("span", { class: "estimated" });
  const nav = element("nav", { class: "crumbs", "aria-label": "Zoom path" }, list, estimated, share);
  return {
    element: nav,
    show({ scene, zoomNode, span }: PageState) {
      if (!scene) return;
      const { graph } = scene;
      // The root of a sandwich's half is the function that it is about: it has a step of its own.
      const path = pathTo(graph, zoomNode).slice(scene.sandwich ? 1 : 0);
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
        ...(scene.sandwich
          ? [
              step("All", "All functions, not this one alone", false, leaveSubject),
              subjectStep(nameOf(graph.frames, scene.subject), zoomNode < 0, () => zoomTo(-1)),
            ]
          : [step("All", "The whole run", zoomNode < 0, () => zoomTo(-1))]),
        ...steps,
      );
      const whole = axisEnd(graph);
      const width = Math.min(span.end, whole) - span.start;
      const all = width >= whole * 0.9999;
      const isEstimated = graph.weight.certainty.kind === "estimated";
      estimated.hidden = !isEstimated;
      estimated.textContent = isEstimated ? "estimated tree" : "";
      estimated.title = graph.estimated;
      share.textContent = all
        ? ofRun(scene)
        : `${formatShare(width / whole)} of ${wholeText({ ...graph, total: whole })} in view`;
    },
  };
}

/** All of the graph: as a share of the run where it is less than that. */
function ofRun({ graph, full }: Scene): string {
  const value = wholeText(graph);
  return graph.total < full.total ? `${value} · ${formatShare(graph.total / full.total)} of the whole` : value;
}

function subjectStep(name: string, here: boolean, onclick: () => void): HTMLElement {
  return step(isolated(name), `${name}, over all stacks`, here, onclick);
}

function step(label: string | Node, title: string, here: boolean, onclick: () => void): HTMLElement {
  const button = element("button", { type: "button", class: "crumb", title, onclick }, label);
  if (here) button.setAttribute("aria-current", "location");
  return element("li", {}, icon("next"), button);
}
