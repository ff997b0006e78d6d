import type { FromFlamegraph } from "../../src/core/protocol/webview.ts";
import { element, isolated } from "../shared/dom.ts";
import type { EmptyMessage } from "./state.ts";

type Command = Extract<FromFlamegraph, { type: "command" }>["command"];

/** Never an empty view without a sentence and something to do next. */
export function createEmptyView(run: (command: Command) => void) {
  const section = element("section", { class: "empty", hidden: true });
  return {
    element: section,
    show(empty: EmptyMessage | null) {
      section.hidden = empty === null;
      if (!empty) return;
      const buttons = empty.actions.map(({ command, label }, index) =>
        element(
          "button",
          { type: "button", class: index === 0 ? "button" : "button button-secondary", onclick: () => run(command) },
          label,
        ),
      );
      section.replaceChildren(
        element("p", {}, isolated(empty.message)),
        element("div", { class: "empty-actions" }, ...buttons),
      );
    },
  };
}
