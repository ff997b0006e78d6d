/// <reference types="vscode" />
import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pySpyPath, samplePython } from "../support/python.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// Order of time: one thread from left to right; a part of the time or some threads alone, in the page and on the lines.

const PAINTER = "heatline.heatline.heatSource";
const NAME = "phases.speedscope.json";
const FIRST = "early += at * at";
const SECOND = "late += at * at";
const PROGRAM = `import threading, time

def first(seconds):
    early, end = 0, time.time() + seconds
    while time.time() < end:
        for at in range(1000):
            ${FIRST}

def second(seconds):
    late, end = 0, time.time() + seconds
    while time.time() < end:
        for at in range(1000):
            ${SECOND}

def third():
    beside, end = 0, time.time() + 1.5
    while time.time() < end:
        for at in range(1000):
            beside += at * at

worker = threading.Thread(target=third, name="beside")
worker.start()
first(1.5)
worker.join()
second(1.5)
`;

const run = promisify(execFile);

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  const cwd = workbench.folder;
  writeFileSync(path.join(cwd, "phases.py"), PROGRAM);
  const options = ["record", "-r", "200", "-t", "-f", "speedscope", "-o", NAME, "--", samplePython(), "phases.py"];
  // py-spy at times says "No child process" of a program that it started and that has just ended: it is asked again.
  for (let attempt = 1; !existsSync(path.join(cwd, NAME)); attempt++)
    await run(pySpyPath(), options, { cwd }).catch((error: unknown) => {
      if (attempt === 3) throw error;
    });
  await workbench.api(
    async (vscode, at) => {
      const options = { preview: false, viewColumn: vscode.ViewColumn.One };
      await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(at), options);
    },
    path.join(cwd, NAME),
  );
  await page().locator("canvas").first().waitFor();
  await workbench.api(
    async (vscode, at) => {
      await vscode.window.showTextDocument(vscode.Uri.file(at), { preview: false, viewColumn: vscode.ViewColumn.Two });
    },
    path.join(cwd, "phases.py"),
  );
});
afterAll(async () => {
  await workbench?.close();
});

const page = () => workbench.webview();
const painter = () => workbench.status(PAINTER).innerText();
const heatOf = (line: string) => workbench.lineExtras(line).then((texts) => texts.join(" "));
const chip = () => page().locator(".part .chip");
/** Beside an editor the page is narrow: its views are a list. */
const view = (value: string) => page().locator('select[aria-label="View"]').selectOption(value);

async function drag(from: number, to: number): Promise<void> {
  const { x, y, width, height } = (await page().locator(".lane-time").boundingBox())!;
  await workbench.page.mouse.move(x + width * from, y + height / 2);
  await workbench.page.mouse.down();
  await workbench.page.mouse.move(x + width * ((from + to) / 2), y + height / 2, { steps: 4 });
  await workbench.page.mouse.move(x + width * to, y + height / 2, { steps: 4 });
  await workbench.page.mouse.up();
}

test("a profile of two threads in order of time: lanes, a ruler, what py-spy leaves out", async () => {
  await expect.poll(() => heatOf(FIRST)).toMatch(/%/);
  await expect.poll(() => heatOf(SECOND)).toMatch(/%/);
  await view("time");
  await page().locator(".ruler").waitFor();
  // py-spy gives the main thread a name or only a number.
  expect((await page().locator(".lane-label").allInnerTexts()).join()).toMatch(/^(MainThread|Thread \d+),beside$/);
  expect(await page().locator(".tick").count()).toBeGreaterThan(2);
  expect(await page().locator(".lanes").innerText()).toContain("py-spy leaves out the time in which a thread waited");
  await workbench.screenshot("time-order");
});

test("a part by the mouse: graph, table and the heat in the editor are of it, and say so", async () => {
  await drag(0.02, 0.2);
  await chip().waitFor();
  await expect.poll(painter).toMatch(/phases\.speedscope\.json · .*–.* (ms|s)$/);
  await expect.poll(() => heatOf(SECOND)).not.toMatch(/%/);
  await expect.poll(() => heatOf(FIRST)).toMatch(/%/);
  expect(await page().locator('[role="row"]', { hasText: "second" }).count()).toBe(0);
  expect(await page().locator('[role="row"]', { hasText: "first" }).count()).toBe(1);
  const hover = await (await workbench.hover(FIRST, "early")).innerText();
  expect(hover).toMatch(/only .*–.*(ms|s)/);
  await workbench.screenshot("time-order-part");
  await view("merged");
  await chip().waitFor();
});

test("the chip shows everything again", async () => {
  await chip().click();
  await chip().waitFor({ state: "hidden" });
  await expect.poll(painter).not.toMatch(/–/);
  await expect.poll(() => heatOf(SECOND)).toMatch(/%/);
});

test("the same by keys: the last part of the time, then Escape", async () => {
  const { keyboard } = workbench.page;
  await page().locator('[role="tree"]').focus();
  await keyboard.press("t");
  await page().locator(".ruler").waitFor();
  await page().locator(".lane-time").focus();
  await keyboard.press("End");
  await keyboard.press("Enter");
  await chip().waitFor();
  await expect.poll(() => heatOf(FIRST)).not.toMatch(/%/);
  await expect.poll(() => heatOf(SECOND)).toMatch(/%/);
  await page().locator(".lane-time").focus();
  await keyboard.press("Escape");
  await chip().waitFor({ state: "hidden" });
  await expect.poll(() => heatOf(FIRST)).toMatch(/%/);
});

test("one thread alone; the status bar takes it back", async () => {
  await page().locator(".lane input").first().click();
  await expect.poll(painter).toContain(" · beside");
  await expect.poll(() => heatOf(FIRST)).not.toMatch(/%/);
  await expect.poll(() => heatOf("beside += at * at")).toMatch(/%/);
  await workbench.status(PAINTER).locator("a").click();
  await expect.poll(painter).not.toContain("beside");
  await chip().waitFor({ state: "hidden" });
  await expect.poll(() => heatOf(FIRST)).toMatch(/%/);
});
