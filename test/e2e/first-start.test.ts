import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
});
afterAll(async () => {
  await workbench?.close();
});

test("the sample opens, and the palette offers to profile it", async () => {
  await workbench.open("report.py");
  await workbench.line("def main(line_count):").waitFor();
  await workbench.findInPalette("Heatline: Profile Current File");
  await workbench.page.keyboard.press("Escape");
  await workbench.screenshot("first-start");
});

test("nothing pops up by itself", async () => {
  expect(await workbench.messageTexts()).toEqual([]);
});

test("each theme colours the editor as it should", async () => {
  const background = () =>
    workbench.page
      .locator(".editor-instance .monaco-editor-background")
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  const expected = {
    light: "255, 255, 255",
    "high-contrast": "0, 0, 0",
    "high-contrast-light": "255, 255, 255",
    dark: "31, 31, 31",
  };
  for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
    await workbench.theme(name);
    await expect.poll(background, { timeout: 5000 }).toBe(`rgb(${expected[name]})`);
  }
});
