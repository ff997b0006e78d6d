import { element, iconButton } from "../shared/dom.ts";
import { keyHelp } from "./keys.ts";
import type { Surroundings } from "./surroundings.ts";

/** The list behind `?`. */
export function createKeysDialog(surroundings: Surroundings) {
  const dialog = element("dialog", { class: "keys", "aria-labelledby": "keys-title" });
  const sections = keyHelp(surroundings).map(({ title, rows }) =>
    element(
      "section",
      {},
      element("h3", {}, title),
      element("dl", {}, ...rows.flatMap(([keys, does]) => [element("dt", {}, ...caps(keys)), element("dd", {}, does)])),
    ),
  );
  dialog.append(
    element(
      "div",
      { class: "keys-head" },
      element("h2", { id: "keys-title" }, "Keys"),
      iconButton("close", "Close", () => dialog.close()),
    ),
    element("div", { class: "keys-body", tabindex: 0, role: "region", "aria-label": "List of keys" }, ...sections),
  );
  return { element: dialog, open: () => dialog.showModal() };
}

function caps(keys: string): Node[] {
  const typed = [...keys.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => element("code", {}, text));
  if (typed.length > 0) return typed;
  return /^[A-Z][a-z/]+ ?[a-z,]/.test(keys)
    ? [document.createTextNode(keys)]
    : keys.split(" ").map((key) => element("kbd", {}, key));
}
