/// <reference types="vscode" />
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { samplePython } from "../support/python.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// Every view of one profile, and the ways between them: with the mouse, then with the keyboard alone.

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  const options = { cwd: workbench.folder };
  await promisify(execFile)(samplePython(), ["-m", "cProfile", "-o", "calls.pstats", "report.py", "3000"], options);
  await workbench.api(
    async (vscode, at) => {
      await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(at), { preview: false });
    },
    path.join(workbench.folder, "calls.pstats"),
  );
  await page().locator("canvas").first().waitFor();
});
afterAll(async () => {
  await workbench?.close();
});

const page = () => workbench.webview();
const trees = () => page().locator('[role="tree"]');
const labels = () => trees().evaluateAll((all) => all.map((tree) => tree.getAttribute("aria-label") ?? ""));
const view = (name: string) => page().getByRole("group", { name: "View" }).getByRole("button", { name });
const pressed = () => page().locator('[aria-label="View"] [aria-pressed="true"]').innerText();
const crumbs = async () => (await page().locator(".crumb").allInnerTexts()).join(" > ");
const chips = () => page().locator(".chip-label").allInnerTexts();
const row = (name: string) => page().locator(".row", { has: page().locator(`.cell-name[title="${name}"]`) });
const menuItem = (name: string) => page().getByRole("menuitem", { name });
const selected = () => page().locator(".details-name").innerText();
const names = (table: string) => page().locator(`table[aria-label="${table}"] .calls-go`).allInnerTexts();

test("with the mouse: top down, bottom up, sandwich, calls; another function by the table", async () => {
  expect(await page().locator(".estimated").innerText()).toBe("estimated tree");
  await row("parse_line").click();
  await expect.poll(selected).toBe("parse_line");
  await view("Bottom up").click();
  await expect.poll(labels).toEqual(["Flamegraph from the bottom up: functions by self weight, their callers below"]);
  await view("Sandwich").click();
  await row("parse_line").click();
  await expect
    .poll(labels)
    .toEqual(["Flamegraph: callers of parse_line, upwards", "Flamegraph: parse_line and what it called"]);
  await workbench.screenshot("views-sandwich");
  await page().getByRole("button", { name: "Show exact calls" }).click();
  await expect.poll(pressed).toBe("Calls");
  expect(await page().locator(".calls-name").innerText()).toBe("parse_line");
  expect(await names("Called by")).toContain("parse_log");
  await workbench.screenshot("views-calls");
  await page().locator(".calls-go", { hasText: "parse_log" }).click();
  await expect.poll(() => page().locator(".calls-name").innerText()).toBe("parse_log");
  expect(await names("Calls")).toContain("parse_line");
  await page().getByRole("button", { name: "Back ([)" }).click();
  await expect.poll(() => page().locator(".calls-name").innerText()).toBe("parse_line");
  await page().getByRole("button", { name: "All functions" }).click();
  await expect.poll(pressed).toBe("Top down");
  await expect.poll(selected).toBe("parse_line");
});

test("with the mouse: the menu of a frame; what it did is a chip, and the chip takes it back", async () => {
  const box = page().locator(".graph-scroll .ring-selected");
  const { x, y } = await middle(box);
  await workbench.page.mouse.click(x, y, { button: "right" });
  await menuItem("Root here").click();
  await expect.poll(chips).toEqual(["Root: parse_line"]);
  await expect.poll(() => page().locator(".crumbs-share").innerText()).toContain("of the whole");
  await page().locator(".chips .chip").click();
  await expect.poll(chips).toEqual([]);
  await page().getByRole("button", { name: "More" }).click();
  await page().getByRole("menuitemcheckbox", { name: "Collapse libraries" }).click();
  await expect.poll(chips).toEqual(["Libraries collapsed"]);
  await page().getByRole("button", { name: "Back ([)" }).click();
  await expect.poll(chips).toEqual([]);
});

test("with the keyboard alone: every view, root, hide, the menu, back and forward, and out again", async () => {
  const { keyboard } = workbench.page;
  const press = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key);
  };
  await press("/");
  await keyboard.type("parse_line");
  await press("Enter", "Escape", "Escape");
  await expect.poll(selected).toBe("parse_line");
  await press("b");
  await expect.poll(pressed).toBe("Bottom up");
  await press("f");
  await expect.poll(pressed).toBe("Sandwich");
  await expect.poll(crumbs).toBe("All > parse_line");
  await press("ArrowUp");
  await expect.poll(selected).toBe("parse_log");
  await press("f");
  await expect.poll(crumbs).toBe("All > parse_log");
  await press("c");
  await expect.poll(() => page().locator(".calls-name").innerText()).toBe("parse_log");
  await press("[", "[", "[");
  await expect.poll(pressed).toBe("Bottom up");
  await press("]");
  await expect.poll(crumbs).toBe("All > parse_line");
  await press("Escape");
  await expect.poll(pressed).toBe("Top down");
  await expect.poll(selected).toBe("parse_line");
  await press("h");
  await expect.poll(chips).toEqual(["Hidden: parse_line"]);
  await expect.poll(selected).not.toBe("parse_line");
  await press("Shift+F10");
  await menuItem("Zoom").waitFor();
  await press("r");
  await expect.poll(() => page().locator(".menu-item:focus .menu-label").innerText()).toBe("Root here");
  await press("Enter");
  await expect.poll(chips).toEqual([expect.stringMatching(/^Root: /), "Hidden: parse_line"]);
  await press("Backspace", "Backspace");
  await expect.poll(chips).toEqual([]);
  await press("?");
  await page().locator("dialog dt", { hasText: "F" }).first().waitFor();
  await press("Escape");
  expect(await page().locator("dialog").isVisible()).toBe(false);
});

/** Of an element, in the window: it lies in an iframe within an iframe. */
async function middle(locator: ReturnType<typeof trees>): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("it is not visible");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
