import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { unpackFlamegraph } from "../../../src/core/profile/pack.ts";
import { EVERYTHING } from "../../../src/core/profile/profile-selection.ts";
import { threadLanes } from "../../../src/core/profile/thread-lanes.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../../src/core/protocol/webview.ts";
import { createPage } from "../../../webview/flamegraph/page.ts";
import type { Saved } from "../../../webview/flamegraph/view-state.ts";
import { messageOf } from "../../support/profile-messages.ts";
import { realisticTimeline } from "../../support/realistic-timeline.ts";

const profile = realisticTimeline();
const WORKER = { pid: 4711, id: "2" };

let posted: FromFlamegraph[];
let saved: Saved | null;
let page: ReturnType<typeof createPage>;

function open(state: Saved | null = null, surroundings: "editor" | "document" = "editor"): void {
  posted = [];
  saved = state;
  document.body.innerHTML = '<main id="app"></main>';
  page = createPage(document.getElementById("app")!, {
    surroundings,
    post: (message) => posted.push(message),
    save: (next) => {
      saved = next;
    },
    saved: () => saved,
  });
}

const $ = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const press = (target: Element | Document, key: string, shiftKey = false) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
const button = (label: string) => [...document.querySelectorAll("button")].find((each) => each.textContent === label)!;
const asked = () => posted.filter(({ type }) => type === "timeOrder");
const pressed = () => [...document.querySelectorAll('.segment[aria-pressed="true"]')].map((each) => each.textContent);
/** As the editor sends a profile before the page has said that it shows order of time. */
const withoutTime = (): ToFlamegraph => ({ ...messageOf(profile, EVERYTHING), time: null });
const timeOf = (thread: number): ToFlamegraph => ({
  type: "timeOrder",
  time: messageOf(profile, EVERYTHING, thread).time!,
});

/** A page lives as long as its document; here the document outlives it, so its listeners are taken off by hand. */
const listening = vi.spyOn(document, "addEventListener");

beforeEach(() => {
  vi.useFakeTimers();
  open();
});
afterEach(() => {
  vi.useRealTimers();
  for (const [type, listener] of listening.mock.calls) document.removeEventListener(type, listener as EventListener);
  listening.mockClear();
});

test("the samples are asked for when they are to be shown; until they come the merged graph stays", () => {
  page.receive(withoutTime());
  expect(asked()).toEqual([]);
  press(document, "t");
  expect(asked()).toEqual([{ type: "timeOrder", shown: true, thread: null }]);
  expect($(".ruler").hidden).toBe(true);
  page.receive(timeOf(0));
  expect($(".ruler").hidden).toBe(false);
  expect($('[role="tree"]').getAttribute("aria-label")).toContain("order of time");
  expect(pressed()).toContain("Time order");
  press(document, "t");
  expect(asked().at(-1)).toEqual({ type: "timeOrder", shown: false, thread: null });
  expect($(".ruler").hidden).toBe(true);
});

test("shares in the table are of all threads, whichever is shown", () => {
  page.receive(withoutTime());
  const before = $(".table").textContent;
  press(document, "t");
  page.receive(timeOf(1));
  expect($(".table").textContent).toBe(before);
  expect($(".legend").textContent).toContain("Standard library");
});

test("a frame that was selected is found again in its longest stretch, and back", () => {
  page.receive(withoutTime());
  press($('[role="tree"]'), "ArrowDown");
  for (let step = 0; step < 2; step++) press($('[role="tree"]'), "ArrowDown");
  const name = $(".details-name").textContent;
  press(document, "t");
  page.receive(timeOf(0));
  expect($(".details-name").textContent).toBe(name);
  expect($(".details").textContent).toContain("duration");
});

test("what was seen comes back after a reload: the view, the zoom, the box", () => {
  page.receive(withoutTime());
  press(document, "t");
  page.receive(timeOf(0));
  press($('[role="tree"]'), "ArrowDown");
  press($('[role="tree"]'), "ArrowDown");
  press($('[role="tree"]'), "ArrowDown");
  press($('[role="tree"]'), "ArrowRight");
  press($('[role="tree"]'), "Enter");
  const before = [$(".details").textContent, $(".crumbs").textContent, $(".ruler").textContent];
  vi.advanceTimersByTime(1000);
  open(saved);
  expect(asked()).toEqual([{ type: "timeOrder", shown: true, thread: null }]);
  page.receive(messageOf(profile, EVERYTHING));
  expect([$(".details").textContent, $(".crumbs").textContent, $(".ruler").textContent]).toEqual(before);
});

test("reveal: in the whole tree where the thread that is shown does not have the function", () => {
  const message = messageOf(profile, EVERYTHING);
  page.receive(message);
  press(document, "t");
  const { name } = unpackFlamegraph(message.data as ArrayBuffer).frames;
  page.receive({ type: "revealFrame", frame: name.indexOf("summarize") });
  expect(pressed()).toContain("Time order");
  expect($(".details-name").textContent).toBe("summarize");
  page.receive({ type: "revealFrame", frame: name.indexOf("_worker") });
  expect(pressed()).toContain("Top down");
  expect($(".details-name").textContent).toBe("_worker");
});

test("own code only is shown in order of time, too", () => {
  page.receive(withoutTime());
  press(document, "t");
  page.receive(timeOf(0));
  expect($(".legend").textContent).toContain("Standard library");
  button("Own code only").click();
  expect($(".ruler").hidden).toBe(false);
});

test("a lane shows its thread, and takes it out of what is looked at; the last one stays in", () => {
  page.receive(withoutTime());
  const [main, worker] = document.querySelectorAll<HTMLInputElement>(".lane input");
  worker!.click();
  expect(posted.at(-1)).toEqual({ type: "select", selection: { ...EVERYTHING, threads: [{ pid: 4711, id: "1" }] } });
  page.receive(messageOf(profile, { ...EVERYTHING, threads: [{ pid: 4711, id: "1" }] }));
  expect($(".chip").textContent).toBe("Only MainThread");
  const [onlyMain] = document.querySelectorAll<HTMLInputElement>(".lane input");
  onlyMain!.click();
  expect(posted.at(-1)).toMatchObject({ selection: { threads: [{ pid: 4711, id: "1" }] } });
  expect(main).not.toBe(onlyMain);
  document.querySelectorAll<HTMLElement>(".lane-button")[1]!.click();
  expect(asked().at(-1)).toEqual({ type: "timeOrder", shown: true, thread: WORKER });
});

test("one process alone, where there are several", () => {
  const other = { ...profile, pid: 4712 };
  const both = { ...messageOf(profile, EVERYTHING) };
  page.receive(both);
  expect($(".process-choice").hidden).toBe(true);
  page.receive({ ...both, lanes: threadLanes([profile, other], "wall") });
  const choice = $(".process-choice select") as HTMLSelectElement;
  expect([...choice.options].map(({ text }) => text)).toEqual(["All", "4711 · 50.0 %", "4712 · 50.0 %"]);
  choice.value = "4712";
  choice.dispatchEvent(new Event("change"));
  const threads = [
    { pid: 4712, id: "1" },
    { pid: 4712, id: "2" },
  ];
  expect(posted.at(-1)).toEqual({ type: "select", selection: { ...EVERYTHING, threads } });
});

test("without measured stacks there is no part, and T has nothing to show", () => {
  page.receive({ ...messageOf(profile, EVERYTHING), lanes: { lanes: [], more: 0, end: 0, unit: "ns", note: "" } });
  press(document, "t");
  press($('[role="tree"]'), "ArrowDown");
  press($('[role="tree"]'), "x");
  expect(posted).toEqual([]);
  expect(button("Only this").hidden).toBe(true);
});

test("Escape gives up the zoom, then the part; X looks at a function alone", () => {
  const selection = { ...EVERYTHING, threads: [{ pid: 4711, id: "1" }] };
  page.receive(messageOf(profile, selection));
  press($('[role="tree"]'), "ArrowDown");
  press($('[role="tree"]'), "x");
  const through = { name: "<module>", file: "/home/ada/logreport/report.py", firstLine: 1 };
  expect(posted.at(-1)).toEqual({ type: "select", selection: { ...selection, through } });
  press($('[role="tree"]'), "+");
  press(document, "Escape");
  expect(posted.filter(({ type }) => type === "select")).toHaveLength(1);
  press(document, "Escape");
  expect(posted.at(-1)).toEqual({ type: "select", selection: EVERYTHING });
});

test("an empty part is said, and the brush is given up", () => {
  page.receive(messageOf(profile, EVERYTHING));
  press(document, "t");
  press($(".lane-time"), "ArrowRight");
  expect($(".lane-time").getAttribute("aria-valuetext")).toContain("Enter");
  page.receive({ type: "nothingSelected" });
  expect($(".lane-time").getAttribute("aria-valuetext")).toBe("everything");
  expect($("#app > .visually-hidden[role=status]").textContent).toContain("Nothing was recorded in this part");
});

test("names of threads are text", () => {
  const threads = profile.threads.map((thread) => ({ ...thread, name: "<img src=x>\u202e" }));
  page.receive(messageOf({ ...profile, threads }, EVERYTHING));
  expect($(".lane-label").textContent).toContain("<img src=x>");
  expect($(".lane-label").textContent).not.toContain("\u202e");
});
