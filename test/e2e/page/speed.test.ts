import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { flamegraphOf, type SampleFrame, sequence } from "../../support/flamegraph-samples.ts";
import { launchBrowser, openPage, send, settled, startPageServer } from "./page-server.ts";

/** Script time of one frame of the picture, and of one move of the pointer, in milliseconds. */
const FRAME_BUDGET_MS = 8;
const HOVER_BUDGET_MS = 2;

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

/** Bushy and deep at once, as Python profiles are: many callers of the same functions. */
function hugeFlamegraph() {
  const next = sequence(3);
  const functions = Array.from({ length: 2000 }, (_, index): SampleFrame => {
    const origin = (["own", "library", "stdlib"] as const)[index % 3]!;
    return {
      name: `function_${index}`,
      file: `/project/module_${index % 60}.py`,
      origin,
      package: `package_${index % 20}`,
    };
  });
  // Each stack keeps most of the one before, as samples in time do: wide callers, narrow callees, 44 rows deep.
  let stack: SampleFrame[] = [];
  const stacks = Array.from({ length: 9000 }, () => {
    const kept = Math.floor(44 * (1 - next() ** 2.2));
    stack = [...stack.slice(0, kept)];
    while (stack.length < 44) stack.push(functions[Math.floor(next() * 2000)]!);
    return [stack, 1 + Math.floor(next() ** 6 * 400)] as const;
  });
  return flamegraphOf(stacks);
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function paintTimes(page: Page, act: (step: number) => Promise<void>): Promise<number[]> {
  await page.evaluate(() => performance.clearMeasures("heatline-paint"));
  for (let step = 0; step < 24; step++) {
    await act(step);
    await settled(page);
  }
  return page.evaluate(() => performance.getEntriesByName("heatline-paint", "measure").map(({ duration }) => duration));
}

test("a graph of 100,000 nodes: zoom frames and hovering stay within their budgets", async () => {
  const graph = hugeFlamegraph();
  expect(graph.totals.length).toBeGreaterThan(100_000);
  const page = await openPage(browser, server.url, { width: 1600, height: 1000 });
  await send(page, graph);
  const box = (await page.locator(".graph-scroll").boundingBox())!;
  const at = (step: number) => ({
    x: box.x + ((step * 37) % box.width),
    y: box.y + 30 + ((step * 53) % (box.height - 60)),
  });
  await page.mouse.move(box.x + box.width / 3, box.y + 200);
  await page.keyboard.down("Control");
  const zoom = await paintTimes(page, (step) => page.mouse.wheel(0, step < 12 ? -120 : 120));
  await page.keyboard.up("Control");

  await page.screenshot({ path: "out/shots/flamegraph-huge.png" });
  const hovers = await page.evaluate(
    (points) => {
      const target = document.querySelector(".graph-canvas")!;
      return points.map(({ x, y }) => {
        const before = performance.now();
        target.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, bubbles: true }));
        const took = performance.now() - before;
        return { took, hit: !document.querySelector<HTMLElement>(".card")!.hidden };
      });
    },
    Array.from({ length: 200 }, (_, step) => at(step)),
  );
  const hover = hovers.filter(({ hit }) => hit).map(({ took }) => took);
  expect(hover.length).toBeGreaterThan(40);
  const search = await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>(".search input")!;
    const before = performance.now();
    input.value = "function_12";
    input.dispatchEvent(new Event("input"));
    return performance.now() - before;
  });
  console.log(
    `${graph.totals.length} nodes: zoom frame ${median(zoom).toFixed(2)} ms (worst ${Math.max(...zoom).toFixed(2)}, ${zoom.length} frames), ` +
      `hover ${median(hover).toFixed(2)} ms, search ${search.toFixed(1)} ms`,
  );
  expect(zoom.length).toBeGreaterThan(10);
  expect(median(zoom)).toBeLessThan(FRAME_BUDGET_MS);
  expect(median(hover)).toBeLessThan(HOVER_BUDGET_MS);
  await page.close();
});
