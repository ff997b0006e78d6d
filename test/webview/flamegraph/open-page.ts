import { afterEach, beforeEach, vi } from "vitest";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../../src/core/protocol/webview.ts";
import { type Saved, savedSchema } from "../../../webview/flamegraph/view-state.ts";
import { $, flamegraphMessage, openTestPage, press } from "./test-page.ts";

/** The page in the document of the test, and what a user would do with it. One per test; a later `open` replaces it. */
export function pageForTests() {
  let saved: Saved | null = null;
  let page: ReturnType<typeof openTestPage>;

  function open(state: Saved | null = null): void {
    saved = state;
    page = openTestPage({
      save: (next) => {
        saved = next;
      },
      saved: () => saved,
    });
  }

  beforeEach(() => {
    vi.useFakeTimers();
    open();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const trees = () => [...document.querySelectorAll<HTMLElement>('[role="tree"]')];
  return {
    open,
    posted: (): FromFlamegraph[] => page.posted,
    receive: (message: ToFlamegraph) => page.receive(message),
    show: (graph: Flamegraph) => page.receive(flamegraphMessage(graph)),
    /** What the editor would keep, as JSON gives it back. */
    kept() {
      vi.runAllTimers();
      return savedSchema.parse(JSON.parse(JSON.stringify(saved)));
    },
    $,
    text: (selector: string) => document.querySelector(selector)?.textContent ?? null,
    texts: (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent),
    trees,
    press,
    /** What a screen reader says of the selected frame of a tree. */
    itemOf: (tree: HTMLElement | undefined) =>
      document.getElementById(tree?.getAttribute("aria-activedescendant") ?? "")?.textContent ?? null,
    menuItem: (label: string) =>
      [...document.querySelectorAll<HTMLButtonElement>(".menu-item")].find(
        (item) => item.querySelector(".menu-label")?.textContent === label,
      ),
  };
}
