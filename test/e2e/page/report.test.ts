import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, settled } from "./page-server.ts";

// The report as the command line makes it, opened from the disk.

const PROBE = '<img src=x onerror="window.hacked=1"></script><script>window.hacked=1</script>';
const axeSource = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "heatline-report-"));
let browser: Browser;
let report: string;
let hostile: string;

beforeAll(async () => {
  const script = path.join(folder, "work.py");
  writeFileSync(
    script,
    "import sys\n\n\ndef parse(text):\n    return text.split()\n\n\nfor n in range(9):\n    parse('x')\n",
  );
  utimesSync(script, 1, 1);
  report = makeReport("plain", [
    frame("<module>", script, 9),
    frame("parse", script, 5),
    frame("read", "/gone/io.py", 7),
  ]);
  hostile = makeReport(`hostile${PROBE.replaceAll("/", "")}`, [
    frame(PROBE, PROBE, 1),
    frame(`a${PROBE}`, `/tmp/${PROBE}.py`, 2),
    frame("javascript:window.hacked=1", "javascript:window.hacked=1//.py", 3),
  ]);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const frame = (name: string, file: string, line: number) => ({ name, file, line });

/** 60 samples of the first two frames, 40 of all. */
function makeReport(name: string, frames: readonly object[]): string {
  const profile = path.join(folder, `${name}.speedscope.json`);
  const samples = Array.from({ length: 100 }, (_, index) => (index < 60 ? [0, 1] : frames.map((_, at) => at)));
  const content = {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    exporter: `py-spy@${PROBE}`,
    shared: { frames },
    profiles: [
      {
        type: "sampled",
        name: PROBE,
        unit: "seconds",
        startValue: 0,
        endValue: 1,
        samples,
        weights: samples.map(() => 0.01),
      },
    ],
  };
  writeFileSync(profile, JSON.stringify(content));
  const out = path.join(folder, name.length > 9 ? "hostile.html" : `${name}.html`);
  execFileSync(process.execPath, ["dist/cli.js", "report", profile, "-o", out], { stdio: "inherit" });
  return out;
}

interface Opened {
  readonly page: Page;
  /** Whatever should not be: requests beside the document, errors, what the console says, dialogs. */
  readonly trouble: string[];
}

async function open(file: string, colorScheme: "light" | "dark" = "light", width = 1400): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
  const trouble: string[] = [];
  const url = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== url) trouble.push(`request ${request.url()}`);
  });
  page.on("console", (message) => trouble.push(`console ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error ${error.message}`));
  page.on("dialog", (dialog) => trouble.push(`dialog ${dialog.message()}`));
  await page.goto(url);
  await page.locator(".graph-canvas").waitFor({ state: "visible" });
  await settled(page);
  return { page, trouble };
}

test("flamegraph, search, zoom, table and hot lines work in a document from the disk", async () => {
  const { page, trouble } = await open(report);
  expect(await page.title()).toBe("plain.speedscope.json · Heatline");
  const colours = await page.locator(".graph-canvas").evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
  expect(colours).toBeGreaterThan(5);

  const box = (await page.locator(".graph-scroll").boundingBox())!;
  await page.mouse.dblclick(box.x + 20, box.y + 50);
  await expect.poll(() => page.locator(".crumb[aria-current]").textContent()).toBe("read");
  expect(await page.locator(".crumbs-share").textContent()).toBe("40.0 % of 1.00 s in view");
  await page.keyboard.press("Escape");
  await page.locator(".search input").fill("parse");
  expect(await page.locator(".search-result").textContent()).toBe("1 · 100 %");
  await page.locator(".search input").fill("");

  const names = () => page.locator(".row .cell-name").allTextContents();
  expect(await names()).toEqual(["parse", "read", "<module>"]);
  await page.locator(".cell-name .heading").click();
  expect(await names()).toEqual(["<module>", "parse", "read"]);
  expect(await page.getByRole("button", { name: "Open source" }).count()).toBe(0);

  const places = page.locator(".place");
  expect(await places.locator("h3").allTextContents()).toEqual(["parsework.py:5", "readio.py:7"]);
  expect(await places.first().locator("tr.hot").allTextContents()).toEqual([
    "560.0 % 600 ms100 % 1.00 s    return text.split()",
  ]);
  expect(await places.first().locator("tbody tr").count()).toBe(5);
  expect(await places.nth(1).locator(".place-missing").textContent()).toContain("not on this machine");
  await page.getByRole("button", { name: "Show io.py:7 in the flamegraph" }).click();
  expect(await page.locator(".details-name").textContent()).toBe("read");

  await page.getByLabel("Weight", { exact: true }).selectOption("samples");
  await expect.poll(() => page.locator(".hot-lines .intro").textContent()).toContain("Samples, 100 samples in all");
  expect(trouble).toEqual([]);
  await page.close();
});

test("a plain wheel scrolls the document, with Ctrl it zooms", async () => {
  const { page } = await open(report);
  const box = (await page.locator(".graph-scroll").boundingBox())!;
  await page.mouse.move(box.x + 100, box.y + 30);
  await page.mouse.wheel(0, 200);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(100);
  expect(await page.locator(".crumbs-share").textContent()).toBe("1.00 s");
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await expect.poll(() => page.locator(".crumbs-share").textContent()).toContain("in view");
  await page.close();
});

test("names that would be markup are text, and the document can run nothing but its own script", async () => {
  const { page, trouble } = await open(hostile);
  expect(await page.locator(".place h3").first().textContent()).toContain("<img src=x onerror=");
  expect(await page.locator("img, a, iframe, main script").count()).toBe(0);
  for (const tab of ["Lines", "Functions"]) await page.getByRole("tab", { name: tab }).click();
  await page.locator(".row").first().hover();
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBe(undefined);
  expect(trouble).toEqual([]);
  await page.evaluate((probe) => {
    const script = document.createElement("script");
    script.textContent = "window.hacked = 1";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", probe);
  }, PROBE);
  await expect.poll(() => trouble.filter((line) => /Content Security Policy/.test(line)).length).toBeGreaterThan(1);
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBe(undefined);
  await page.close();
});

test("follows the colour scheme of the system while it is open", async () => {
  const { page } = await open(report, "light");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const pixel = () =>
    page.locator(".graph-canvas").evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      return [...canvas.getContext("2d")!.getImageData(4, 4, 1, 1).data].join(" ");
    });
  const before = [await background(), await pixel()];
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(background).toBe("rgb(31, 31, 31)");
  await expect.poll(pixel).not.toBe(before[1]);
  expect(before[0]).toBe("rgb(255, 255, 255)");
  await page.close();
});

test.each([
  ["light", 1400],
  ["light", 320],
  ["dark", 1400],
  ["dark", 600],
] as const)("axe has nothing to say in %s at %i px, and nothing is wider than the page", async (scheme, width) => {
  const { page } = await open(report, scheme, width);
  // axe is no part of the page: it is put in past its policy, as a debugger would.
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
    );
  });
  expect(violations).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await page.close();
});
