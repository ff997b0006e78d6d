/// <reference types="vscode" />
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endedRun } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, THEMES, type Workbench } from "./support/workbench.ts";

// Before and after a change: profile, edit, profile again, see what became of each function.

/** Busy itself, about half a second. */
const CHECK = `def check(entries):
    total = 0
    for _ in range(400):
        for entry in entries:
            total += entry.number * 3 % 7
    return total


`;

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport", viewport: { width: 1600, height: 1000 } });
});
afterAll(async () => {
  await workbench?.close();
});

const file = (name: string) => path.join(workbench.folder, name);
const page = () => workbench.webview();
const names = () => page().locator(".comparison-names").innerText();
const runs = () => workbench.tree("Runs");
const button = (label: string) => page().getByRole("button", { name: label });
/** Beside an editor the page is narrow: its views are a list. */
const view = (value: string) => page().locator('select[aria-label="View"]').selectOption(value);
/** What the table says of the change of a function: `+120 ms, +45.0 %`. */
const changeOf = (name: string) =>
  page()
    .locator('[role="row"]')
    .filter({ has: page().getByText(name, { exact: true }) })
    .locator(".cell-change")
    .getAttribute("title");

function edit(name: string, from: string, to: string): void {
  const text = readFileSync(file(name), "utf8");
  expect(text).toContain(from);
  writeFileSync(file(name), text.replace(from, to));
}

async function profile(count: number): Promise<void> {
  await workbench.open("report.py");
  await workbench.palette("Heatline: Profile Current File");
  await endedRun(workbench.folder, count);
  await workbench.status("heatline.heatline.run").waitFor({ state: "detached" });
}

test("a program is profiled, changed, and profiled again", async () => {
  edit("report.py", "20_000", "8_000");
  edit("logreport/stats.py", "values[:1500]", "values[:400]");
  await profile(1);
  edit("logreport/parser.py", "    re.purge()", "    # re.purge()");
  edit("logreport/parser.py", "unquote(part)", "decode(part)");
  edit("logreport/parser.py", "def unquote(", "def decode(");
  edit("logreport/stats.py", '"""Percentiles', '# Moves every\n# line.\n"""Percentiles');
  edit("logreport/stats.py", "values[:400]", "values[:1000]");
  edit("report.py", "def main(", `${CHECK}def main(`);
  edit("report.py", "    pages = PageIndex()", "    check(entries)\n    pages = PageIndex()");
  await profile(2);
  await workbench.runToEnd("heatline.runs.focus");
  await expect.poll(() => runs().count()).toBe(2);
});

test("by mouse: the older run in the side bar is compared with the one shown", async () => {
  await runs().nth(1).hover();
  await runs().nth(1).getByLabel("Compare With…").click();
  await workbench.question("Compare report.py with");
  const first = workbench.choices().filter({ hasText: "shown now" });
  expect(await first.innerText()).toContain("report.py");
  await workbench.screenshot("compare-choose");
  await first.click();
  await expect
    .poll(names)
    .toMatch(/^report\.py \([\d:]+\) [\d.]+ m?s, compared with report\.py \([\d:]+\) [\d.]+ m?s before: /);
  const [after = "", before = ""] = (await names()).match(/\d\d:\d\d:\d\d/g) ?? [];
  expect(after > before, `${after} is after ${before}`).toBe(true);
});

test("grown, shrunk, new and gone functions, though their lines have moved", async () => {
  expect(await changeOf("insertion_sorted")).toMatch(/^\+[\d.]+ m?s, \+\d+/);
  expect(await changeOf("check")).toMatch(/^\+[\d.]+ m?s, new/);
  // Another pattern may be compiled all the same.
  expect(await changeOf("_parse")).toMatch(/^−[\d.]+ m?s, (gone|−\d+)/);
  await page().locator(".search input").fill("unquote");
  await expect.poll(() => changeOf("unquote")).toMatch(/^−[\d.]+ m?s, gone/);
  await page().locator(".search input").fill("");
  expect(await page().locator(".legend").innerText()).toMatch(
    /Grown[\s\S]*Shrunk[\s\S]*New[\s\S]*Gone[\s\S]*No clear change/,
  );
  await workbench.screenshot("compare");
});

test("a row lights up its boxes, and the source opens where the function is now", async () => {
  await page().getByText("insertion_sorted", { exact: true }).first().click();
  await expect
    .poll(() => page().locator(".details .details-text").innerText())
    .toMatch(/total [\d.]+ m?s → [\d.]+ m?s, \+[\s\S]*self [\d.]+ m?s → /);
  await button("Open source").click();
  await expect
    .poll(() =>
      workbench.api((vscode) => {
        const editor = vscode.window.activeTextEditor;
        return editor?.document.lineAt(editor.selection.active.line).text;
      }),
    )
    .toBe("def insertion_sorted(values):");
});

test("swap, shares, bottom up and own code keep comparing; stop shows the run alone", async () => {
  const forth = (await names()).match(/\d\d:\d\d:\d\d/g);
  await button("Swap").click();
  await expect.poll(async () => (await names()).match(/\d\d:\d\d:\d\d/g)?.reverse()).toEqual(forth);
  expect(await changeOf("check")).toMatch(/^−[\d.]+ m?s, gone/);
  await button("Swap").click();
  await button("Shares").click();
  await expect.poll(() => changeOf("check")).toMatch(/^\+[\d.]+ points, new/);
  await view("inverted");
  await button("Own code only").click();
  await expect.poll(() => changeOf("check")).toMatch(/ points, new/);
  await button("Own code only").click();
  await view("merged");
  await button("Absolute").click();
  await button("Stop comparing").click();
  await page().locator(".comparison").waitFor({ state: "hidden" });
  await expect
    .poll(() => page().locator("[role=columnheader]").allInnerTexts())
    .toEqual(["Name", "Location", "Self", "Total"]);
});

test("by keyboard: the palette, the list, the buttons of the page", async () => {
  await workbench.palette("Heatline: Compare With…");
  await workbench.question("Compare report.py with");
  await workbench.page.keyboard.press("Enter");
  await expect.poll(names).toMatch(/compared with report\.py/);
  await button("Swap").focus();
  await workbench.page.keyboard.press("Enter");
  await expect.poll(() => changeOf("check")).toMatch(/gone/);
  await workbench.page.keyboard.press("Enter");
  await expect.poll(() => changeOf("check")).toMatch(/new/);
  await page().locator('[role="tree"]').focus();
  await workbench.page.keyboard.press("Home");
  await expect
    .poll(() => page().locator('[role="treeitem"][aria-selected="true"]').innerText())
    .toMatch(/^(<module>|_bootstrap), (grown|shrunk|no clear change), before \d[\d.]* %, after \d[\d.]* %, change/);
});

test("a file that cannot be compared with: the reason, and the comparison of before ends", async () => {
  writeFileSync(file("letter.txt"), "Dear Ann,\nhow are you?\n");
  await button("Compare…").click();
  await workbench.answer("Compare report.py with", "Browse…");
  await workbench.answerFile("Compare With a Profile of Any Format", "letter.txt", "Compare");
  await workbench.message("letter.txt cannot be used");
  await page().locator(".comparison").waitFor({ state: "hidden" });
  await workbench.clearMessages();
});

test.each(Object.keys(THEMES) as (keyof typeof THEMES)[])("a comparison in the theme %s", async (theme) => {
  await workbench.theme(theme);
  if (await page().locator(".comparison").isHidden()) {
    await button("Compare…").click();
    await workbench.question("Compare report.py with");
    await workbench.page.keyboard.press("Enter");
  }
  await expect.poll(names).toMatch(/compared with report\.py/);
  await workbench.screenshot(`compare-${theme}`);
});
