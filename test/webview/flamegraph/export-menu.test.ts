import { beforeEach, expect, test, vi } from "vitest";
import type { FromFlamegraph } from "../../../src/core/protocol/webview.ts";
import { fromFlamegraphSchema } from "../../../src/core/protocol/webview.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";
import { $, flamegraphMessage, openTestPage, press } from "./test-page.ts";

const HOSTILE = '<img src=x onerror="alert(1)">&\u0007\ud800\uffff';
const graph = flamegraphOf([
  [["main", HOSTILE, "مرحبا 🔥"], 60],
  [["main", "x".repeat(10_000)], 30],
  ...Array.from({ length: 400 }, (_, index) => [["main", `tiny${index}`], 0.01] as const),
  [["main"], 6],
]);

let posted: FromFlamegraph[];
beforeEach(() => {
  const page = openTestPage();
  posted = page.posted;
  page.receive(flamegraphMessage(graph));
});

const button = () => $(".menu-box button[title='Save what is shown']");
const items = () => [...document.querySelectorAll<HTMLElement>(".menu:not([hidden]) .menu-item")];
const saved = () => posted.filter((message) => message.type === "save");

async function choose(label: string): Promise<string> {
  button().click();
  items()
    .find((item) => item.textContent?.includes(label))
    ?.click();
  await vi.waitFor(() => expect(saved()).toHaveLength(1));
  const [message] = saved();
  expect(fromFlamegraphSchema.safeParse(message).success).toBe(true);
  return message?.data ? new TextDecoder().decode(message.data) : "";
}

test("the menu is walked by keys, closes with Escape, and gives the focus back; keys of the page rest meanwhile", () => {
  press(button(), "ArrowDown");
  expect(items()).toHaveLength(5);
  expect(document.activeElement?.textContent).toContain("PNG");
  press(document.activeElement as HTMLElement, "ArrowUp");
  expect(document.activeElement?.textContent).toContain("collapsed");
  press(document.activeElement as HTMLElement, "b");
  expect($('[role="tree"]').getAttribute("aria-label")).not.toContain("bottom up");
  press(document.activeElement as HTMLElement, "Escape");
  expect(items()).toEqual([]);
  expect(document.activeElement).toBe(button());
});

test("SVG: every box has its title, all names are text, no script, nothing loaded", async () => {
  const svg = await choose("SVG");
  expect(svg).not.toMatch(/<(?:img|script|style|image|foreignObject|use)|href|onerror="|url\((?!#stripes)/);
  const boxes = [...svg.matchAll(/<g><title>([^<]*)<\/title><rect/g)].map(([, title]) => title);
  expect(boxes.length).toBe([...svg.matchAll(/<g><title>/g)].length);
  expect(boxes).toHaveLength(5);
  expect(boxes[0]).toContain("main\n/project/app.py:1\nself 6.00 ms");
  expect(boxes[1]).toContain("&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#38;\\u{7}\\u{d800}\ufffd");
  expect(boxes.at(-1)).toContain("400 frames too narrow to draw: 4.00 ms");
  expect(svg).toContain("\u2068مرحبا 🔥\u2069");
  expect(svg).not.toMatch(/\p{Cs}|(?!\n)\p{Cc}/u);
  expect(Math.max(...svg.split(/[<>]/).map((part) => part.length))).toBeLessThan(1000);
});

test("SVG: title, weight, view, and a legend of every look", async () => {
  const svg = await choose("SVG");
  for (const words of ["Flamegraph of report.py", "Wall time: 100 ms · top down", "app.py 100 %", "Too narrow"])
    expect(svg).toContain(words);
});

test("the subtree of the selected frame; all that is shown where none is selected", async () => {
  press($('[role="tree"]'), "ArrowDown");
  press($('[role="tree"]'), "ArrowDown");
  const { profiles } = JSON.parse(await choose("(speedscope)"));
  expect(profiles).toHaveLength(1);
  expect(profiles[0].endValue).toBe(60e6);
});

test("collapsed stacks of all that is shown", async () => {
  expect((await choose("All that is shown (collapsed")).split("\n")[0]).toMatch(/^main .* 6000000$/);
});

test("the report is asked of the editor, which has the sources", async () => {
  await choose("HTML report");
  expect(saved()).toEqual([{ type: "save", kind: "report", name: "report.py", data: null }]);
});

test("a document makes no report of itself", () => {
  openTestPage({ surroundings: "document" }).receive(flamegraphMessage(graph));
  button().click();
  expect(items().map((item) => item.textContent)).toHaveLength(4);
});
