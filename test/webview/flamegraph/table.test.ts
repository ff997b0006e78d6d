import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { functionTotals } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph } from "../../../src/core/profile/pack.ts";
import type { FromFlamegraph } from "../../../src/core/protocol/webview.ts";
import { createPage } from "../../../webview/flamegraph/page.ts";
import { type Saved, savedSchema } from "../../../webview/flamegraph/view-state.ts";
import { flamegraphOf, type SampleFrame } from "../../support/flamegraph-samples.ts";

const library = (name: string, file: string): SampleFrame => ({
  name,
  file: `/venv/site-packages/${file}`,
  origin: "library",
  package: file.split("/")[0]!,
});
const sampled = flamegraphOf([
  [["main", "parse", library("search", "re2/api.py"), library("compile", "re2/core.py")], 40],
  [["main", "parse", library("search", "re2/api.py")], 20],
  [["main", library("render", "jinja2/env.py"), { name: "sleep", file: "", origin: "native", package: "" }], 30],
  [["main"], 10],
]);
const counts: Readonly<Record<string, number>> = { main: 1, parse: 30, search: 600, compile: Number.NaN, render: 4 };
const measured = functionTotals(sampled);
const counted: Flamegraph = {
  ...sampled,
  counts: {
    calls: Float64Array.from(sampled.frames.name, (name) => counts[name] ?? Number.NaN),
    self: Float64Array.from(measured.rowOfFrame, (row) => measured.self[row] ?? Number.NaN),
    total: Float64Array.from(measured.rowOfFrame, (row) => measured.total[row] ?? Number.NaN),
  },
};

let posted: FromFlamegraph[];
let saved: Saved | null;
let page: ReturnType<typeof createPage>;

function open(data: Flamegraph, state: Saved | null = null): void {
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
  show(data);
}

function show(data: Flamegraph): void {
  const header = { title: "t", subtitle: "", warnings: [], live: false, facts: [], paints: null };
  const weights = [{ id: "wall", label: "Wall time" }];
  page.receive({ type: "flamegraph", header, weights, weight: "wall", data: packFlamegraph(data) });
}

const $ = <E extends HTMLElement = HTMLElement>(selector: string) => document.querySelector<E>(selector)!;
const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
const texts = (selector: string) => all(selector).map(({ textContent }) => textContent);
const names = () => texts(".row .cell-name");
const count = () => $(".table-count").textContent;
const tab = (name: string) => $(`#tab-${name}`).click();
const heading = (id: string) => $(`.cell-${id}[role=columnheader]`);
const press = (target: HTMLElement, key: string, more: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
function type(text: string): void {
  const input = $<HTMLInputElement>(".table-filter input");
  input.value = text;
  input.dispatchEvent(new Event("input"));
}

/** The document outlives its pages here: their listeners are taken off by hand. */
const listening = vi.spyOn(document, "addEventListener");
const written = vi.fn<(text: string) => Promise<void>>(async () => undefined);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { clipboard: { writeText: written } });
  written.mockClear();
  open(counted);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  for (const [type, listener] of listening.mock.calls) document.removeEventListener(type, listener as EventListener);
  listening.mockClear();
});

test("functions, lines, files and packages: one tab stop, arrows go around all four", () => {
  const chosen = () => document.activeElement?.id;
  $("#tab-functions").focus();
  for (const id of ["tab-lines", "tab-files", "tab-packages", "tab-functions"]) {
    press(document.activeElement as HTMLElement, "ArrowRight");
    expect(chosen()).toBe(id);
    expect(texts('[role=tab][tabindex="0"]')).toEqual(texts(`#${id}`));
    expect($("[role=tabpanel]").getAttribute("aria-labelledby")).toBe(id);
  }
  press(document.activeElement as HTMLElement, "ArrowLeft");
  expect(chosen()).toBe("tab-packages");
  press(document.activeElement as HTMLElement, "Home");
  expect(chosen()).toBe("tab-functions");
  press(document.activeElement as HTMLElement, "End");
  expect(count()).toBe("4 packages");
});

test("files and packages with their sums, each once per stack", () => {
  tab("files");
  expect(names()).toEqual(["core.py", "(no file)", "api.py", "app.py", "env.py"]);
  expect(all(".row .cell-total").map(({ title }) => title)[3]).toBe("100 ms · 100 %");
  expect(all(".row .cell-location").map(({ textContent }) => textContent)[0]).toBe("site-packages/re2");
  tab("packages");
  expect(names()).toEqual(["re2", "(no package)", "app", "jinja2"]);
  expect(all(".row .cell-total").map(({ title }) => title)[0]).toBe("60.0 ms · 60.0 %");
});

test("a chosen file lights up all its frames; Enter opens it where it took the most", () => {
  tab("files");
  const grid = $(".table");
  grid.focus();
  press(grid, "Home");
  press(grid, "ArrowDown");
  press(grid, "ArrowDown");
  expect($(".row.chosen .cell-name").textContent).toBe("api.py");
  press(grid, "Enter");
  expect(posted).toEqual([{ type: "openFrame", frame: sampled.frames.name.indexOf("search"), beside: false }]);
});

test("a package is no place to open", () => {
  tab("packages");
  const grid = $(".table");
  press(grid, "ArrowDown");
  expect($(".row.chosen .cell-name").textContent).toBe("re2");
  press(grid, "Enter");
  $(".row.chosen").dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
  expect(posted).toEqual([]);
});

test("calls and time per call where they were counted, — where not, and no such columns without", () => {
  heading("calls").querySelector("button")!.click();
  expect(names()).toEqual(["search", "parse", "render", "main", "compile", "sleep"]);
  expect(texts(".row .cell-calls")).toEqual(["600", "30", "4", "1", "—", "—"]);
  expect(texts(".row .cell-totalPerCall").slice(0, 2)).toEqual(["100 µs", "2.00 ms"]);
  heading("calls").querySelector("button")!.click();
  expect(names().at(-1)).toBe("sleep");
  expect(names()[0]).toBe("main");
  show(sampled);
  expect(all(".cell-calls")).toEqual([]);
  expect(heading("self").getAttribute("aria-sort")).toBe("descending");
});

test("own code only keeps counts", () => {
  $<HTMLButtonElement>(".toggle").click();
  heading("name").querySelector("button")!.click();
  expect(texts(".row .cell-calls")).toEqual(["1", "30"]);
});

test("the filter leaves rows out and says how many are left; the search goes on top; Escape clears, then leaves", () => {
  type("re2");
  expect(names()).toEqual(["compile", "search"]);
  expect(count()).toBe("2 of 6 functions");
  const search = $<HTMLInputElement>(".search input");
  search.value = "compile";
  search.dispatchEvent(new Event("input"));
  expect(count()).toBe("1 of 6 functions");
  type("render");
  expect($(".table-nothing").textContent).toBe("Nothing matches both the search and the filter.");
  const input = $<HTMLInputElement>(".table-filter input");
  input.focus();
  press(input, "Escape");
  expect([input.value, count(), search.value]).toEqual(["", "1 of 6 functions", "compile"]);
  press(input, "Escape");
  expect(document.activeElement).toBe($(".table"));
});

test("an expression that is none is said, and leaves nothing out", () => {
  type("/(/");
  expect($(".table-filter input").getAttribute("aria-invalid")).toBe("true");
  expect(count()).toBe("6 functions");
});

test("columns are chosen by keyboard, and brought back with the filter", () => {
  const columns = $<HTMLButtonElement>('[aria-label="Columns"]');
  columns.click();
  expect(columns.getAttribute("aria-expanded")).toBe("true");
  const boxes = () => all(".column-list input") as HTMLInputElement[];
  expect(document.activeElement).toBe(boxes()[1]);
  press(document.activeElement as HTMLElement, "ArrowDown");
  expect(document.activeElement).toBe(boxes()[2]);
  boxes()[2]!.click();
  boxes()[1]!.click();
  expect(texts(".table-head .cell").slice(0, 2)).toEqual(["Name", "Package"]);
  press(document.activeElement as HTMLElement, "Escape");
  expect(document.activeElement).toBe(columns);
  expect($(".column-list").hidden).toBe(true);
  type("jinja2");
  vi.runAllTimers();
  const kept = savedSchema.parse(JSON.parse(JSON.stringify(saved)));
  open(counted, kept);
  expect(texts(".table-head .cell").slice(0, 2)).toEqual(["Name", "Package"]);
  expect([count(), $<HTMLInputElement>(".table-filter input").value]).toEqual(["1 of 6 functions", "jinja2"]);
  $('[aria-label="Columns"]').click();
  $(".column-list button").click();
  expect(texts(".table-head .cell").slice(0, 2)).toEqual(["Name", "Location"]);
});

test("what was saved by a version without columns and filter is understood", () => {
  vi.runAllTimers();
  const { columns: _, tableFilter: __, ...older } = saved!.options;
  expect(savedSchema.parse({ ...saved, options: older }).options).toEqual(saved!.options);
});

test("a row is copied with its headings, then all rows that are shown; numbers bare, their unit in the heading", async () => {
  $('[aria-label="Columns"]').click();
  for (const box of all(".column-list input").slice(3) as HTMLInputElement[]) if (!box.checked) box.click();
  const grid = $(".table");
  press(grid, "ArrowDown");
  press(grid, "c", { ctrlKey: true });
  const head = "Name\tLocation\tSelf (ns)\tTotal (ns)\tCalls\tSelf/call (ns)\tTotal/call (ns)\n";
  const row = "compile\t/venv/site-packages/re2/core.py:4\t40000000\t40000000\t\t\t\n";
  expect(written).toHaveBeenLastCalledWith(head + row);
  await vi.waitFor(() => expect(count()).toBe("Copied 1 function"));
  vi.runAllTimers();
  expect(count()).toBe("6 functions");
  type("re2");
  $('[aria-label="Copy all rows of the table"]').click();
  expect(written).toHaveBeenLastCalledWith(
    `${head}${row}search\t/venv/site-packages/re2/api.py:3\t20000000\t60000000\t600\t${20e6 / 600}\t100000\n`,
  );
});

test("names with tabs or formulas are text where they are pasted", () => {
  open(flamegraphOf([[[{ name: "=cmd()\t|\n", file: "@evil.py", line: 3 }], 1]]));
  press($(".table"), "ArrowDown");
  press($(".table"), "C", { metaKey: true });
  expect(written.mock.lastCall?.[0].split("\n")[1]?.split("\t").slice(0, 2)).toEqual([
    "'=cmd()\\u{9}|\\u{a}",
    "'@evil.py:1",
  ]);
});

test("where the browser does not allow copying it is said", async () => {
  written.mockRejectedValueOnce(new Error("denied"));
  $('[aria-label="Copy all rows of the table"]').click();
  await vi.waitFor(() => expect(count()).toBe("The browser did not allow copying"));
});

test("the grid says how many rows and columns it has, and which row stands where", () => {
  type("re2");
  const grid = $('[role="grid"]');
  expect([grid.getAttribute("aria-rowcount"), grid.getAttribute("aria-colcount")]).toEqual(["3", "7"]);
  expect(all(".row").map((row) => row.getAttribute("aria-rowindex"))).toEqual(["2", "3"]);
  press(grid, "ArrowDown");
  expect(document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.textContent).toMatch(/^compile/);
  heading("name").querySelector("button")!.click();
  heading("name").querySelector("button")!.click();
  expect(names()).toEqual(["search", "compile"]);
  expect(document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.textContent).toMatch(/^compile/);
});

test("rows are used again while it scrolls, in the order in which they stand", () => {
  open(flamegraphOf(Array.from({ length: 5000 }, (_, index) => [[`f${index}`], 5000 - index] as const)));
  const grid = $(".table");
  const before = new Set(all(".row"));
  grid.scrollTop = 44;
  grid.dispatchEvent(new Event("scroll"));
  grid.scrollTop = 22 * 4000;
  grid.dispatchEvent(new Event("scroll"));
  expect(names()).toContain("f4000");
  expect(all(".row").filter((row) => before.has(row)).length).toBeGreaterThanOrEqual(before.size - 1);
  const indices = all(".row").map((row) => Number(row.getAttribute("aria-rowindex")));
  expect(indices).toEqual([...indices].sort((a, b) => a - b));
  expect(new Set(indices).size).toBe(indices.length);
});
