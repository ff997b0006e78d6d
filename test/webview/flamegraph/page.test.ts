import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph } from "../../../src/core/profile/pack.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../../src/core/protocol/webview.ts";
import { createPage } from "../../../webview/flamegraph/page.ts";
import { type Saved, savedSchema } from "../../../webview/flamegraph/view-state.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

const graph = flamegraphOf([
  [["main", "parse"], 60],
  [["main", { name: "read", file: "/usr/lib/python3.12/io.py", origin: "stdlib", package: "io" }], 30],
  [["main"], 10],
]);

let posted: FromFlamegraph[];
let saved: Saved | null;
let page: ReturnType<typeof createPage>;

function open(state: Saved | null = null): void {
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

function message(data: Flamegraph, change: object = {}): ToFlamegraph {
  return {
    type: "flamegraph",
    header: {
      title: "report.py",
      subtitle: "py-spy",
      warnings: ["Threads are mixed."],
      live: true,
      facts: [],
      paints: null,
    },
    weights: [{ id: "wall", label: "Wall time" }],
    weight: "wall",
    data: packFlamegraph(data) as ArrayBuffer,
    ...change,
  };
}

const $ = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const text = (selector: string) => $(selector).textContent;
const press = (target: HTMLElement, key: string) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const activeItem = () => document.getElementById($('[role="tree"]').getAttribute("aria-activedescendant") ?? "");
const rows = () => [...document.querySelectorAll(".row .cell-name")].map((cell) => cell.textContent);

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

test("before any data it says that it waits", () => {
  expect(text(".reading [role=status]")).toContain("Waiting");
  expect($(".panes").hidden).toBe(true);
});

test("a file that is being read: its name as text, how far, and Cancel", () => {
  page.receive({ type: "reading", title: "<img src=x>.pstats", share: null });
  expect(text(".reading [role=status]")).toBe("Reading <img src=x>.pstats…");
  expect($("progress").getAttribute("value")).toBeNull();
  page.receive({ type: "reading", title: "big.pstats", share: 0.25 });
  expect($("progress").getAttribute("value")).toBe("0.25");
  $(".reading .button-secondary").click();
  expect(posted).toContainEqual({ type: "cancelReading" });
  page.receive(message(graph));
  expect($("progress").closest("section")?.hidden).toBe(true);
});

test("whose heat is on the lines: said, and taken by a click", () => {
  const header = { title: "a.pstats", subtitle: "", warnings: [], live: false, facts: [], paints: false };
  page.receive(message(graph, { header }));
  expect([$(".painting").hidden, $(".paint-button").hidden]).toEqual([true, false]);
  $(".paint-button").click();
  expect(posted).toContainEqual({ type: "paint" });
  page.receive({ type: "paints", paints: true });
  expect([$(".painting").hidden, $(".paint-button").hidden]).toEqual([false, true]);
});

test("all that is known of a file is in its header, as text", () => {
  const facts = [{ label: "File", value: "/w/<b>a</b>.pstats" }];
  page.receive(
    message(graph, { header: { title: "a", subtitle: "", warnings: [], live: false, facts, paints: null } }),
  );
  expect(text(".facts dl")).toBe("File/w/<b>a</b>.pstats");
  expect($(".painting").hidden && $(".paint-button").hidden).toBe(true);
});

test("bottom up: functions by what they took themselves, their callers below; the selected one stays", () => {
  page.receive(message(graph));
  const tree = $('[role="tree"]');
  press(tree, "ArrowDown");
  press(tree, "ArrowDown");
  expect(activeItem()?.textContent).toMatch(/^parse, self 60.0 %, total 60.0 %, depth 2/);
  press(document.body, "b");
  expect(tree.getAttribute("aria-label")).toContain("bottom up");
  expect(activeItem()?.textContent).toMatch(/^parse, self 60.0 %, depth 1, 1 of 3 siblings/);
  press(tree, "ArrowDown");
  expect(activeItem()?.textContent).toMatch(/^main, self, called this way 60.0 %, depth 2/);
  expect(text(".details-text")).not.toContain("total");
  expect(rows()).toHaveLength(3);
  $('[aria-label="View"] button').click();
  expect(activeItem()?.textContent).toMatch(/^main, self 10.0 %, total 100 %, depth 1/);
});

const twice = flamegraphOf([
  [["main", "parse", "read"], 50],
  [["main", "load", "read"], 30],
  [["main", "load"], 20],
]);
const trees = () => [...document.querySelectorAll<HTMLElement>('[role="tree"]')];
const itemOf = (tree: HTMLElement | undefined) =>
  document.getElementById(tree?.getAttribute("aria-activedescendant") ?? "")?.textContent ?? null;

test("sandwich: callers above the selected function, callees below; arrows walk through both", () => {
  page.receive(message(twice));
  const [lower] = trees();
  for (let step = 0; step < 3; step++) press(lower!, "ArrowDown");
  expect(activeItem()?.textContent).toMatch(/^read, self 50.0 %, total 50.0 %, depth 3/);
  press(document.body, "f");
  const [upper, below] = trees();
  expect(below).toBe(lower);
  expect(trees().map((tree) => tree.getAttribute("aria-label"))).toEqual([
    "Flamegraph: callers of read, upwards",
    "Flamegraph: read and what it called",
  ]);
  expect([itemOf(upper), itemOf(below)]).toEqual([null, expect.stringMatching(/^read, self 100 %, total 100 %/)]);
  expect(text(".crumbs")).toBe("Allread80.0 ms · 80.0 % of the whole");
  // The table keeps the whole run.
  expect(rows()).toEqual(["read", "load", "main", "parse"]);
  press(below!, "ArrowUp");
  expect([itemOf(upper), itemOf(below)]).toEqual([
    expect.stringMatching(/^parse, total, called this way 62.5 %, depth 2, 1 of 2 siblings/),
    null,
  ]);
  press(upper!, "ArrowUp");
  expect(itemOf(upper)).toMatch(/^main, total, called this way 62.5 %, depth 3/);
  press(upper!, "Enter");
  expect(text(".crumbs ol")).toBe("Allreadparsemain");
  press(document.body, "Escape");
  press(upper!, "ArrowDown");
  press(upper!, "ArrowDown");
  expect([itemOf(upper), itemOf(below)]).toEqual([null, expect.stringMatching(/^read, /)]);
});

test("sandwich: another function by F, by the table or from the editor; Escape leaves, the function stays selected", () => {
  page.receive(message(twice));
  press(document.body, "f");
  expect(text(".crumbs ol")).toBe("Allread");
  press(trees()[1]!, "ArrowUp");
  press(document.body, "f");
  expect(text(".crumbs ol")).toBe("Allparse");
  document.querySelectorAll<HTMLElement>(".row")[1]!.click();
  expect(text(".crumbs ol")).toBe("Allload");
  expect(text(".row.current .cell-name")).toBe("load");
  page.receive({ type: "revealFrame", frame: twice.frames.name.indexOf("main") });
  expect(text(".crumbs ol")).toBe("Allmain");
  expect(text(".graph-nobody")).toContain("No callers");
  press(document.body, "Escape");
  expect(trees()).toHaveLength(1);
  expect(activeItem()?.textContent).toMatch(/^main, self/);
  press(document.body, "f");
  vi.runAllTimers();
  const kept = savedSchema.parse(JSON.parse(JSON.stringify(saved)));
  open(kept);
  page.receive(message(twice));
  expect(text(".crumbs ol")).toBe("Allmain");
});

test("header: title, live badge, every warning, the sentence of an estimated tree", () => {
  page.receive(message({ ...graph, estimated: "Callers are estimated." }));
  expect(text("h1")).toBe("report.py");
  expect($(".live").hidden).toBe(false);
  expect(text(".notice-info")).toContain("Callers are estimated.");
  expect(text(".notice-warning")).toContain("Threads are mixed.");
});

test("an empty page gives its sentence and posts the action", () => {
  page.receive({
    type: "empty",
    header: null,
    message: "The program was too short to sample.",
    actions: [{ command: "profileWithCprofile", label: "Use cProfile" }],
  });
  expect(text("section.empty p")).toBe("The program was too short to sample.");
  $("section.empty button").click();
  expect(posted).toEqual([{ type: "command", command: "profileWithCprofile" }]);
});

test("weights are offered only where there are several, and choosing one asks the editor", () => {
  page.receive(message(graph));
  expect($("label.field").hidden).toBe(true);
  const weights = [
    { id: "wall", label: "Wall time" },
    { id: "cpu", label: "CPU time" },
  ];
  page.receive(message(graph, { weights }));
  const select = $("label.field select") as HTMLSelectElement;
  expect($("label.field").hidden).toBe(false);
  expect(select.value).toBe("wall");
  select.value = "cpu";
  select.dispatchEvent(new Event("change"));
  expect(posted).toEqual([{ type: "chooseWeight", weight: "cpu" }]);
});

test("the tree's items say level, position, name and numbers", () => {
  page.receive(message(graph));
  const tree = $('[role="tree"]');
  press(tree, "ArrowDown");
  press(tree, "ArrowDown");
  press(tree, "ArrowRight");
  const item = activeItem()!;
  expect(item.textContent).toBe("read, self 30.0 %, total 30.0 %, depth 2, 2 of 2 siblings, io.py:3");
  expect(item.getAttribute("role")).toBe("treeitem");
  expect(item.getAttribute("aria-level")).toBe("2");
  expect(item.getAttribute("aria-posinset")).toBe("2");
  expect(item.getAttribute("aria-setsize")).toBe("2");
  press(tree, "o");
  expect(posted).toEqual([{ type: "openFrame", frame: graph.frame[2], beside: false }]);
});

test("keys in the search field write; they do not act", () => {
  page.receive(message(graph));
  press($('[role="tree"]'), "ArrowDown");
  press($(".search input"), "o");
  expect(posted).toEqual([]);
});

test("what is saved fits the schema and brings the page back", () => {
  page.receive(message(graph));
  const tree = $('[role="tree"]');
  press(tree, "ArrowDown");
  press(tree, "ArrowDown");
  press(tree, "Enter");
  $("#tab-lines").click();
  vi.runAllTimers();
  const kept = savedSchema.parse(JSON.parse(JSON.stringify(saved)));
  expect(kept).toMatchObject({ zoom: [{ name: "main" }, { name: "parse" }], options: { tab: "lines" } });
  open(kept);
  page.receive(message(graph));
  expect([...document.querySelectorAll(".crumb")].map((crumb) => crumb.textContent)).toEqual(["All", "main", "parse"]);
  expect($("#tab-lines").getAttribute("aria-selected")).toBe("true");
  expect(text(".table-nothing")).toContain("no line numbers");
});

test("100,000 functions are a few elements, and the last row can be reached", () => {
  const many = flamegraphOf(Array.from({ length: 100_000 }, (_, index) => [[`f${index}`], 1] as const));
  page.receive(message(many));
  expect(document.querySelectorAll(".row").length).toBeLessThan(60);
  expect($('[role="grid"]').getAttribute("aria-rowcount")).toBe("100001");
  expect(text(".table-count")).toBe("100,000 functions");
});

test("sorting marks its heading and turns round at the second click", () => {
  page.receive(message(graph));
  const heading = () => $(".cell-name[role=columnheader]");
  heading().querySelector("button")!.click();
  expect(heading().getAttribute("aria-sort")).toBe("ascending");
  expect(rows()).toEqual(["main", "parse", "read"]);
  heading().querySelector("button")!.click();
  expect(heading().getAttribute("aria-sort")).toBe("descending");
  expect(rows()).toEqual(["read", "parse", "main"]);
});
