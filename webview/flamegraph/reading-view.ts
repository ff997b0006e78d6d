import { formatShare } from "../../src/core/units.ts";
import { element, isolated } from "../shared/dom.ts";
import type { ReadingMessage } from "./state.ts";

/** Until there is something to show: that it comes, and of a file that is being read how far, and how to stop. */
export function createReadingView(cancel: () => void) {
  const text = element("p", { class: "muted", role: "status" });
  const bar = element("progress", { max: "1", "aria-label": "Read so far" });
  const button = element("button", { type: "button", class: "button button-secondary", onclick: cancel }, "Cancel");
  const actions = element("div", { class: "empty-actions" }, button);
  return {
    element: element("section", { class: "reading" }, text, bar, actions),
    show(reading: ReadingMessage | null) {
      bar.hidden = reading === null;
      actions.hidden = reading === null;
      if (reading === null) {
        text.textContent = "Waiting for the profile…";
        return;
      }
      text.replaceChildren("Reading ", isolated(reading.title), "…");
      if (reading.share === null) bar.removeAttribute("value");
      else bar.value = reading.share;
      bar.title = reading.share === null ? "" : formatShare(reading.share);
    },
  };
}
