import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf, type SampleFrame } from "../../support/flamegraph-samples.ts";
import { launchBrowser, openPage, pointOf, send, settled, startPageServer } from "./page-server.ts";

// Profiles at the edges of what there is: the page draws them, walks them, finds in them, and never throws.

let browser: Browser;
let server: Awaited<ReturnType<typeof startPageServer>>;
let page: Page;
beforeAll(async () => {
  server = await startPageServer();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});
afterEach(async () => {
  const { violations, errors } = await page.evaluate(() => window.heatline);
  await page.close();
  expect({ violations, errors }).toEqual({ violations: [], errors: [] });
});

async function open(graph: Flamegraph, width = 1200): Promise<void> {
  page = await openPage(browser, server.url, { width });
  await send(page, graph);
}

const text = (selector: string) => page.locator(selector).first().textContent();
const rows = () => page.locator('.table-space [role="row"]');
const active = () =>
  page.evaluate(() => {
    const id = document.querySelector('[role="tree"]')?.getAttribute("aria-activedescendant");
    return id ? document.getElementById(id)?.textContent : null;
  });

async function find(what: string): Promise<void> {
  await page.locator(".search input").fill(what);
  await page.locator(".search input").press("Enter");
  await settled(page);
}

test("a stack of 10,000 calls is scrolled to its end, walked and zoomed", async () => {
  await open(flamegraphOf([[Array.from({ length: 10_000 }, (_, depth) => `call_${depth}`), 5]]));
  await find("/^call_9999$/");
  expect(await text(".details-name")).toBe("call_9999");
  await page.locator(".search input").press("Escape");
  await page.locator(".search input").press("Escape");
  await page.keyboard.press("ArrowUp");
  expect(await active()).toMatch(/^call_9998, .*depth 9999,/);
  const { top, height, canvas } = await page.locator(".graph-scroll").evaluate((scroller) => ({
    top: scroller.scrollTop,
    height: scroller.scrollHeight,
    canvas: scroller.querySelector("canvas")!.height,
  }));
  expect(top).toBeGreaterThan(height * 0.9);
  // Browsers give up on canvases of 16,384 pixels and more: it is as high as the view, whatever the graph.
  expect(canvas).toBeLessThan(2000);
  await page.keyboard.press("Enter");
  await page.keyboard.press("b");
  await settled(page);
  expect(await active()).toMatch(/^call_9998, /);
});

test("one frame", async () => {
  await open(flamegraphOf([[["alone"], 1]]));
  await page.locator('[role="tree"]').focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp", "Enter", "Escape", "b", "Home"])
    await page.keyboard.press(key);
  expect(await active()).toMatch(/^alone, self 100 %/);
  expect(await rows().count()).toBe(1);
});

test("no frame at all, should one be sent", async () => {
  await open(flamegraphOf([]));
  await page.locator('[role="tree"]').focus();
  for (const key of ["ArrowDown", "Enter", "Escape", "+", "-", "Home", "b", "f", "n"]) await page.keyboard.press(key);
  await page.locator(".graph-canvas").hover();
  await find("anything");
  expect(await text(".search-result")).toBe("No match");
});

test("all names equal: functions of one name in a hundred files stay apart", async () => {
  const named = (index: number): SampleFrame => ({ name: "run", file: `/project/module_${index}.py`, line: index + 1 });
  await open(
    flamegraphOf(Array.from({ length: 100 }, (_, index) => [[named(index), named((index + 1) % 100)], index + 1])),
  );
  expect(await text(".table-count")).toBe("100 functions");
  await find("run");
  expect(await text(".search-result")).toBe("1 of 200 · 100 %");
  await find("module_41.py");
  expect(await text(".search-result")).toBe("1 of 2 · 1.6 %");
});

test("names of 10,000 characters, with and without places to break, do not break the page", async () => {
  const long = "x".repeat(10_000);
  const words = "wide name ".repeat(1000);
  const graph = flamegraphOf([
    [[{ name: long, file: `/project/${long}.py`, package: long }], 60],
    [[{ name: words, file: "/project/words.py" }], 40],
  ]);
  for (const width of [1200, 320]) {
    await open(graph, width);
    const { x, y } = await pointOf(page, graph, 0);
    await page.mouse.move(x, y);
    await page.mouse.click(x, y);
    await settled(page);
    const card = (await page.locator(".card").boundingBox())!;
    expect(card.width).toBeLessThanOrEqual(width);
    expect(card.height).toBeLessThan(500);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.locator(".graph-scroll").evaluate((scroller) => scroller.clientHeight)).toBeGreaterThan(100);
    if (width === 1200) await page.screenshot({ path: "out/shots/extreme-names.png" });
    if (width === 1200) await page.close();
  }
});

test("weights from 1e-9 to 1e15: the smallest are found, selected and shown", async () => {
  const powers = Array.from({ length: 25 }, (_, index) => index - 9);
  // flamegraphOf takes milliseconds of 1e6 ns.
  await open(flamegraphOf(powers.map((power) => [["main", `ten_${power + 9}`], 10 ** (power - 6)])));
  await find("/^ten_0$/");
  expect(await text(".details-name")).toBe("ten_0");
  expect(await text(".search-result")).toBe("1 of 1 · < 0.1 %");
  await page.locator(".search input").press("Escape");
  await page.locator(".search input").press("Escape");
  await page.keyboard.press("Enter");
  await settled(page);
  const middle = await page.locator(".graph-scroll").evaluate((scroller) => {
    const bounds = scroller.getBoundingClientRect();
    return { x: bounds.left + scroller.clientWidth / 2, y: bounds.top + 30 };
  });
  await page.mouse.move(middle.x, middle.y);
  await settled(page);
  expect(await text(".card")).toContain("ten_");
  expect(await rows().count()).toBeGreaterThan(10);
});
