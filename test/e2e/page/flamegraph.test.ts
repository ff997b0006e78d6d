import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { flamegraphOf, realisticFlamegraph } from "../../support/flamegraph-samples.ts";
import { launchBrowser, openPage, pointOf, send, settled, startPageServer } from "./page-server.ts";

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

const graph = flamegraphOf([
  [["main", "parse", "split"], 300],
  [["main", "parse"], 200],
  [["main", "render", { name: "join", file: "/venv/jinja2/utils.py", origin: "library", package: "jinja2" }], 150],
  [["main", "render"], 50],
  [["main", { name: "sleep", file: "", origin: "native", package: "" }], 100],
  [["main"], 200],
]);
const nodeNamed = (name: string, of: Flamegraph = graph) =>
  of.frame.findIndex((frame) => of.frames.name[frame] === name);
const posted = (page: Page) => page.evaluate(() => window.heatline.posted);
const opened = async (page: Page) => (await posted(page)).filter(({ type }) => type === "openFrame");
const active = (page: Page) =>
  page.evaluate(() => {
    const id = document.querySelector('[role="tree"]')?.getAttribute("aria-activedescendant");
    return id ? document.getElementById(id)?.textContent : null;
  });
const crumbs = (page: Page) => page.locator(".crumb").allTextContents();

let page: Page;
async function open(data: Flamegraph = graph, options: Parameters<typeof openPage>[2] = {}) {
  page = await openPage(browser, server.url, options);
  await send(page, data);
}
/** Holds for every test: no script error, nothing the CSP had to stop, no request but the page's own files. */
afterEach(async () => {
  const { violations, errors } = await page.evaluate(() => window.heatline);
  await page.close();
  expect({ violations, errors }).toEqual({ violations: [], errors: [] });
  expect(server.requests.filter((url) => !["/", "/page.js", "/page.css", "/favicon.ico"].includes(url))).toEqual([]);
});

/** Colour of the canvas left in a box, where no label is. */
async function colourOf(node: number): Promise<string> {
  const { x, y } = await pointOf(page, graph, node);
  return page.evaluate(
    ([x, y]) => {
      const canvas = document.querySelector("canvas")!;
      const bounds = canvas.getBoundingClientRect();
      const scale = canvas.width / bounds.width;
      const at = [(x! - bounds.left) * scale, (y! - bounds.top - 7) * scale].map(Math.round);
      return Array.from(canvas.getContext("2d")!.getImageData(at[0]!, at[1]!, 1, 1).data).join(" ");
    },
    [x, y],
  );
}

describe("the picture", () => {
  test("boxes stand where the numbers say, in the colours of the legend", async () => {
    await open();
    const legend = await page
      .locator(".legend li")
      .evaluateAll((items) =>
        items.map((item) => [
          item.querySelector(".legend-label")?.textContent,
          getComputedStyle(item.querySelector(".swatch")!).backgroundColor,
        ]),
      );
    const colour = (label: string) => {
      const css = legend.find(([text]) => text === label)?.[1] ?? "";
      return `${css.match(/\d+/g)?.join(" ")} 255`;
    };
    for (const name of ["main", "parse", "split", "render"])
      expect(await colourOf(nodeNamed(name))).toBe(colour("app.py"));
    expect(await colourOf(nodeNamed("join"))).toBe(colour("jinja2"));
    expect(await colourOf(nodeNamed("sleep"))).toBe(colour("Native code"));
    const { x, y } = await pointOf(page, graph, nodeNamed("sleep"));
    const blank = await page.evaluate(
      () => document.querySelector("canvas")!.getContext("2d")!.getImageData(1, 70, 1, 1).data[3],
    );
    expect(blank).toBe(0);
    expect(x).toBeGreaterThan(0);
    expect(y).toBeGreaterThan(0);
  });

  test("a new theme repaints", async () => {
    await open();
    const dark = await colourOf(nodeNamed("join"));
    await page.evaluate(() => {
      document.documentElement.style.setProperty("--vscode-editor-background", "#ffffff");
      document.body.className = "vscode-light";
    });
    await settled(page);
    expect(await colourOf(nodeNamed("join"))).not.toBe(dark);
  });
});

describe("the mouse", () => {
  test("hover tells, click selects, a second click opens the source", async () => {
    await open();
    const { x, y } = await pointOf(page, graph, nodeNamed("parse"));
    await page.mouse.move(x, y);
    const card = await page.locator(".card").textContent();
    expect(card).toContain("parse");
    expect(card).toContain("500 ms · 50.0 %");
    expect(card).toContain("about 500 of 1,000 samples");
    await page.mouse.click(x, y);
    expect(await active(page)).toContain("parse, self 20.0 %, total 50.0 %, depth 2, 1 of 3 siblings");
    expect(await opened(page)).toEqual([]);
    await page.mouse.click(x, y);
    await page.waitForFunction(() => window.heatline.posted.some(({ type }) => type === "openFrame"));
    expect(await opened(page)).toEqual([{ type: "openFrame", frame: graph.frame[nodeNamed("parse")], beside: false }]);
  });

  test("Ctrl+click opens at once", async () => {
    await open();
    const { x, y } = await pointOf(page, graph, nodeNamed("render"));
    await page.keyboard.down("Control");
    await page.mouse.click(x, y);
    await page.keyboard.up("Control");
    expect(await opened(page)).toEqual([{ type: "openFrame", frame: graph.frame[nodeNamed("render")], beside: false }]);
  });

  test("a double click zooms and opens nothing, even on the selected frame", async () => {
    await open();
    const { x, y } = await pointOf(page, graph, nodeNamed("render"));
    await page.mouse.click(x, y);
    await page.mouse.dblclick(x, y);
    await settled(page);
    expect(await crumbs(page)).toEqual(["All", "main", "render"]);
    expect(await page.locator(".crumbs-share").textContent()).toBe("20.0 % of 1.00 s in view");
    await page.locator(".crumb").first().click();
    expect(await crumbs(page)).toEqual(["All"]);
    expect(await opened(page)).toEqual([]);
  });

  test("the wheel zooms at the pointer, Shift+wheel and dragging pan", async () => {
    await open();
    const { x, y } = await pointOf(page, graph, nodeNamed("render"));
    await page.mouse.move(x, y);
    for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -200);
    await settled(page);
    await page.mouse.move(x + 1, y);
    expect(await page.locator(".card").textContent()).toContain("render");
    const share = async () => (await page.locator(".crumbs-share").textContent()) ?? "";
    expect(Number.parseFloat(await share())).toBeLessThan(50);
    const zoomed = await share();
    await page.mouse.down();
    await page.mouse.move(x + 2000, y, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(x, y);
    await settled(page);
    expect(await share()).toBe(zoomed);
    await page.mouse.move(x - 3, y);
    expect(await page.locator(".card").textContent()).toContain("parse");
  });
});

describe("a sandwich", () => {
  const upperPoint = async (share: number, rowsUp: number) => {
    const box = (await page.locator(".graph-callers").boundingBox())!;
    return { x: box.x + box.width * share, y: box.y + box.height - 1 - rowsUp * 20 + 10 };
  };
  const colourAt = ({ x, y }: { x: number; y: number }) =>
    page.evaluate(
      ([x, y]) => {
        const canvas = document.elementsFromPoint(x!, y!).find((each) => each instanceof HTMLCanvasElement);
        if (!(canvas instanceof HTMLCanvasElement)) return null;
        const bounds = canvas.getBoundingClientRect();
        const scale = canvas.width / bounds.width;
        const at = [(x! - bounds.left) * scale, (y! - bounds.top - 7) * scale].map(Math.round);
        return canvas.getContext("2d")!.getImageData(at[0]!, at[1]!, 1, 1).data[3];
      },
      [x, y],
    );
  const twice = flamegraphOf([
    [["main", "parse", "read"], 600],
    [["main", "load", "read"], 300],
    [["main", "load", "boot", "read"], 100],
  ]);

  test("callers stand on the function, heaviest to the left; hover, click and zoom are about them", async () => {
    await open(twice);
    await page.locator(".search input").fill("read");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("f");
    await settled(page);
    // Rows from the function up: parse, load, boot; main, main, load; nothing, nothing, main.
    expect(await colourAt(await upperPoint(0.3, 1))).toBe(255);
    expect(await colourAt(await upperPoint(0.95, 3))).toBe(255);
    expect(await colourAt(await upperPoint(0.3, 3))).toBe(0);
    const load = await upperPoint(0.75, 1);
    await page.mouse.move(load.x, load.y);
    expect(await page.locator(".card").textContent()).toMatch(/^load.*300 ms · 30.0 %/);
    await page.mouse.click(load.x, load.y);
    expect(await page.locator(".details-name").textContent()).toBe("load");
    await page.mouse.dblclick(load.x, load.y);
    await settled(page);
    expect(await crumbs(page)).toEqual(["All", "read", "load"]);
    // The lower half stays whole.
    const below = (await page.locator(".graph-callees").boundingBox())!;
    await page.mouse.move(below.x + 10, below.y + 10);
    expect(await page.locator(".card").textContent()).toMatch(/^read.*1.00 s · 100 %/);
  });

  test("a right click on a caller has its menu, which hides it", async () => {
    await open(twice);
    await page.locator(".row", { hasText: "read" }).click();
    await page.keyboard.press("f");
    await settled(page);
    const parse = await upperPoint(0.3, 1);
    await page.mouse.click(parse.x, parse.y, { button: "right" });
    await page.getByRole("menuitem", { name: "Hide this function" }).click();
    expect(await page.locator(".chip-label").allTextContents()).toEqual(["Hidden: parse"]);
    await settled(page);
    const main = await upperPoint(0.3, 1);
    await page.mouse.move(main.x, main.y);
    expect(await page.locator(".card").textContent()).toMatch(/^main/);
  });
});

describe("keys", () => {
  test("the whole way: to the graph, down, zoom, out, search, next, open, help", async () => {
    await open();
    for (let step = 0; step < 20 && !(await page.evaluate(() => document.activeElement?.role === "tree")); step++)
      await page.keyboard.press("Tab");
    expect(await active(page)).toMatch(/^main, self 20.0 %, total 100 %, depth 1, 1 of 1 sibling, /);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    expect(await active(page)).toMatch(/^render, /);
    expect(await page.locator(".card").textContent()).toContain("render");
    await page.keyboard.press("Enter");
    expect(await crumbs(page)).toEqual(["All", "main", "render"]);
    await page.keyboard.press("Escape");
    expect(await crumbs(page)).toEqual(["All", "main"]);
    await page.keyboard.press("o");
    expect(await opened(page)).toEqual([{ type: "openFrame", frame: graph.frame[nodeNamed("render")], beside: false }]);
    await page.keyboard.press("/");
    await page.keyboard.type("/^(parse|split)$/");
    expect(await page.locator(".search-result").textContent()).toBe("2 · 50.0 %");
    await page.keyboard.press("Enter");
    expect(await page.locator(".search-result").textContent()).toBe("1 of 2 · 50.0 %");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.role)).toBe("tree");
    await page.keyboard.press("?");
    expect(await page.locator("dialog").evaluate((dialog: HTMLDialogElement) => dialog.open)).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog").evaluate((dialog: HTMLDialogElement) => dialog.open)).toBe(false);
  });

  test("search dims what does not match and filters the table", async () => {
    await open();
    const before = await colourOf(nodeNamed("render"));
    const matched = await colourOf(nodeNamed("parse"));
    await page.locator(".search input").fill("parse");
    await settled(page);
    expect(await colourOf(nodeNamed("render"))).not.toBe(before);
    expect(await colourOf(nodeNamed("parse"))).toBe(matched);
    expect(await page.locator(".table-count").textContent()).toBe("1 of 6 functions");
    await page.locator(".search input").fill("/(/");
    expect(await page.locator(".search-problem").textContent()).toBe("Not a regular expression: unterminated group.");
  });
});

describe("the table", () => {
  const firstColumn = () => page.locator(".row .cell-name").allTextContents();

  test("sorts by its headings, chooses rows by keys, opens their source", async () => {
    await open();
    expect((await firstColumn()).slice(0, 2)).toEqual(["split", "main"]);
    await page.getByRole("columnheader", { name: "Total" }).getByRole("button").click();
    expect((await firstColumn()).slice(0, 3)).toEqual(["main", "parse", "split"]);
    expect(await page.getByRole("columnheader", { name: "Total" }).getAttribute("aria-sort")).toBe("descending");
    await page.getByRole("button", { name: "Name" }).click();
    expect((await firstColumn()).slice(0, 3)).toEqual(["join", "main", "parse"]);
    const dimmedBefore = await colourOf(nodeNamed("render"));
    await page.locator(".table").focus();
    await page.keyboard.press("ArrowDown");
    await settled(page);
    expect(await colourOf(nodeNamed("render"))).not.toBe(dimmedBefore);
    expect(await active(page)).toMatch(/^join, /);
    await page.keyboard.press("Enter");
    expect(await opened(page)).toEqual([{ type: "openFrame", frame: graph.frame[nodeNamed("join")], beside: false }]);
  });

  test("own code only: the library's time is its caller's", async () => {
    await open();
    await page.getByRole("button", { name: "Own code only" }).click();
    expect(await page.locator(".table-count").textContent()).toBe("4 functions");
    const render = page.locator(".row", { hasText: "render" });
    expect(await render.locator(".cell-self").getAttribute("title")).toBe("200 ms · 20.0 %");
  });
});

describe("a long table", () => {
  const long: Flamegraph = flamegraphOf(
    Array.from({ length: 20_000 }, (_, index) => [[`f${index}`], 1 + index] as const),
  );
  const activeRow = () =>
    page.evaluate(() => {
      const grid = document.querySelector(".table")!.getBoundingClientRect();
      const head = document.querySelector(".table-head")!.getBoundingClientRect();
      const row = document.querySelector(".row.active")?.getBoundingClientRect();
      const isSeen = row && row.top >= head.bottom - 1 && row.bottom <= grid.bottom + 1;
      return `${document.querySelector(".row.active .cell-name")?.textContent} ${isSeen ? "seen" : "hidden"}`;
    });

  test("is walked to its end and back, and scrolled with the wheel; few of its rows are elements", async () => {
    await open(long);
    await page.locator(".table").focus();
    await page.keyboard.press("End");
    await settled(page);
    expect(await activeRow()).toBe("f0 seen");
    for (let step = 0; step < 40; step++) await page.keyboard.press("ArrowUp");
    await settled(page);
    expect(await activeRow()).toBe("f40 seen");
    await page.keyboard.press("PageUp");
    await page.keyboard.press("Home");
    await settled(page);
    expect(await activeRow()).toBe("f19999 seen");
    await page.locator(".row").first().hover();
    await page.mouse.wheel(0, 22 * 1000);
    await page.waitForFunction(() => document.querySelector(".table")!.scrollTop === 22 * 1000);
    await settled(page);
    expect(await page.locator(".row", { hasText: /^f18999/ }).isVisible()).toBe(true);
    expect(await page.locator(".row").count()).toBeLessThan(60);
  });

  test("scrolls sideways on a narrow page with its names in sight", async () => {
    const calls = Float64Array.from(long.frames.name, (_, index) => index + 1);
    await open({ ...long, counts: { calls, self: calls, total: calls } }, { width: 320 });
    const headings = page.locator(".table-head .cell");
    expect(await headings.allTextContents()).toEqual(["Name", "Self", "Total", "Calls"]);
    await page.getByRole("button", { name: "Columns", exact: true }).click();
    for (const name of ["Location", "Package", "Self/call", "Total/call"])
      await page.getByRole("checkbox", { name }).check();
    await page.mouse.click(5, 5);
    expect(await page.locator(".column-list").isVisible()).toBe(false);
    await page.locator(".table").evaluate((grid) => grid.scrollTo({ left: 5000 }));
    await settled(page);
    expect(await headings.last().textContent()).toBe("Total/call");
    const left = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((item) => item.getBoundingClientRect().left);
    expect(await left(".table-head .cell-name")).toBe(0);
    expect(await left(".row .cell-name")).toBe(0);
    expect(await left(".row .cell-totalPerCall")).toBeLessThan(320);
  });

  test("puts its rows on the clipboard", async () => {
    await open(graph);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.locator(".table").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Control+c");
    await page.getByText("Copied 1 function").waitFor();
    expect(await clipboard()).toMatch(/^Name\t.*\nsplit\t\/project\/app.py:3\t300000000\t300000000\n$/);
    await page.getByRole("button", { name: "Copy all rows of the table" }).click();
    await page.getByText("Copied 6 functions").waitFor();
    expect((await clipboard()).split("\n")).toHaveLength(8);
  });
});

test("a reloaded page comes back as it was; live data keeps zoom and selection", async () => {
  await open();
  const { x, y } = await pointOf(page, graph, nodeNamed("parse"));
  await page.mouse.dblclick(x, y);
  await page.locator(".search input").fill("split");
  await page.waitForFunction(
    () => (window.heatline.state as { options?: { search?: string } } | null)?.options?.search === "split",
  );
  const state = await page.evaluate(() => window.heatline.state);
  await page.close();
  await open(
    flamegraphOf([
      [["main", "other"], 900],
      [["main", "parse", "split"], 300],
      [["main", "parse"], 200],
    ]),
    { state },
  );
  expect(await crumbs(page)).toEqual(["All", "main", "parse"]);
  expect(await page.locator(".search input").inputValue()).toBe("split");
  expect(await active(page)).toMatch(/^parse, /);
  await send(page, graph, {
    header: { title: "x", subtitle: "", warnings: ["Too short."], live: true, facts: [], paints: null },
  });
  expect(await crumbs(page)).toEqual(["All", "main", "parse"]);
  expect(await page.locator(".live").isVisible()).toBe(true);
  expect(await page.locator(".notice").textContent()).toContain("Too short.");
});

test("names that try to be markup are text, in every place they reach", async () => {
  const probe = "<img src=x onerror=window.__xss=1><script>window.__xss=1</script>\u202e";
  const hostile = flamegraphOf([
    [
      [
        { name: probe, file: `/${probe}.py`, line: 3, package: probe },
        { name: `javascript:${probe}`, file: probe, package: probe, origin: "library" },
      ],
      60,
    ],
    [
      [
        { name: "مرحبا بالعالم", file: "/ملف.py" },
        { name: "👩‍👩‍👧‍👦🔥".repeat(40), file: "/🔥.py" },
      ],
      40,
    ],
  ]);
  await open({ ...hostile, estimated: probe });
  await send(
    page,
    { ...hostile, estimated: probe },
    {
      header: {
        title: probe,
        subtitle: probe,
        warnings: [probe],
        live: true,
        facts: [{ label: probe, value: probe }],
        paints: true,
      },
      weights: [
        { id: "wall", label: probe },
        { id: "cpu", label: probe },
      ],
    },
  );
  for (const node of [0, 1]) {
    const { x, y } = await pointOf(page, hostile, node);
    await page.mouse.move(x, y);
    await page.mouse.dblclick(x, y);
    await page.locator(".crumb").first().click();
  }
  await page.getByRole("tab", { name: "Lines" }).click();
  await page.locator(".search input").fill(probe);
  await page.evaluate(
    (probe) =>
      window.postMessage(
        { type: "empty", header: null, message: probe, actions: [{ command: "profileAgain", label: probe }] },
        "*",
      ),
    probe,
  );
  await page.locator(".empty button").click();
  expect(await posted(page)).toContainEqual({ type: "command", command: "profileAgain" });
  expect(await page.evaluate(() => "__xss" in window)).toBe(false);
  expect(await page.locator("#app img, #app script").count()).toBe(0);
});

test("messages that fit no schema are dropped", async () => {
  await open();
  await page.evaluate(() => {
    for (const message of [null, 1, "x", { type: "flamegraph" }, { type: "revealFrame", frame: "0" }, { type: "eval" }])
      window.postMessage(message, "*");
  });
  await settled(page);
  expect(await page.locator(".graph-canvas").isVisible()).toBe(true);
});

test("revealing a frame selects it and zooms until it can be seen", async () => {
  const wide = realisticFlamegraph();
  await open(wide);
  const smallest = wide.totals.indexOf(Math.min(...wide.totals));
  await page.evaluate((frame) => window.postMessage({ type: "revealFrame", frame }, "*"), wide.frame[smallest]!);
  await page.waitForFunction(() => document.querySelector('[role="tree"]')?.getAttribute("aria-activedescendant"));
  expect(await active(page)).toContain(wide.frames.name[wide.frame[smallest]!]);
  await settled(page);
  expect(await page.locator(".ring-selected").isVisible()).toBe(true);
});
