import { element, icon, isolated } from "../shared/dom.ts";
import type { PageState } from "./state.ts";

/** Title, how it was measured, and every warning in full: nothing that limits the numbers is hidden. */
export function createHeader() {
  const title = element("h1");
  const live = element("span", { class: "live", hidden: true, title: "The program is still running" }, "live");
  const subtitle = element("p", { class: "subtitle muted" });
  const notices = element("div", { class: "notices" });
  return {
    element: element(
      "header",
      { class: "header" },
      element("div", { class: "title-row" }, title, live, subtitle),
      notices,
    ),
    show({ scene, empty }: PageState) {
      const header = scene?.header ?? empty?.header ?? null;
      title.replaceChildren(isolated(header?.title ?? "Flamegraph"));
      subtitle.textContent = header?.subtitle ?? "";
      live.hidden = !header?.live;
      const estimated = scene?.full.estimated ?? "";
      notices.replaceChildren(
        ...(estimated ? [notice("info", estimated)] : []),
        ...(header?.warnings ?? []).map((warning) => notice("warning", warning)),
      );
    },
  };
}

function notice(kind: "info" | "warning", text: string): HTMLElement {
  const label = kind === "warning" ? "Warning: " : "Estimated: ";
  return element(
    "p",
    { class: `notice notice-${kind}` },
    icon(kind),
    element("span", {}, element("span", { class: "visually-hidden" }, label), isolated(text)),
  );
}
