import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realisticFlamegraph } from "../../support/flamegraph-samples.ts";
import { violationsOf } from "./axe.ts";
import { launchBrowser, openPage, send, settled, startPageServer } from "./page-server.ts";
import { THEMES, type ThemeName } from "./themes.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startPageServer>>;
const graph = realisticFlamegraph();
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
      { ...graph, estimated: "Built from callers and callees: shares of callers are estimated." },
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
    await page.getByRole("button", { name: "Keys" }).click();
    await settled(page);
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
  await send(page, graph);
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await page.evaluate(() => document.documentElement.style.setProperty("--vscode-font-size", "26px"));
  expect(await overflow()).toBe(0);
  const tooWide = await page.evaluate(() => {
    const main = document.getElementById("app")!;
    const limit = main.getBoundingClientRect().left + main.clientWidth + 0.5;
    const wide = [
      ...main.querySelectorAll<HTMLElement>(".header *, .toolbar *, .graph-pane > *, .details *, .table-bar *"),
    ];
    return wide
      .filter((item) => !item.closest(".visually-hidden, .card, .crumbs") && item.getBoundingClientRect().right > limit)
      .map((item) => `${item.className} ${item.textContent}`);
  });
  expect(tooWide).toEqual([]);
  await page.close();
});
