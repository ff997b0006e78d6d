import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { estimatedFlamegraph, realisticFlamegraph } from "../../support/flamegraph-samples.ts";
import { launchBrowser, openPage, send, settled, startPageServer } from "./page-server.ts";
import { THEMES, type ThemeName } from "./themes.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startPageServer>>;
beforeAll(async () => {
  server = await startPageServer();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

test("pictures of the page in each theme and width, for people to look at", { timeout: 120_000 }, async () => {
  mkdirSync("out/shots", { recursive: true });
  const graph = realisticFlamegraph();
  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    for (const width of [1200, 320]) {
      const page = await openPage(browser, server.url, { theme, width, height: 760 });
      await send(page, graph);
      await page.locator(".graph-scroll").focus();
      for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowDown");
      await settled(page);
      const picture = await page.screenshot({ path: `out/shots/flamegraph-${theme}-${width}.png` });
      expect(picture.byteLength).toBeGreaterThan(10_000);
      const shot = async (name: string, ...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
        await settled(page);
        await page.screenshot({ path: `out/shots/flamegraph-${name}-${theme}-${width}.png` });
      };
      await shot("up", "b");
      await shot("sandwich", "f");
      await shot("menu", "ArrowUp", "Shift+F10");
      for (const key of ["Escape", "Escape"]) await page.keyboard.press(key);
      await send(page, estimatedFlamegraph());
      await shot("estimated", "ArrowDown", "h", "r");
      await shot("calls", "c");
      await page.close();
    }
  }
});
