import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { flamegraphOf, type SampleFrame } from "../../support/flamegraph-samples.ts";
import { launchBrowser, openPage, send, settled, startPageServer } from "./page-server.ts";
import { THEMES, type ThemeName } from "./themes.ts";

/**
 * The pixels of the canvas in each theme: on one line of each row, above its text, where every colour begins and ends. No
 * letter is compared: they look different wherever the fonts do. `vitest -u` writes the texts: look at the picture
 * (shots.test.ts) before they are committed.
 */

/** Device pixels; text and outlines leave this line of a row free. */
const ROW_HEIGHT = 20;
const FREE_LINE = 2;

const library: SampleFrame = { name: "join", file: "/venv/jinja2/utils.py", origin: "library", package: "jinja2" };
const stdlib: SampleFrame = {
  name: "decode",
  file: "/usr/lib/python3.12/json/decoder.py",
  origin: "stdlib",
  package: "json",
};
const native: SampleFrame = { name: "sleep", file: "", origin: "native", package: "" };
const generated: SampleFrame = { name: "<lambda>", file: "<string>", origin: "generated", package: "" };
const graph = flamegraphOf([
  [["main", "parse", "split_line"], 300],
  [["main", "parse", stdlib], 120],
  [["main", { name: "render", file: "/project/render.py" }, library], 150],
  [["main", { name: "render", file: "/project/render.py" }], 60],
  [["main", native], 100],
  [["main", generated], 40],
  ...Array.from({ length: 40 }, (_, index) => [["main", `small_${index}`], 0.5] as const),
  [["main"], 150],
]);

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

test.each(Object.keys(THEMES) as ThemeName[])(
  "%s: every box where it was, in the colour that it had",
  async (theme) => {
    const page = await openPage(browser, server.url, { theme, width: 640, height: 700 });
    await send(page, graph);
    const plain = await rowColours(page);
    expect(await hasLetters(page)).toBe(true);
    await page.locator(".search input").fill("split");
    await settled(page);
    const searched = await rowColours(page);
    await page.close();
    const text = ["As opened", ...plain, "", "Searched for split", ...searched, ""].join("\n");
    await expect(text).toMatchFileSnapshot(path.resolve("test/e2e/page/pixels", `${theme}.txt`));
  },
);

/** `row 0: 0 #4e79a7, 612 transparent` for each row: from which pixel on which colour. */
function rowColours(page: Page): Promise<string[]> {
  return page.evaluate(
    ({ rows, rowHeight, freeLine }) => {
      const canvas = document.querySelector<HTMLCanvasElement>(".graph-canvas")!;
      const context = canvas.getContext("2d")!;
      const hex = (part: number) => part.toString(16).padStart(2, "0");
      return Array.from({ length: rows }, (_, row) => {
        const { data } = context.getImageData(0, row * rowHeight + freeLine, canvas.width, 1);
        const runs: string[] = [];
        let before = "";
        for (let x = 0; x < canvas.width; x++) {
          const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(x * 4, x * 4 + 4);
          const colour = alpha === 0 ? "transparent" : `#${hex(red)}${hex(green)}${hex(blue)}`;
          if (colour !== before) runs.push(`${x} ${colour}`);
          before = colour;
        }
        return `row ${row}: ${runs.join(", ")}`;
      });
    },
    { rows: graph.maxDepth + 1, rowHeight: ROW_HEIGHT, freeLine: FREE_LINE },
  );
}

/** In the middle of the first row, where the name of the root stands, there is more than its fill. */
function hasLetters(page: Page): Promise<boolean> {
  return page.evaluate((middle) => {
    const canvas = document.querySelector<HTMLCanvasElement>(".graph-canvas")!;
    const { data } = canvas.getContext("2d")!.getImageData(4, middle - 4, 40, 8);
    return new Set(new Uint32Array(data.buffer)).size > 1;
  }, ROW_HEIGHT / 2);
}
