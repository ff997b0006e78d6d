/// <reference types="vscode" />
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endedRun } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { waitUntil } from "./support/wait-until.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// What is found in the flamegraph, seen at a frame, and taken out of it.

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  await workbench.open("report.py");
  await workbench.palette("Heatline: Profile Current File");
  await endedRun(workbench.folder, 1);
  await workbench.palette("Heatline: Show Flamegraph");
  await workbench.webview().locator("canvas").first().waitFor();
});
afterAll(async () => {
  await workbench?.close();
});

const view = () => workbench.webview();
const search = (text: string) => view().locator(".search input").fill(text);
const result = () => view().locator(".search-result").innerText();

test("search: terms, fields, exclusions, steps, and what is no expression", async () => {
  await search("function:parse_line file:logreport/parser");
  await expect.poll(result).toMatch(/^\d+ · [\d.]+ %$/);
  await view().locator(".search input").press("Enter");
  await expect.poll(result).toMatch(/^1 of \d+ · /);
  expect(await view().locator(".details-name").innerText()).toBe("parse_line");
  await search("parse_line -file:parser");
  await expect.poll(result).toBe("No match");
  await search("/(/");
  await expect
    .poll(() => view().locator(".search-problem").innerText())
    .toBe("Not a regular expression: unterminated group.");
  await search("parse_line");
});

test("the source line of a frame, as it ran, in the details and on its card", async () => {
  const place = await view().locator(".details .details-place").innerText();
  const line = Number(/:(\d+)$/.exec(place)?.[1]);
  const text = readFileSync(path.join(workbench.folder, "logreport", "parser.py"), "utf8")
    .split("\n")
    [line - 1]?.trim();
  await expect.poll(() => view().locator(".details-source").innerText()).toBe(text);
  await view().locator(".graph-scroll").focus();
  await workbench.page.keyboard.press("ArrowUp");
  await workbench.page.keyboard.press("ArrowDown");
  await expect.poll(() => view().locator(".card-source").innerText()).not.toBe("");
  expect(await view().locator(".card").innerText()).toMatch(/Of its caller\s+[\d.]+ % of/);
});

test("copy: the frame, and the whole stack", async () => {
  const clipboard = () => workbench.api((vscode) => vscode.env.clipboard.readText());
  await view().locator(".graph-scroll").focus();
  await workbench.page.keyboard.press("y");
  await expect.poll(() => view().locator(".toast").innerText()).toMatch(/^Copied /);
  await expect.poll(clipboard).toMatch(/\.py:\d+\nself .* %/);
});

test("the function at the caret is outlined, until another file is in front", async () => {
  const legend = () => view().locator(".legend").innerText();
  await workbench.api(async (vscode) => {
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, "logreport", "parser.py");
    const document = await vscode.workspace.openTextDocument(file);
    const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
    const position = document.positionAt(document.getText().indexOf("def parse_line")).translate(1);
    editor.selection = new vscode.Selection(position, position);
  });
  await expect.poll(legend).toContain("At the caret");
  await workbench.api(async (vscode) => {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: "x" });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  });
  await expect.poll(legend).not.toContain("At the caret");
});

/** Chooses from the Export menu and accepts the place that the editor proposes. */
async function save(item: string, file: string): Promise<Buffer> {
  // A test that is tried again would be asked whether to write over it.
  rmSync(path.join(workbench.folder, file), { force: true });
  await view().locator("button", { hasText: "Export" }).click();
  await view().locator(".menu-item", { hasText: item }).click();
  const input = workbench.page.locator(".quick-input-widget:visible input.input");
  await expect.poll(() => input.inputValue()).toContain(file);
  await input.press("Enter");
  const saved = path.join(workbench.folder, file);
  await waitUntil(() => existsSync(saved), { what: file, limitMs: 20_000 });
  await workbench.message(`${file} is saved`);
  return readFileSync(saved);
}

test("PNG: a picture of what is shown", async () => {
  const png = await save("(PNG)", "report.py.png");
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]));
  expect(png.length).toBeGreaterThan(5_000);
});

test("SVG: opens by itself in a browser, with a title for each box", async () => {
  await save("(SVG)", "report.py.svg");
  const page = await workbench.page.context().browser()!.newPage();
  await page.goto(`file://${path.join(workbench.folder, "report.py.svg")}`);
  expect(await page.locator("parsererror").count()).toBe(0);
  const [boxes, titles] = await Promise.all([page.locator("g > g").count(), page.locator("g > g > title").count()]);
  expect(boxes).toBeGreaterThan(3);
  expect(titles).toBe(boxes);
  await page.close();
});

test("the HTML report draws itself, with sources", async () => {
  await save("HTML report", "report.py.html");
  const page = await workbench.page.context().browser()!.newPage();
  await page.goto(`file://${path.join(workbench.folder, "report.py.html")}`);
  await page.locator("canvas").waitFor();
  expect(await page.locator(".hot-lines code").first().innerText()).not.toBe("");
  const hottest = page.locator(".place", { has: page.locator("tr.hot code") }).first();
  await hottest.locator("button").click();
  await expect.poll(() => page.locator(".details-source").innerText()).not.toBe("");
  const hot = await hottest.locator("tr.hot code").allTextContents();
  expect(hot.map((line) => line.trim())).toContain(await page.locator(".details-source").innerText());
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    (async () => {
      await page.locator("button", { hasText: "Export" }).click();
      await page.locator(".menu-item", { hasText: "(SVG)" }).click();
    })(),
  ]);
  expect(download.suggestedFilename()).toBe("report.py.svg");
  await page.close();
});

test("the selected subtree, as speedscope's file and as collapsed stacks, opens again as a profile", async () => {
  await search("parse_line");
  await view().locator(".search input").press("Enter");
  const total = await view().locator(".figure", { hasText: "total" }).innerText();
  const collapsed = await save("(collapsed", "report.py_parse_line.collapsed");
  expect(collapsed.toString()).toMatch(/^parse_line \(.*parser\.py:\d+\)/);
  await save("(speedscope)", "report.py_parse_line.speedscope.json");
  const message = await workbench.message("speedscope.json is saved");
  await message.locator(".monaco-button", { hasText: "Open" }).click();
  await expect.poll(() => view().locator("h1").innerText()).toMatch(/^report\.py_parse_line\./);
  await view().locator("canvas").first().waitFor();
  const [amount = ""] = /[\d.]+ \S+(?= ·)/.exec(total) ?? [];
  await expect.poll(() => view().locator(".crumbs-share").innerText()).toBe(amount);
});
