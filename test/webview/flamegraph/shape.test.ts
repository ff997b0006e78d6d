import { expect, test } from "vitest";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";
import { pageForTests } from "./open-page.ts";

const { open, show, receive, kept, $, text, texts, trees, press, itemOf, menuItem } = pageForTests();

const graph = flamegraphOf([
  [["main", "walk", "walk", "leaf"], 40],
  [["main", { name: "get", file: "/lib/http.py", origin: "library", package: "http" }, "hook"], 30],
  [["main", "load"], 20],
  [["main"], 10],
]);
const chips = () => texts(".chip-label");
const down = (times: number) => {
  for (let step = 0; step < times; step++) press(trees()[0]!, "ArrowDown");
};
const crumbs = () => texts(".crumb").join(">");

test("the menu of a frame, from the keyboard: arrows, letters, Escape; the focus goes back", () => {
  show(graph);
  const tree = trees()[0]!;
  tree.focus();
  down(2);
  press(tree, "F10", { shiftKey: true });
  const menu = $('.menu[aria-label="Frame"]');
  expect(menu.hidden).toBe(false);
  expect(texts('.menu[aria-label="Frame"] .menu-label')).toEqual([
    "Zoom",
    "Open source",
    "Sandwich: callers and callees",
    "Root here",
    "Hide this function",
    "Copy: name, place and numbers",
    "Copy stack",
  ]);
  const focused = () => document.activeElement?.querySelector(".menu-label")?.textContent;
  expect(focused()).toBe("Zoom");
  press(document.activeElement as HTMLElement, "ArrowUp");
  expect(focused()).toBe("Copy stack");
  press(document.activeElement as HTMLElement, "h");
  expect(focused()).toBe("Hide this function");
  press(document.activeElement as HTMLElement, "Escape");
  expect([menu.hidden, document.activeElement]).toEqual([true, tree]);
  // A letter in the menu is no key of the page.
  expect(chips()).toEqual([]);
});

test("root here: shares are of that call path; its chip takes it back; it survives a reload", () => {
  show(graph);
  down(2);
  expect(itemOf(trees()[0])).toMatch(/^walk, self 0.0 %, total 40.0 %, depth 2/);
  press(trees()[0]!, "ContextMenu");
  menuItem("Root here")!.click();
  expect(chips()).toEqual(["Root: walk"]);
  expect(itemOf(trees()[0])).toMatch(/^walk, self 0.0 %, total 100 %, depth 1/);
  expect(texts(".row .cell-name")).toEqual(["leaf", "walk"]);
  expect(text(".crumbs-share")).toBe("40.0 ms · 40.0 % of the whole");
  // Rooted once more, within what is shown: the path grows.
  down(1);
  press(document.body, "r");
  expect(kept().options.shape.root?.map(({ name }) => name)).toEqual(["main", "walk", "walk"]);
  open(kept());
  show(graph);
  expect(itemOf(trees()[0])).toMatch(/^walk, self 0.0 %, total 100 %, depth 1/);
  $(".chip").click();
  expect([chips(), text(".crumbs-share")]).toEqual([[], "100 ms"]);
});

test("hide: the function is gone from graph and table, its caller is selected; each chip takes back its own", () => {
  show(graph);
  down(2);
  press(document.body, "h");
  expect(itemOf(trees()[0])).toMatch(/^main, self 10.0 %/);
  expect(texts(".row .cell-name")).toEqual(["leaf", "hook", "load", "main", "get"]);
  down(1);
  expect(itemOf(trees()[0])).toMatch(/^leaf, self 40.0 %, total 40.0 %, depth 2/);
  press(document.body, "h");
  expect(chips()).toEqual(["Hidden: walk", "Hidden: leaf"]);
  expect(itemOf(trees()[0])).toMatch(/^main, self 50.0 %/);
  $(".chip").click();
  expect(chips()).toEqual(["Hidden: leaf"]);
  expect(texts(".row .cell-name")).toContain("walk");
});

test("hiding the root of the program leaves its own time blank, and says so", () => {
  show(graph);
  down(1);
  press(document.body, "h");
  expect(text(".legend")).toContain("Outside what is shown10.0 %");
});

test("More: recursion and libraries collapse; the table keeps what was measured", () => {
  show(graph);
  const more = $('[aria-label="More"]');
  more.click();
  expect(menuItem("Collapse recursion")!.getAttribute("aria-checked")).toBe("false");
  menuItem("Collapse recursion")!.click();
  more.click();
  expect(menuItem("Collapse recursion")!.getAttribute("aria-checked")).toBe("true");
  menuItem("Collapse libraries into their entry")!.click();
  expect(chips()).toEqual(["Recursion collapsed", "Libraries collapsed"]);
  down(3);
  expect(itemOf(trees()[0])).toMatch(/^leaf, self 40.0 %, total 40.0 %, depth 3/);
  expect(texts(".row .cell-name")).toHaveLength(6);
});

test("back and forward: views, zoom, root and hidden functions; buttons say whether there is a way", () => {
  show(graph);
  const [back, forward] = ["Back ([)", "Forward (])"].map((label) => $(`[aria-label="${label}"]`) as HTMLButtonElement);
  expect([back!.disabled, forward!.disabled]).toEqual([true, true]);
  down(2);
  press(trees()[0]!, "Enter");
  expect(crumbs()).toBe("All>main>walk");
  press(document.body, "b");
  press(document.body, "f");
  expect(trees()).toHaveLength(2);
  press(document.body, "[");
  expect($('[aria-label="View"] [aria-pressed="true"]').textContent).toBe("Bottom up");
  press(document.body, "Backspace");
  expect(crumbs()).toBe("All>main>walk");
  expect(itemOf(trees()[0])).toMatch(/^walk, /);
  press(document.body, "[");
  expect(crumbs()).toBe("All");
  press(document.body, "[");
  expect([back!.disabled, forward!.disabled]).toEqual([true, false]);
  press(document.body, "]");
  press(document.body, "Backspace", { shiftKey: true });
  forward!.click();
  expect(trees()).toHaveLength(2);
  press(document.body, "[");
  press(document.body, "h");
  expect(forward!.disabled).toBe(true);
  expect(chips()).toEqual(["Hidden: walk"]);
  back!.click();
  expect(chips()).toEqual([]);
});

test("what was searched, coloured or sorted is no place to go back to", () => {
  show(graph);
  const input = $(".search input") as HTMLInputElement;
  input.value = "leaf";
  input.dispatchEvent(new Event("input"));
  ($('[aria-label="Colour by"] button:last-child') as HTMLButtonElement).click();
  down(1);
  expect(($('[aria-label="Back ([)"]') as HTMLButtonElement).disabled).toBe(true);
});

test("a frame that the editor reveals is shown, whatever was hidden or collapsed; hiding keeps own code only", () => {
  show(graph);
  const own = [...document.querySelectorAll<HTMLButtonElement>(".toggle")].find(({ textContent }) =>
    textContent?.startsWith("Own"),
  )!;
  own.click();
  down(2);
  press(document.body, "h");
  expect([chips(), own.getAttribute("aria-pressed")]).toEqual([["Hidden: walk"], "true"]);
  receive({ type: "revealFrame", frame: graph.frames.name.indexOf("leaf") });
  expect([chips(), itemOf(trees()[0])]).toEqual([["Hidden: walk"], expect.stringMatching(/^leaf, /)]);
  receive({ type: "revealFrame", frame: graph.frames.name.indexOf("walk") });
  expect([chips(), own.getAttribute("aria-pressed")]).toEqual([[], "false"]);
  expect(itemOf(trees()[0])).toMatch(/^walk, /);
});

test("the search walks through both halves of a sandwich", () => {
  show(graph);
  press(document.body, "/");
  const input = $(".search input") as HTMLInputElement;
  press(trees()[0]!, "ArrowDown");
  press(trees()[0]!, "ArrowDown");
  press(document.body, "f");
  input.value = "/leaf|main/";
  input.dispatchEvent(new Event("input"));
  const [upper, lower] = trees();
  press(document.body, "n");
  expect([itemOf(upper), itemOf(lower)]).toEqual([null, expect.stringMatching(/^leaf, /)]);
  press(document.body, "n");
  expect([itemOf(upper), itemOf(lower)]).toEqual([expect.stringMatching(/^main, /), null]);
  press(document.body, "n");
  expect(itemOf(lower)).toMatch(/^leaf, /);
});

test("walking is one step back, however many rows it went through", () => {
  show(graph);
  press(document.body, "f");
  const table = $(".table");
  for (let step = 0; step < 4; step++) press(table, "ArrowDown");
  expect(crumbs()).toBe("All>main");
  press(document.body, "[");
  expect(crumbs()).toBe("All>leaf");
  press(document.body, "[");
  expect(trees()).toHaveLength(1);
});
