import { afterEach, beforeEach, vi } from "vitest";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph } from "../../../src/core/profile/pack.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../../src/core/protocol/webview.ts";
import { createPage } from "../../../webview/flamegraph/page.ts";
import { type Saved, savedSchema } from "../../../webview/flamegraph/view-state.ts";

/** The page in the document of the test, and what a user would do with it. One per test; a later `open` replaces it. */
export function pageForTests() {
  let posted: FromFlamegraph[] = [];
  let saved: Saved | null = null;
  let page: ReturnType<typeof createPage>;
  // A page lives as long as its document; here the document outlives it, so its listeners are taken off by hand.
  const listening = vi.spyOn(document, "addEventListener");
  const forget = () => {
    for (const [type, listener] of listening.mock.calls) document.removeEventListener(type, listener as EventListener);
    listening.mockClear();
  };

  function open(state: Saved | null = null): void {
    forget();
    posted = [];
    saved = state;
    document.body.innerHTML = '<main id="app"></main>';
    page = createPage(document.getElementById("app")!, {
      surroundings: "editor",
      post: (message) => posted.push(message),
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
    forget();
  });

  const $ = (selector: string) => document.querySelector<HTMLElement>(selector)!;
  const trees = () => [...document.querySelectorAll<HTMLElement>('[role="tree"]')];
  return {
    open,
    posted: () => posted,
    receive: (message: ToFlamegraph) => page.receive(message),
    show: (graph: Flamegraph) => page.receive(dataMessage(graph)),
    /** What the editor would keep, as JSON gives it back. */
    kept() {
      vi.runAllTimers();
      return savedSchema.parse(JSON.parse(JSON.stringify(saved)));
    },
    $,
    text: (selector: string) => document.querySelector(selector)?.textContent ?? null,
    texts: (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent),
    trees,
    press: (target: HTMLElement, key: string, more: KeyboardEventInit = {}) =>
      target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })),
    /** What a screen reader says of the selected frame of a tree. */
    itemOf: (tree: HTMLElement | undefined) =>
      document.getElementById(tree?.getAttribute("aria-activedescendant") ?? "")?.textContent ?? null,
    menuItem: (label: string) =>
      [...document.querySelectorAll<HTMLButtonElement>(".menu-item")].find(
        (item) => item.querySelector(".menu-label")?.textContent === label,
      ),
  };
}

function dataMessage(graph: Flamegraph): ToFlamegraph {
  return {
    type: "flamegraph",
    header: { title: "report.py", subtitle: "py-spy", warnings: [], live: false, facts: [], paints: null },
    weights: [{ id: "wall", label: "Wall time" }],
    weight: "wall",
    data: packFlamegraph(graph),
  };
}
