import { GROUPINGS } from "../../src/core/profile/flamegraph-view-totals.ts";
import { element } from "../shared/dom.ts";
import type { Tab } from "./state.ts";

export const TAB_LABELS: Readonly<Record<Tab, string>> = {
  functions: "Functions",
  lines: "Lines",
  files: "Files",
  packages: "Packages",
};

/** What rows stand for. One stop for the Tab key; arrows walk around all tabs, Home and End go to the first and last. */
export function createTableTabs(choose: (tab: Tab) => void) {
  const tabs = GROUPINGS.map((tab) => {
    const button = element(
      "button",
      { type: "button", role: "tab", id: tabId(tab), class: "tab", "aria-controls": "table-panel" },
      TAB_LABELS[tab],
    );
    button.addEventListener("click", () => choose(tab));
    return { tab, button };
  });
  const list = element(
    "div",
    { role: "tablist", class: "tabs", "aria-label": "Table of" },
    ...tabs.map(({ button }) => button),
  );
  list.addEventListener("keydown", (event) => {
    const at = tabs.findIndex(({ button }) => button === event.target);
    const last = tabs.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const next = tabs[moves[event.key] ?? -1];
    if (at < 0 || !next) return;
    event.preventDefault();
    choose(next.tab);
    next.button.focus();
  });
  return {
    element: list,
    show(chosen: Tab) {
      for (const { tab, button } of tabs) {
        button.setAttribute("aria-selected", String(tab === chosen));
        button.tabIndex = tab === chosen ? 0 : -1;
      }
    },
  };
}

export function tabId(tab: Tab): string {
  return `tab-${tab}`;
}
