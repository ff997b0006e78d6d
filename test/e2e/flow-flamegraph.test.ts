/// <reference types="vscode" />
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endedRun } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, THEMES, type Workbench } from "./support/workbench.ts";

// The flamegraph beside the code: from the keyboard alone, its pixels, its way to the source, its memory.

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  await workbench.open("report.py");
});
afterAll(async () => {
  await workbench?.close();
});

const cursor = () =>
  workbench.api((vscode) => {
    const editor = vscode.window.activeTextEditor;
    return `${editor?.document.uri.path.split("/").at(-1)}:${(editor?.selection.active.line ?? -1) + 1}`;
  });
const selected = () => workbench.webview().locator(".details-name").innerText();

test("keyboard only: profile, show the flamegraph, search a frame, open its source", async () => {
  const { page } = workbench;
  await workbench.palette("Heatline: Profile Current File");
  await endedRun(workbench.folder, 1);
  await workbench.palette("Heatline: Show Flamegraph");
  await workbench.webview().locator("canvas").first().waitFor();
  await expect
    .poll(() =>
      workbench
        .webview()
        .locator("body")
        .evaluate((body) => body.ownerDocument.hasFocus()),
    )
    .toBe(true);
  await page.keyboard.press("/");
  await page.keyboard.type("parse_line");
  await page.keyboard.press("Enter");
  await expect.poll(selected).toBe("parse_line");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");
  await expect.poll(cursor).toMatch(/^parser.py:\d+$/);
});

test("the canvas is drawn, in more colours than the background's", async () => {
  const colours = await workbench
    .webview()
    .locator("canvas")
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      const counts = new Map<number, number>();
      for (let at = 0; at < data.length; at += 64) {
        const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      return [...counts.values()].filter((count) => count > 50).length;
    });
  expect(colours).toBeGreaterThan(3);
});

test("the editor's line is revealed in the flamegraph", async () => {
  await workbench.open("logreport/stats.py", 1);
  await workbench.api(async (vscode) => {
    const editor = vscode.window.activeTextEditor;
    const at = editor?.document.getText().indexOf("def summarize") ?? 0;
    const position = editor?.document.positionAt(at) ?? new vscode.Position(0, 0);
    if (editor) editor.selection = new vscode.Selection(position.translate(1), position.translate(1));
  });
  await workbench.palette("Heatline: Reveal in Flamegraph");
  await expect.poll(selected).toBe("summarize");
});

test("its policy allows nothing unsafe", async () => {
  const policy = await workbench
    .webview()
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .first()
    .getAttribute("content");
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).not.toContain("unsafe");
});

test("a reloaded window shows it again, with the frame that was selected", async () => {
  await workbench.reload();
  await workbench.webview().locator("canvas").first().waitFor();
  await expect.poll(() => workbench.webview().locator("body").innerText()).toContain("report.py");
  // VS Code in a browser writes a page's state every few seconds: it may be the frame selected before.
  await expect.poll(selected).toMatch(/^(summarize|parse_line)$/);
});

test.each(Object.keys(THEMES) as (keyof typeof THEMES)[])("axe finds nothing in the theme %s", async (theme) => {
  await workbench.theme(theme);
  const frame = workbench.page.frames().find((candidate) => candidate.name() === "active-frame");
  const inner = frame ?? (await (await workbench.webview().locator("body").elementHandle())?.ownerFrame());
  if (!inner) throw new Error("the panel has no frame");
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await inner.evaluate(axe);
  const violations = await inner.evaluate(async () => {
    const found = await (
      globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
    ).axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
  expect(violations).toEqual([]);
  await workbench.screenshot(`panel-${theme}`);
});
