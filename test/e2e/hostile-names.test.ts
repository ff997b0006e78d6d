/// <reference types="vscode" />
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeRun } from "../server/run-fixture.ts";
import { runsIn } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// A run that somebody sent: every name in it is made to become markup, a link or a command.

const IMAGE = "<img src=x onerror=\"top.hacked=1;document.title='hacked'\">";
const LINK = "](command:workbench.action.closeAllEditors) [click](command:workbench.action.quit)";
const BIDI = "safe\u202Eyp.live\u202C";
const PROGRAM = "def parse(text):\n    return len(text)\n\n\nfor index in range(1000):\n    parse('x')\n";

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  const file = "py-spy.1.speedscope.json";
  const fixture = makeRun([{ profiler: "py-spy", files: [file], rateHz: 100, options: { [IMAGE]: IMAGE } }], PROGRAM);
  workbench = await openWorkbench({ folder: fixture.folder });
  const dir = path.join(workbench.folder, ".heatline", "runs", path.basename(fixture.dir));
  cpSync(fixture.dir, dir, { recursive: true });
  rmSync(fixture.folder, { recursive: true });
  const script = path.join(workbench.folder, "report.py");
  const manifest = JSON.parse(
    readFileSync(path.join(dir, "run.json"), "utf8").replaceAll(fixture.folder, workbench.folder),
  ) as Record<string, unknown>;
  const note = { level: "warning", code: IMAGE, message: `${IMAGE}${LINK}`, remedy: LINK };
  writeFileSync(path.join(dir, "run.json"), JSON.stringify({ ...manifest, name: IMAGE + LINK, notes: [note] }));
  writeFileSync(path.join(dir, file), JSON.stringify(hostileSpeedscope(script)));
  await workbench.open("report.py", 6);
});
afterAll(async () => {
  await workbench?.close();
});

/** A hundred samples of one stack: the script's own lines, called by functions with hostile names and files. */
function hostileSpeedscope(script: string) {
  const frames = [
    { name: IMAGE, file: IMAGE, line: 1 },
    { name: LINK, file: `/tmp/${LINK}.py`, line: 2 },
    { name: BIDI, file: `javascript:alert(1)//${BIDI}.py`, line: 3 },
    { name: "<module>", file: script, line: 6 },
    { name: `parse${IMAGE}`, file: script, line: 2 },
    { name: LINK, file: "command:workbench.action.quit", line: 1 },
  ];
  const stack = frames.map((_, index) => index);
  return {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    shared: { frames },
    profiles: [
      {
        type: "sampled",
        name: `Thread 1 "${IMAGE}"`,
        unit: "seconds",
        startValue: 0,
        endValue: 1,
        samples: Array.from({ length: 100 }, () => stack),
        weights: Array.from({ length: 100 }, () => 0.01),
      },
    ],
    activeProfileIndex: 0,
    exporter: `py-spy@${IMAGE}`,
    name: IMAGE,
  };
}

/** No picture, no link but to files, no script ran, in the window and in every frame of it. */
async function expectNothingHappened(): Promise<void> {
  for (const frame of workbench.page.frames()) {
    const found = await frame.evaluate(() => ({
      hacked: "hacked" in globalThis || document.title === "hacked",
      images: document.querySelectorAll('img[src="x"], [onerror]').length,
      links: [...document.querySelectorAll("a")]
        .map((link) => link.getAttribute("data-href") ?? link.getAttribute("href") ?? "")
        .filter((href) => /^(javascript:|command:workbench)/.test(href)),
    }));
    expect(found).toEqual({ hacked: false, images: 0, links: [] });
  }
}

test("the side bar shows the names as text", async () => {
  await workbench.api((vscode) => vscode.commands.executeCommand("heatline.runs.focus"));
  const row = workbench.tree("Runs").first();
  await expect.poll(() => row.getAttribute("aria-label")).toContain("<img src=x onerror=");
  await row.click();
  await workbench.tree("Hot Spots").first().waitFor();
  await row.hover();
  await expect.poll(() => workbench.lineExtras("parse('x')"), { timeout: 20_000 }).toHaveLength(1);
  await expectNothingHappened();
});

test("the hover shows them as text", async () => {
  const popup = await workbench.hover("return len(text)", "return");
  expect(await popup.innerText()).toContain("<img src=x onerror=");
  await expectNothingHappened();
});

test("the flamegraph shows them as text, and opens no file that is none", async () => {
  await workbench.palette("Heatline: Show Flamegraph");
  const view = workbench.webview();
  await view.locator("canvas").first().waitFor();
  await expect.poll(() => view.locator("body").innerText()).toContain("<img src=x onerror=");
  expect(await view.locator("body").innerText()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  const before = await workbench.api((vscode) => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length);
  await workbench.page.keyboard.press("/");
  await workbench.page.keyboard.type("closeAllEditors");
  await workbench.page.keyboard.press("Enter");
  await workbench.page.keyboard.press("Escape");
  await workbench.page.keyboard.press("Escape");
  await workbench.page.keyboard.press("o");
  await workbench.message(/is not on this machine any more|has no source file/);
  expect(await workbench.api((vscode) => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length)).toBe(before);
  await workbench.screenshot("hostile-names");
  await expectNothingHappened();
  expect(runsIn(workbench.folder)).toHaveLength(1);
});

test("an opened profile with a hostile name shows it as text, also where it asks for its sources", async () => {
  await workbench.clearMessages();
  const profile = path.join(workbench.folder, `${IMAGE}${BIDI}.speedscope.json`);
  writeFileSync(profile, JSON.stringify(hostileSpeedscope(`/srv/${LINK}${IMAGE}/report.py`)));
  await workbench.api(async (vscode, at) => {
    await vscode.commands.executeCommand("heatline.openProfile", vscode.Uri.file(at));
  }, profile);
  await workbench.runToEnd("workbench.action.closeEditorsInOtherGroups");
  const view = workbench.webview();
  await expect.poll(() => view.locator("h1").innerText()).toContain("<img src=x onerror=");
  await view.locator(".facts").evaluate((facts) => facts.setAttribute("open", ""));
  expect(await view.locator("body").innerText()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  await expect.poll(() => workbench.status("heatline.heatline.heatSource").innerText()).toContain("<img src=x");
  const question = await workbench.message("was made where the code lies in");
  expect(await question.locator(".notification-list-item-message a").count()).toBe(0);
  await workbench.screenshot("hostile-profile");
  await expectNothingHappened();
  await question.getByText("Use These Files").click();
  await workbench.open("report.py", 6);
  await expect.poll(() => workbench.lineExtras("return len(text)")).toHaveLength(1);
  await expectNothingHappened();
});
