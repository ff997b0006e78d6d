import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { estimatedFlamegraph, realisticFlamegraph } from "../../support/flamegraph-samples.ts";
import { violationsOf } from "./axe.ts";
import { launchBrowser, openPage, send, settled, startPageServer } from "./page-server.ts";
import { THEMES, type ThemeName } from "./themes.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startPageServer>>;
const graph = realisticFlamegraph();
const calls = Float64Array.from(graph.frames.name, (_, frame) => (frame % 9 === 0 ? Number.NaN : frame * 31 + 1));
const counts = { calls, self: calls.map((count) => count * 1e3), total: calls.map((count) => count * 2e3) };
const estimated = estimatedFlamegraph();
beforeAll(async () => {
  server = await startPageServer();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe.each(Object.keys(THEMES) as ThemeName[])("axe in the theme %s", (theme) => {
  test.each([1200, 320])("has nothing to say at %i px", async (width) => {
    const page = await openPage(browser, server.url, { theme, width, height: 800 });
    await send(
      page,
      { ...graph, counts, estimated: "Built from callers and callees: shares of callers are estimated." },
      {
        header: {
          title: "report.py",
          subtitle: "cProfile",
          warnings: ["Too short to sample well."],
          live: true,
          facts: [{ label: "File", value: "/w/report.pstats" }],
          paints: false,
        },
        weights: [
          { id: "wall", label: "Wall time" },
          { id: "cpu", label: "CPU time" },
        ],
      },
    );
    await page.locator(".graph-scroll").focus();
    await page.keyboard.press("ArrowDown");
    await page.locator(".table").focus();
    await page.keyboard.press("ArrowDown");
    await page.locator(".search input").fill("/(/");
    expect(await violationsOf(page)).toEqual([]);
    await page.locator(".search input").fill("parse");
    await page.getByRole("tab", { name: "Files" }).click();
    await page.locator(".table-filter input").fill("/(/");
    await page.getByRole("button", { name: "Columns", exact: true }).click();
    await settled(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("checkbox", { name: "Package" }).check();
    await page.keyboard.press("Escape");
    for (const menu of await page.locator(".menu-button").all()) {
      await menu.click();
      await page.locator(".menu-item:visible").first().waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
    await page.getByRole("button", { name: "Keys" }).click();
    await settled(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  test.each([1200, 320])("has nothing to say of a sandwich, a menu, chips and calls at %i px", async (width) => {
    const page = await openPage(browser, server.url, { theme, width, height: 800 });
    await send(page, estimated);
    await page.locator(".graph-scroll").focus();
    for (const key of ["ArrowDown", "ArrowDown", "h", "ArrowDown", "r", "ArrowDown", "f", "ArrowUp", "Shift+F10"])
      await page.keyboard.press(key);
    expect(await page.locator(".chips .chip").count()).toBe(2);
    expect(await page.locator(".menu-item:focus").count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    expect(await page.locator(".calls-go").count()).toBeGreaterThan(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  test("has nothing to say of the empty page", async () => {
    const page = await openPage(browser, server.url, { theme });
    const actions = [
      { command: "profileCurrentFile", label: "Profile Current File" },
      { command: "profileWithCprofile", label: "Use cProfile" },
    ];
    await page.evaluate(
      (actions) => window.postMessage({ type: "empty", header: null, message: "No run is loaded.", actions }, "*"),
      actions,
    );
    await page.locator(".empty button").first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });
});

test("the CSP is in force: an inline style is refused", async () => {
  const page = await openPage(browser, server.url);
  await page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await page.waitForFunction(() => window.heatline.violations.length > 0);
  expect(await page.evaluate(() => window.heatline.violations)).toEqual(["style-src-attr"]);
  await page.close();
});

test.each([250, 320, 600])("nothing is wider than the page at %i px, nor at twice the size of text", async (width) => {
  const page = await openPage(browser, server.url, { width, height: 700 });
  await send(page, estimated);
  await page.locator(".graph-scroll").focus();
  for (const key of ["ArrowDown", "ArrowDown", "h", "ArrowDown", "r", "ArrowDown"]) await page.keyboard.press(key);
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await page.evaluate(() => document.documentElement.style.setProperty("--vscode-font-size", "26px"));
  expect(await overflow()).toBe(0);
  const tooWide = await page.evaluate(() => {
    const main = document.getElementById("app")!;
    const limit = main.getBoundingClientRect().left + main.clientWidth + 0.5;
    const wide = [
      ...main.querySelectorAll<HTMLElement>(
        ".header *, .toolbar *, .graph-pane > *, .chips > *, .details *, .table-bar *",
      ),
    ];
    return wide
      .filter((item) => !item.closest(".visually-hidden, .card, .crumbs") && item.getBoundingClientRect().right > limit)
      .map((item) => `${item.className} ${item.textContent}`);
  });
  expect(tooWide).toEqual([]);
  await page.keyboard.press("c");
  expect(await overflow()).toBe(0);
  await page.keyboard.press("f");
  expect(await overflow()).toBe(0);
  await page.close();
});
