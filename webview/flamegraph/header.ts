import { element, icon, isolated } from "../shared/dom.ts";
import type { DataMessage, PageState } from "./state.ts";

type Header = DataMessage["header"];

/** Title, how it was measured, and every warning in full: nothing that limits the numbers is hidden. */
export function createHeader({ paint, showCalls }: { readonly paint: () => void; readonly showCalls: () => void }) {
  const title = element("h1");
  const live = element("span", { class: "live", hidden: true, title: "The program is still running" }, "live");
  const painting = element("span", { class: "painting", hidden: true }, icon("flame"), "Heat on the lines");
  const paintButton = element("button", { type: "button", class: "paint-button", hidden: true, onclick: paint });
  paintButton.append(icon("flame"), "Show its heat on the lines");
  const subtitle = element("p", { class: "subtitle muted" });
  const facts = createFacts();
  const notices = element("div", { class: "notices" });
  return {
    element: element(
      "header",
      { class: "header" },
      element("div", { class: "title-row" }, title, live, subtitle, painting, paintButton),
      facts.element,
      notices,
    ),
    show({ scene, empty, reading }: PageState) {
      const header = scene?.header ?? empty?.header ?? null;
      title.replaceChildren(isolated(header?.title ?? reading?.title ?? "Flamegraph"));
      subtitle.textContent = header?.subtitle ?? "";
      live.hidden = !header?.live;
      painting.hidden = header?.paints !== true;
      paintButton.hidden = header?.paints !== false;
      facts.show(header);
      // The calls are no tree, and exact.
      const estimated = scene?.view === "calls" ? "" : (scene?.full.estimated ?? "");
      // In order of time the graph may leave rows out; the table beside it is of the merged one.
      const leftOut = scene?.graph.rows ? scene.graph.estimated : "";
      const toCalls = scene?.full.callGraph
        ? element("button", { type: "button", class: "text-button", onclick: showCalls }, "Show exact calls")
        : null;
      notices.replaceChildren(
        ...(estimated ? [notice("info", estimated, toCalls)] : []),
        ...(leftOut ? [notice("info", leftOut, null)] : []),
        ...(header?.warnings ?? []).map((warning) => notice("warning", warning)),
      );
    },
  };
}

/** Everything that is known of the file or the run, closed until someone asks. */
function createFacts() {
  const list = element("dl");
  const details = element("details", { class: "facts", hidden: true }, element("summary", {}, "About"), list);
  return {
    element: details,
    show(header: Header | null) {
      const facts = header?.facts ?? [];
      details.hidden = facts.length === 0;
      list.replaceChildren(
        ...facts.flatMap(({ label, value }) => [
          element("dt", {}, isolated(label)),
          element("dd", {}, isolated(value)),
        ]),
      );
    },
  };
}

function notice(kind: "info" | "warning", text: string, action: HTMLElement | null = null): HTMLElement {
  const label = kind === "warning" ? "Warning: " : "Note: ";
  return element(
    "p",
    { class: `notice notice-${kind}` },
    icon(kind),
    element("span", {}, element("span", { class: "visually-hidden" }, label), isolated(text)),
    action,
  );
}
