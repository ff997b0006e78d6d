/// <reference types="vscode" />
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunOnDisk, runsIn } from "./support/run-on-disk.ts";
import { makeSavedRun } from "./support/saved-run.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, THEMES, type Workbench } from "./support/workbench.ts";

// The side bar: from the welcome of a fresh window to what can be done with a run.

let workbench: Workbench;
let run: RunOnDisk;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
});
afterAll(async () => {
  await workbench?.close();
});

const row = () => workbench.tree("Runs").first();
const label = () => row().getAttribute("aria-label");

async function menu(entry: string): Promise<void> {
  await row().click({ button: "right" });
  const item = workbench.page.locator(".monaco-menu .action-item", { hasText: entry }).first();
  await item.hover();
  await item.and(workbench.page.locator(".focused")).waitFor();
  // A menu ignores what comes in its first 100 ms, and nothing can be seen when they are over.
  await workbench.page.waitForTimeout(250);
  await workbench.page.keyboard.press("Enter");
}

test("a fresh window offers one button", async () => {
  await workbench.api((vscode) => vscode.commands.executeCommand("heatline.runs.focus"));
  const welcome = workbench.page.locator(".welcome-view-content:visible", { hasText: "Profile Current File" });
  await welcome.getByText("Profile Current File").waitFor();
  expect(await welcome.locator(".monaco-button").count()).toBe(1);
  await workbench.screenshot("welcome");
});

test("a run that comes from elsewhere appears, and says what it is", async () => {
  run = await makeSavedRun(workbench.folder, ["report.py", "6000"]);
  await row().waitFor();
  await expect.poll(label).toMatch(/^report\.py 6000, (just now|\d min ago), in-process sampler, [\d.]+ m?s/);
});

test("hot spots list functions, and a click opens the line", async () => {
  await row().click();
  await workbench.line("def main(line_count):").waitFor();
  expect(await workbench.messageTexts()).toEqual([]);
  const spot = workbench.tree("Hot Spots").filter({ hasText: "parse_line" }).first();
  await spot.click();
  await expect
    .poll(() =>
      workbench.api((vscode) => {
        const editor = vscode.window.activeTextEditor;
        return editor?.document.lineAt(editor.selection.active.line).text;
      }),
    )
    .toBe("def parse_line(line):");
});

test.each(Object.keys(THEMES) as (keyof typeof THEMES)[])("the side bar in the theme %s", async (theme) => {
  await workbench.theme(theme);
  await expect.poll(label).toContain("shown in the editor");
  await workbench.screenshot(`side-bar-${theme}`);
});

test("pin, rename, copy the command, reveal", async () => {
  await menu("Pin Run");
  await expect.poll(() => runsIn(workbench.folder).find(({ dir }) => dir === run.dir)?.manifest.pinned).toBe(true);
  await menu("Rename Run");
  await workbench.answer("A name for this run", "before the fix");
  await expect.poll(label).toMatch(/^before the fix,/);
  await menu("Copy Command");
  await workbench.page.locator(".statusbar", { hasText: "Command copied" }).waitFor();
  await menu("Reveal Run Directory");
  await workbench.page.locator(".explorer-folders-view").waitFor();
  await workbench.page.locator('.explorer-folders-view [role="treeitem"]', { hasText: "run.json" }).first().waitFor();
});

test("a run is deleted only after a yes, and its heat goes with it", async () => {
  await workbench.api((vscode) => vscode.commands.executeCommand("heatline.runs.focus"));
  await menu("Delete Run");
  await workbench.dialog("Delete the run").getByText("Cancel").click();
  expect(existsSync(run.dir)).toBe(true);
  await menu("Delete Run");
  await workbench.dialog("Delete the run").getByRole("button", { name: "Delete", exact: true }).click();
  await expect.poll(() => existsSync(run.dir)).toBe(false);
  await expect.poll(() => workbench.lineExtras("match = re.match(LINE, line)")).toEqual([]);
});
