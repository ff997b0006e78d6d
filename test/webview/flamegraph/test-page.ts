import { vi } from "vitest";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph } from "../../../src/core/profile/pack.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../../src/core/protocol/webview.ts";
import { createPage, type PageLink } from "../../../webview/flamegraph/page.ts";

/** A page that outlives no test: document listeners of earlier ones are taken off first. */
export function openTestPage(link: Partial<PageLink> = {}) {
  for (const [type, listener] of listening.mock.calls) document.removeEventListener(type, listener as EventListener);
  listening.mockClear();
  document.body.innerHTML = '<main id="app"></main>';
  const posted: FromFlamegraph[] = [];
  const page = createPage(document.getElementById("app")!, {
    surroundings: "editor",
    post: (message) => posted.push(message),
    save: () => undefined,
    saved: () => null,
    ...link,
  });
  return { posted, receive: page.receive };
}
const listening = vi.spyOn(document, "addEventListener");

export function flamegraphMessage(data: Flamegraph, change: object = {}): ToFlamegraph {
  return {
    type: "flamegraph",
    header: { title: "report.py", subtitle: "py-spy", warnings: [], live: false, facts: [], paints: null },
    weights: [{ id: "wall", label: "Wall time" }],
    weight: "wall",
    data: packFlamegraph(data) as ArrayBuffer,
    ...change,
  };
}

export const $ = (selector: string) => document.querySelector<HTMLElement>(selector)!;
export const text = (selector: string) => $(selector).textContent;
export const press = (target: HTMLElement, key: string, modifiers: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers }));
