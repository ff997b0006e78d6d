import { mkdirSync, readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EVERYTHING } from "../../../src/core/profile/profile-selection.ts";
import { messageOf } from "../../support/profile-messages.ts";
import { realisticTimeline } from "../../support/realistic-timeline.ts";
import { launchBrowser, openPage, settled, startPageServer } from "./page-server.ts";
import { THEMES, type ThemeName } from "./themes.ts";

// Order of time in a browser: lanes, ruler, brush by mouse and by keys.

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

const axeSource = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const profile = realisticTimeline();

async function send(page: Page, selection = EVERYTHING, thread = 0, of = profile): Promise<void> {
  const { data, time, ...message } = messageOf(of, selection, thread);
  const base64 = (buffer: ArrayBuffer) => Buffer.from(buffer).toString("base64");
  await page.evaluate(
    ({ message, data, time }) => {
      const bytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
      window.postMessage({ ...message, data: bytes(data), time: { ...time, data: bytes(time.data) } }, "*");
    },
    { message, data: base64(data), time: { ...time!, data: base64(time!.data) } },
  );
  await page.locator(".graph-canvas").waitFor({ state: "visible" });
  await settled(page);
}

async function openInTime(options: Parameters<typeof openPage>[2] = {}): Promise<Page> {
  const page = await openPage(browser, server.url, options);
  await send(page);
  await page.keyboard.press("t");
  await settled(page);
  return page;
}

const lastSelection = (page: Page) =>
  page.evaluate(() => {
    const last = window.heatline.posted.filter(({ type }) => type === "select").at(-1);
    return last?.type === "select" ? last.selection : null;
  });
const laneTime = (page: Page) => page.locator(".lane-time");
const selectedName = (page: Page) => page.locator(".details-name").innerText();

/** Drags on the lanes between two shares of their width. */
async function drag(page: Page, selector: string, from: number, to: number): Promise<void> {
  const { x, y, width, height } = (await page.locator(selector).boundingBox())!;
  await page.mouse.move(x + width * from, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * ((from + to) / 2), y + height / 2);
  await page.mouse.move(x + width * to, y + height / 2);
  await page.mouse.up();
}

test("pictures in each theme and width, for people to look at", { timeout: 90_000 }, async () => {
  mkdirSync("out/shots", { recursive: true });
  for (const theme of Object.keys(THEMES) as ThemeName[])
    for (const width of [1200, 320]) {
      const page = await openInTime({ theme, width, height: 760 });
      await page.locator(".graph-scroll").focus();
      for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowDown");
      await settled(page);
      const picture = await page.screenshot({ path: `out/shots/time-${theme}-${width}.png` });
      expect(picture.byteLength).toBeGreaterThan(10_000);
      await send(page, { ...EVERYTHING, span: { start: 1.2e9, end: 3.4e9 }, threads: [{ pid: 4711, id: "1" }] });
      await laneTime(page).focus();
      await page.keyboard.press("ArrowRight");
      await settled(page);
      await page.screenshot({ path: `out/shots/time-part-${theme}-${width}.png` });
      await page.close();
    }
});

test.each(Object.keys(THEMES) as ThemeName[])("axe has nothing to say in the theme %s", async (theme) => {
  for (const width of [1200, 320]) {
    const page = await openInTime({ theme, width, height: 800 });
    await send(page, { ...EVERYTHING, span: { start: 1.2e9, end: 3.4e9 } });
    await laneTime(page).focus();
    await page.keyboard.press("ArrowRight");
    await page.evaluate(axeSource);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    expect(violations).toEqual([]);
    await page.close();
  }
});

test("a box is where it was in time: hover, click, walk along the row", async () => {
  const page = await openInTime();
  const graph = (await page.locator(".graph-scroll").boundingBox())!;
  // 6 s of 600 samples in six phases: the third row at 2.5 s is parse_file.
  await page.mouse.move(graph.x + graph.width * (2.5 / 6), graph.y + 50);
  expect(await page.locator(".card-name").innerText()).toBe("parse_file");
  await page.mouse.click(graph.x + graph.width * (2.5 / 6), graph.y + 50);
  expect(await selectedName(page)).toBe("parse_file");
  await page.locator(".graph-scroll").focus();
  await page.keyboard.press("ArrowRight");
  expect(await selectedName(page)).toBe("wait");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect(await selectedName(page)).toBe("summarize");
  expect(await page.locator('[role="treeitem"][aria-selected="true"]').innerText()).toMatch(
    /^summarize, .*duration 17/,
  );
  await page.keyboard.press("Enter");
  expect(await page.locator(".crumb[aria-current]").innerText()).toBe("summarize");
  expect(await page.locator(".tick").allInnerTexts()).toContain("4.2 s");
  await page.close();
});

test("a drag on the lanes or on the ruler asks for the part; it comes back as a chip, and fills the graph", async () => {
  const page = await openInTime();
  await drag(page, ".lane-time", 0.25, 0.5);
  const part = (await lastSelection(page))!;
  expect(part.span!.start).toBeCloseTo(1.5e9, -8);
  expect(part.span!.end).toBeCloseTo(3e9, -8);
  await send(page, part);
  expect(await page.locator(".chip").innerText()).toMatch(/^Only\s+1\.\d+–[23]\.\d+ s$/);
  const ticks = await page.locator(".tick").allInnerTexts();
  expect(ticks[0]).toMatch(/^1\.[56]/);
  await drag(page, ".ruler", 0.5, 0.75);
  const inner = (await lastSelection(page))!;
  expect(inner.span!.start).toBeCloseTo(2.25e9, -8);
  await page.locator(".chip").click();
  expect(await lastSelection(page)).toEqual(EVERYTHING);
  await page.close();
});

test("the same by keys, spoken as it goes; Escape leaves the part", async () => {
  const page = await openInTime();
  await laneTime(page).focus();
  const spoken = () => laneTime(page).getAttribute("aria-valuetext");
  expect(await spoken()).toBe("everything");
  await page.keyboard.press("ArrowRight");
  expect(await spoken()).toBe("0–600 ms: Enter shows this part alone");
  for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowRight");
  for (let step = 0; step < 5; step++) await page.keyboard.press("Shift+ArrowRight");
  expect(await spoken()).toBe("600 ms–1.80 s: Enter shows this part alone");
  await page.keyboard.press("Escape");
  expect(await spoken()).toBe("everything");
  expect(await lastSelection(page)).toBeNull();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  const part = (await lastSelection(page))!;
  expect(part.span).toEqual({ start: 5.4e9, end: 6e9 });
  await send(page, part);
  await page.keyboard.press("Escape");
  expect(await lastSelection(page)).toEqual(EVERYTHING);
  await page.close();
});

test("threads are taken in and out, and shown one at a time", async () => {
  const page = await openInTime();
  await page.getByLabel("Look at ThreadPoolExecutor-0_0").click();
  expect((await lastSelection(page))!.threads).toEqual([{ pid: 4711, id: "1" }]);
  await page.locator(".lane-button", { hasText: "ThreadPoolExecutor" }).click();
  const asked = await page.evaluate(() => window.heatline.posted.filter(({ type }) => type === "timeOrder").at(-1));
  expect(asked).toEqual({ type: "timeOrder", shown: true, thread: { pid: 4711, id: "2" } });
  await send(page, EVERYTHING, 1);
  expect(await page.locator('.lane-button[aria-pressed="true"]').innerText()).toContain("ThreadPoolExecutor");
  await page.keyboard.press("t");
  expect(await page.locator(".ruler").isVisible()).toBe(false);
  await page.close();
});

test("a profile without order offers none", async () => {
  const page = await openPage(browser, server.url);
  await send(page, EVERYTHING, 0, { ...profile, timeline: null });
  expect(await page.getByRole("button", { name: "Time order" }).count()).toBe(0);
  await page.locator(".lanes summary").click();
  expect(await page.getByLabel("Look at MainThread").isVisible()).toBe(true);
  expect(await laneTime(page).isVisible()).toBe(false);
  await page.close();
});
