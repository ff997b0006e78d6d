import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf, realisticFlamegraph } from "../../support/flamegraph-samples.ts";
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

const HOSTILE = [
  '<img src=x onerror="alert(1)">',
  "&amp;]]>",
  "\u202eevil\u0000\ufffe\ud800",
  "مرحبا",
  "👩‍👩‍👧‍👦🔥",
  "x".repeat(10_000),
];
const hostile = flamegraphOf([
  ...HOSTILE.map((name, index) => [["main", { name, file: `/w/${name}.py`, package: name }], 20 - index] as const),
  [["main", { name: "generated", file: "<string>", origin: "generated" }], 9],
]);

let page: Page;
async function open(data: Flamegraph, options: Parameters<typeof openPage>[2] = {}) {
  page = await openPage(browser, server.url, options);
  await send(page, data);
}
afterEach(async () => {
  const { violations, errors } = await page.evaluate(() => window.heatline);
  await page.close();
  expect({ violations, errors }).toEqual({ violations: [], errors: [] });
});

async function saved(kind: "png" | "svg"): Promise<Buffer> {
  await page.getByRole("button", { name: "Export" }).click();
  await page.locator(".menu-item", { hasText: kind.toUpperCase() }).click();
  const base64 = await page.waitForFunction((wanted) => {
    const message = window.heatline.posted.find((each) => each.type === "save" && each.kind === wanted);
    if (message?.type !== "save" || message.data === null) return "";
    let binary = "";
    for (const byte of new Uint8Array(message.data)) binary += String.fromCharCode(byte);
    return btoa(binary);
  }, kind);
  return Buffer.from(await base64.jsonValue(), "base64");
}

test("an SVG of hostile names is well formed, and its boxes stand where those of the page stand", async () => {
  await open(hostile);
  const svg = (await saved("svg")).toString("utf8");
  const width = await page.locator(".graph-scroll").evaluate((element) => element.clientWidth);
  const found = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      errors: parsed.querySelectorAll("parsererror").length,
      elements: [...new Set([...parsed.querySelectorAll("*")].map((element) => element.localName))].sort(),
      attributes: [...parsed.querySelectorAll("*")]
        .flatMap((element) => element.getAttributeNames())
        .filter((name) => /^on|href/.test(name)),
      boxes: [...parsed.querySelectorAll("g > g")].map((box) => ({
        title: box.querySelector("title")?.textContent ?? "",
        x: Number(box.querySelector("rect")?.getAttribute("x")),
        width: Number(box.querySelector("rect")?.getAttribute("width")),
      })),
    };
  }, svg);
  expect(found.errors).toBe(0);
  expect(found.elements).toEqual(["defs", "g", "pattern", "rect", "svg", "text", "title"]);
  expect(found.attributes).toEqual([]);
  expect(found.boxes).toHaveLength(8);
  const perUnit = (width - 24) / hostile.total;
  for (const [node, box] of found.boxes.entries()) {
    expect(box.x - 12).toBeCloseTo(hostile.start[node]! * perUnit, 1);
    expect(box.width).toBeCloseTo(hostile.totals[node]! * perUnit - 1, 1);
  }
  expect(found.boxes.map(({ title }) => title).join()).toContain('<img src=x onerror="alert(1)">');
});

test("a PNG has the resolution of the screen, the title above and the legend below the graph", async () => {
  await open(realisticFlamegraph());
  const devtools = await page.context().newCDPSession(page);
  const metrics = { width: 1200, height: 760, deviceScaleFactor: 2, mobile: false };
  await devtools.send("Emulation.setDeviceMetricsOverride", metrics);
  await settled(page);
  const png = await saved("png");
  const size = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [width, ratio] = await page.evaluate(() => [
    document.querySelector(".graph-scroll")?.clientWidth,
    devicePixelRatio,
  ]);
  expect(ratio).toBe(2);
  expect(size[0]).toBe(width! * ratio!);
  expect(size[1]).toBeGreaterThan(300);
});

test.each(Object.keys(THEMES) as ThemeName[])(
  "the colours of the SVG are those of the page in the theme %s",
  async (theme) => {
    await open(hostile, { theme });
    const svg = (await saved("svg")).toString("utf8");
    const { x, y } = await pointOf(page, hostile, 0);
    const colour = await page.evaluate(
      ([x, y]) => {
        const canvas = document.querySelector("canvas")!;
        const bounds = canvas.getBoundingClientRect();
        const { data } = canvas.getContext("2d")!.getImageData(x! - bounds.left, y! - bounds.top - 6, 1, 1);
        return `#${Array.from(data.slice(0, 3), (part) => part.toString(16).padStart(2, "0")).join("")}`;
      },
      [x, y],
    );
    expect(/<g><title>main\n[^<]*<\/title><rect[^>]* fill="(#\w+)"/.exec(svg)?.[1]).toBe(colour);
  },
);

test("hostile names are text on the card, in the details and in the menu", async () => {
  await open(hostile);
  const node = hostile.frame.findIndex((frame) => hostile.frames.name[frame] === HOSTILE[0]);
  const { x, y } = await pointOf(page, hostile, node);
  await page.mouse.move(x, y);
  await settled(page);
  expect(await page.locator(".card-name").innerText()).toBe(HOSTILE[0]);
  await page.mouse.click(x, y);
  await page.waitForFunction(() => document.querySelector(".details-name") !== null);
  expect(await page.locator(".details-name").innerText()).toBe(HOSTILE[0]);
  await page.getByRole("button", { name: "Export" }).click();
  expect(await page.locator(".menu:visible").innerText()).toContain("<img src=x");
  expect(await page.locator(".card img, .details img, .menu img").count()).toBe(0);
});
