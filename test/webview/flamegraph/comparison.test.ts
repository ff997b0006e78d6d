import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { compareFlamegraphs } from "../../../src/core/profile/comparison.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph } from "../../../src/core/profile/pack.ts";
import { type FromFlamegraph, type ToFlamegraph, toFlamegraphSchema } from "../../../src/core/protocol/webview.ts";
import { createPage } from "../../../webview/flamegraph/page.ts";
import { type Saved, savedSchema } from "../../../webview/flamegraph/view-state.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

const before = flamegraphOf([
  [["main", "parse"], 400],
  [["main", "load"], 300],
  [["main"], 300],
]);
const after = flamegraphOf([
  [["main", "parse"], 200],
  [["main", "cache"], 100],
  [["main"], 300],
]);
const AGAINST = { name: "report.py (11:58:03)", shownName: "report.py (12:04:31)", isNewer: false };

let posted: FromFlamegraph[];
let saved: Saved | null = null;
let page: ReturnType<typeof createPage>;

function message(data: Flamegraph, against?: typeof AGAINST): ToFlamegraph {
  return toFlamegraphSchema.parse({
    type: "flamegraph",
    header: { title: "report.py", subtitle: "", warnings: [], live: false, facts: [], paints: null },
    weights: [{ id: "wall", label: "Wall time" }],
    weight: "wall",
    data: packFlamegraph(data),
    ...(against && { against }),
  });
}

function open(): void {
  posted = [];
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

const $ = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const text = (selector: string) => $(selector).textContent;
const button = (label: string) =>
  [...document.querySelectorAll("button")].find(({ textContent }) => textContent === label)!;
const press = (key: string) =>
  $('[role="tree"]').dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const spoken = () =>
  document.getElementById($('[role="tree"][aria-activedescendant]').getAttribute("aria-activedescendant") ?? "")
    ?.textContent;
const row = (name: string) =>
  [...document.querySelectorAll(".row")]
    .find((each) => each.querySelector(".cell-name")?.textContent === name)
    ?.querySelectorAll("[title]");
const cells = (name: string) => [...(row(name) ?? [])].slice(2).map((cell) => cell.getAttribute("title"));
const rows = () => [...document.querySelectorAll(".row .cell-name")].map((cell) => cell.textContent);
const headings = () => [...document.querySelectorAll("[role=columnheader]")].map((cell) => cell.textContent);
const legend = () => [...document.querySelectorAll(".legend li")].map((item) => item.textContent?.replace(/\s+/g, " "));

const listening = vi.spyOn(document, "addEventListener");
beforeEach(() => {
  vi.useFakeTimers();
  saved = null;
  open();
});
afterEach(() => {
  vi.useRealTimers();
  for (const [type, listener] of listening.mock.calls) document.removeEventListener(type, listener as EventListener);
  listening.mockClear();
});

test("Compare… asks the editor; without a comparison there is no word of one", () => {
  page.receive(message(after));
  expect($(".comparison").hidden).toBe(true);
  button("Compare…").click();
  expect(posted).toEqual([{ type: "compare" }]);
  expect(headings()).toEqual(["Name", "Location", "Self", "Total"]);
});

test("says what is compared with what; swaps; stops", () => {
  page.receive(message(compareFlamegraphs(before, after), AGAINST));
  expect(text(".comparison-names")).toBe(
    "report.py (12:04:31) 600 ms, compared with report.py (11:58:03) 1.00 s before: −400 ms, −40.0 %",
  );
  expect(text(".comparison-note")).toContain("Compared by wall time as measured");
  button("Swap").click();
  expect(text(".comparison-names")).toBe(
    "report.py (11:58:03) 1.00 s, compared with report.py (12:04:31) 600 ms before: +400 ms, +66.7 %",
  );
  button("Stop comparing").click();
  expect(posted).toEqual([{ type: "stopComparing" }]);
  page.receive(message(after));
  expect($(".comparison").hidden).toBe(true);
  expect(headings()).toEqual(["Name", "Location", "Self", "Total"]);
});

test("the older one is before, whichever is shown", () => {
  page.receive(message(compareFlamegraphs(after, before), { ...AGAINST, isNewer: true }));
  expect(text(".comparison-names")).toBe(
    "report.py (11:58:03) 600 ms, compared with report.py (12:04:31) 1.00 s before: −400 ms, −40.0 %",
  );
  press("ArrowDown");
  expect(spoken()).toMatch(/^main, shrunk, before 100 %, after 100 %, change −400 ms, −40.0 %, depth 1/);
});

test("the table has before, after and change, the largest first, and the legend what became of all", () => {
  page.receive(message(compareFlamegraphs(before, after), AGAINST));
  expect(headings()).toEqual(["Name", "Location", "Before", "Self", "Change", "Total", "Total change"]);
  expect(rows()).toEqual(["load", "parse", "cache", "main"]);
  expect(cells("parse")).toEqual([
    "400 ms · 40.0 %",
    "200 ms · 33.3 %",
    "−200 ms, −50.0 %",
    "200 ms · 33.3 %",
    "−200 ms, −50.0 %",
  ]);
  expect(cells("load")[2]).toBe("−300 ms, gone");
  expect(cells("cache")[2]).toBe("+100 ms, new");
  expect(cells("main").slice(2)).toEqual(["0 ns, 0.0 % (no clear change)", "600 ms · 100 %", "−400 ms, −40.0 %"]);
  expect(legend()).toEqual([
    "Grown0 ns",
    "Shrunk−200 ms",
    "New+100 ms",
    "Gone−300 ms",
    "No clear change0 ns",
    "Too narrow",
  ]);
  $("#tab-lines").click();
  expect(text(".table-nothing")).toContain("compared by function");
});

test("shares compare what each has of its whole", () => {
  page.receive(message(compareFlamegraphs(before, after), AGAINST));
  button("Shares").click();
  expect(button("Shares").getAttribute("aria-pressed")).toBe("true");
  expect(text(".comparison-note")).toContain("share of each whole");
  expect(cells("parse").slice(0, 3)).toEqual([
    "400 ms · 40.0 %",
    "200 ms · 33.3 %",
    "−6.7 points, −16.7 % (no clear change)",
  ]);
  expect(cells("main")[2]).toBe("+20.0 points, +66.7 %");
  vi.runAllTimers();
  const kept = savedSchema.parse(JSON.parse(JSON.stringify(saved)));
  expect(kept.options.comparison).toEqual({ scale: "shares", swapped: false });
});

test("details and screen readers say both sides and the change, in every view", () => {
  page.receive(message(compareFlamegraphs(before, after), AGAINST));
  press("ArrowDown");
  press("ArrowDown");
  expect(spoken()).toMatch(/^parse, shrunk, before 40.0 %, after 33.3 %, change −200 ms, −50.0 %, depth 2, 1 of 3/);
  expect(text(".details-text")).toContain(
    "total 400 ms → 200 ms, −200 ms, −50.0 %self 400 ms → 200 ms, −200 ms, −50.0 %",
  );
  press("ArrowRight");
  expect(spoken()).toMatch(/^load, gone, before 30.0 %, after 0.0 %, change −300 ms, gone/);
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "b", bubbles: true }));
  expect(spoken()).toMatch(/^load, gone, before 30.0 %, after 0.0 %, change −300 ms, gone, depth 1/);
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "f", bubbles: true }));
  expect(spoken()).toMatch(/^load, gone, before 100 %, after —, change −300 ms, gone, depth 1, 1 of 1/);
});

test("what no comparison has is not offered, nor asked for: order of time", () => {
  const lane = { pid: 7, id: "1", name: "MainThread", total: 6e8, share: 1, density: [40, 100] };
  const lanes = {
    lanes: [lane, { ...lane, id: "2", name: "Other" }],
    more: 0,
    end: 6e8,
    unit: "ns" as const,
    note: "",
  };
  const views = () =>
    [...document.querySelectorAll<HTMLElement>("[aria-label=View] button:not([hidden])")].map(
      (each) => each.textContent,
    );
  page.receive({ ...message(after), lanes } as ToFlamegraph);
  expect(views()).toEqual(["Top down", "Time order", "Bottom up", "Sandwich"]);
  expect(document.querySelectorAll("button.lane-button")).toHaveLength(2);
  page.receive({ ...message(compareFlamegraphs(before, after), AGAINST), lanes } as ToFlamegraph);
  expect(views()).toEqual(["Top down", "Bottom up", "Sandwich"]);
  expect(document.querySelectorAll("button.lane-button")).toHaveLength(0);
  expect(document.querySelectorAll(".lane-button")).toHaveLength(2);
});

test("without a function, in another shape: what is left is compared", () => {
  page.receive(message(compareFlamegraphs(before, after), AGAINST));
  press("ArrowDown");
  press("ArrowDown");
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "h", bubbles: true }));
  expect(rows()).toEqual(["load", "main", "cache"]);
  expect(cells("main").slice(0, 3)).toEqual(["700 ms · 70.0 %", "500 ms · 83.3 %", "−200 ms, −28.6 %"]);
});

test("columns rise and fall by the size of the change, and are left out as others are", () => {
  page.receive(message(compareFlamegraphs(before, after), AGAINST));
  const heading = (label: string) =>
    [...document.querySelectorAll<HTMLElement>(".heading")].find(({ textContent }) => textContent === label)!;
  heading("Total change").click();
  expect(rows()).toEqual(["main", "load", "parse", "cache"]);
  heading("Total change").click();
  expect(rows()).toEqual(["cache", "parse", "load", "main"]);
  [...document.querySelectorAll<HTMLElement>("#column-list label")]
    .find(({ textContent }) => textContent === "Before")!
    .click();
  expect(headings()).toEqual(["Name", "Location", "Self", "Change", "Total", "Total change"]);
  page.receive(message(after));
  expect(rows()).toEqual(["main", "parse", "cache"]);
});

test("names are text", () => {
  const hostile = { ...AGAINST, name: "<img src=x> (11:58:03)" };
  page.receive(message(compareFlamegraphs(before, after), hostile));
  expect(text(".comparison-names")).toContain("<img src=x>");
  expect(document.querySelector("img")).toBeNull();
});
