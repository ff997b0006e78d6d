import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareFlamegraphs } from "../../../src/core/profile/comparison.ts";
import { changedProgram, flamegraphOf } from "../../support/flamegraph-samples.ts";
import { violationsOf } from "./axe.ts";
import { launchBrowser, openPage, pointOf, send, settled, startPageServer } from "./page-server.ts";
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

const AGAINST = { name: "report.py (11:58:03)", shownName: "report.py (12:04:31)", isNewer: false };
const { before, after } = changedProgram();
const compared = compareFlamegraphs(before, after);

test("what has grown, shrunk, come and gone has the colours of the legend, at both ends of a swap", async () => {
  const graph = compareFlamegraphs(
    flamegraphOf([
      [["main", "grows"], 100],
      [["main", "shrinks"], 400],
      [["main", "goes"], 300],
      [["main", "stays"], 200],
    ]),
    flamegraphOf([
      [["main", "grows"], 400],
      [["main", "shrinks"], 100],
      [["main", "comes"], 300],
      [["main", "stays"], 200],
    ]),
  );
  const page = await openPage(browser, server.url);
  await send(page, graph, { against: AGAINST });
  const colours = async () => {
    const found: Record<string, string | undefined> = {};
    for (const name of ["grows", "shrinks", "comes", "goes", "stays"])
      found[name] = await legendOf(page, await colourAt(page, graph.frames.name.indexOf(name)));
    return found;
  };
  /** A box's own colour and that of its stripes both count: the fill is what most of its pixels have. */
  async function colourAt(page: Page, frame: number): Promise<string> {
    const node = graph.frame.indexOf(frame);
    const { x, y } = await pointOf(page, graph, node);
    return page.evaluate(
      ([x, y]) => {
        const canvas = document.querySelector("canvas")!;
        const bounds = canvas.getBoundingClientRect();
        const scale = canvas.width / bounds.width;
        const [left, top] = [(x! - bounds.left) * scale, (y! - bounds.top - 8) * scale].map(Math.round);
        const pixels = canvas.getContext("2d")!.getImageData(left!, top!, 20, 1).data;
        const counts = new Map<string, number>();
        for (let at = 0; at < pixels.length; at += 4) {
          const colour = `rgb(${pixels[at]}, ${pixels[at + 1]}, ${pixels[at + 2]})`;
          counts.set(colour, (counts.get(colour) ?? 0) + 1);
        }
        return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
      },
      [x, y],
    );
  }
  expect(await colours()).toEqual({
    ...{ grows: "Grown", shrinks: "Shrunk", comes: "New", goes: "Gone", stays: "No clear change" },
  });
  await page.getByRole("button", { name: "Swap" }).click();
  await settled(page);
  expect(await colours()).toEqual({
    ...{ grows: "Shrunk", shrinks: "Grown", comes: "Gone", goes: "New", stays: "No clear change" },
  });
  await page.close();
});

/** The label of the legend with this colour as its fill, the last one of a swatch; a browser rounds those of gradients. */
function legendOf(page: Page, colour: string): Promise<string | undefined> {
  return page.locator(".legend li").evaluateAll((items, wanted) => {
    const numbers = (css: string) => (css.match(/\d+/g) ?? []).map(Number);
    const isNear = (css: string) => numbers(css).every((part, at) => Math.abs(part - (numbers(wanted)[at] ?? 0)) <= 1);
    const fillOf = (swatch: Element) => {
      const { backgroundColor, backgroundImage } = getComputedStyle(swatch);
      return backgroundImage.match(/rgb\([^)]*\)/g)?.at(-1) ?? backgroundColor;
    };
    const found = items.find((item) => isNear(fillOf(item.querySelector(".swatch")!)));
    return found?.querySelector(".legend-label")?.textContent ?? undefined;
  }, colour);
}

test.each(Object.keys(THEMES) as ThemeName[])(
  "in the theme %s axe has nothing to say, and nothing is too wide",
  async (theme) => {
    mkdirSync("out/shots", { recursive: true });
    for (const width of [1200, 320]) {
      const page = await openPage(browser, server.url, { theme, width, height: 900 });
      await send(page, compared, { against: AGAINST });
      await page.locator(".graph-scroll").focus();
      for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowDown");
      await settled(page);
      expect(await violationsOf(page)).toEqual([]);
      const tooWide = await page.evaluate(() => {
        const limit = document.documentElement.clientWidth + 0.5;
        const items = [...document.querySelectorAll<HTMLElement>(".comparison, .comparison *, .details *, .legend *")];
        return items.filter((item) => item.getBoundingClientRect().right > limit).map((item) => item.className);
      });
      expect(tooWide).toEqual([]);
      await page.screenshot({ path: `out/shots/comparison-${theme}-${width}.png` });
      await page.close();
    }
  },
);
