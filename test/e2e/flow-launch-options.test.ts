/// <reference types="vscode" />
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endedRun, runsIn } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// Arguments, folder and environment: asked for, changed, remembered for each program.

const PROFILE = "Heatline: Profile Current File";
const MODULE = "Heatline: Profile Module…";
const CHANGE = "Heatline: Change Arguments, Folder and Environment…";
const WHAT = "What to change";
/** Writes down how it was run. */
const PROGRAM = `import json, os, sys
from pathlib import Path
told = {"args": sys.argv[1:], "folder": os.path.basename(os.getcwd()), "level": os.environ.get("LEVEL", "-"),
        "greeting": os.environ.get("GREETING", "-")}
Path(__file__).with_suffix(".json").write_text(json.dumps(told))
`;
const CHANGED = { args: ["--days", "7"], folder: "logs", level: "debug", greeting: "hello you" };

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport", settings: { "heatline.profiler": "cprofile" } });
  for (const name of ["told.py", "other.py"]) writeFileSync(path.join(workbench.folder, name), PROGRAM);
  mkdirSync(path.join(workbench.folder, "logs"));
});
afterAll(async () => {
  await workbench?.close();
});

/** Does what starts a program, waits for its end, and gives what the program wrote down and what the run says. */
async function toldAfter(start: () => Promise<void>, name = "told") {
  const file = path.join(workbench.folder, `${name}.json`);
  rmSync(file, { force: true });
  const before = runsIn(workbench.folder).length;
  await start();
  const { manifest } = await endedRun(workbench.folder, before + 1);
  await workbench.status("heatline.heatline.run").waitFor({ state: "detached" });
  return { told: existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null, manifest };
}

async function profile(file: string) {
  await workbench.open(file);
  await workbench.palette(PROFILE);
}

test("a program that reads arguments is asked for them once; what is not clear is refused", async () => {
  const { told } = await toldAfter(async () => {
    await profile("told.py");
    const widget = await workbench.question("Arguments for told.py");
    const input = widget.locator("input.input");
    await input.fill('--days 3 "my file.txt');
    await widget.getByText('A " is not closed.').waitFor();
    await input.fill('--days 3 "my file.txt"');
    await widget.getByText("Remembered for this program").waitFor();
    await workbench.screenshot("launch-arguments");
    await input.press("Enter");
  });
  expect(told).toEqual({ args: ["--days", "3", "my file.txt"], folder: "logreport", level: "-", greeting: "-" });
  expect((await toldAfter(() => profile("told.py"))).told).toEqual(told);
});

test("arguments, folder and environment are changed and reach the program", async () => {
  const { told, manifest } = await toldAfter(async () => {
    await workbench.open("told.py");
    await workbench.palette(CHANGE);
    await workbench.answer(WHAT, "Arguments");
    const widget = await workbench.question("Arguments for told.py");
    const input = widget.locator("input.input");
    expect(await input.inputValue()).toBe("--days 3 'my file.txt'");
    await workbench.answer("Arguments for told.py", "--days 7");
    await workbench.answer(WHAT, "Folder");
    await workbench.answerFolder("The folder the program runs in", "logs", "Run Here");
    await workbench.answer(WHAT, "Environment");
    await workbench.question("Variables to add or replace");
    await input.fill("LEVEL");
    await widget.getByText("LEVEL is not of the form NAME=value.").waitFor();
    await input.fill("LEVEL=debug 'GREETING=hello you'");
    await widget.getByText("Kept in VS Code's own storage").waitFor();
    await input.press("Enter");
    await workbench.question(WHAT);
    const rows = await workbench.choices().allInnerTexts();
    expect(rows.join("\n")).toMatch(/--days 7[\s\S]*logs[\s\S]*LEVEL, GREETING/);
    await workbench.screenshot("launch-options");
    await workbench.answer(WHAT, "Profile now");
  });
  expect(told).toEqual(CHANGED);
  expect(manifest).toMatchObject({ args: CHANGED.args, envNames: ["GREETING", "LEVEL"] });
  expect(JSON.stringify(manifest)).not.toContain(CHANGED.greeting); // Values may be secrets.
});

test("another file is asked for itself and gets none of them", async () => {
  const { told } = await toldAfter(async () => {
    await profile("other.py");
    await workbench.answer("Arguments for other.py", "");
  }, "other");
  expect(told).toEqual({ args: [], folder: "logreport", level: "-", greeting: "-" });
});

test("who backs out changes nothing; after a reload of the window all is still known", async () => {
  await workbench.open("told.py");
  await workbench.palette(CHANGE);
  await workbench.answer(WHAT, "Arguments");
  await workbench.answer("Arguments for told.py", "--days 99");
  const widget = await workbench.question(WHAT);
  await workbench.page.keyboard.press("Escape");
  await widget.waitFor({ state: "hidden" });
  await workbench.reload();
  expect((await toldAfter(() => profile("told.py"))).told).toEqual(CHANGED);
});

test("a module has arguments of its own, which are changed where its file is in front", async () => {
  await workbench.open("told.py");
  const first = await toldAfter(async () => {
    await workbench.palette(MODULE);
    await workbench.answer("Run as python -m in", "told");
    await workbench.answer("Arguments for -m told", "--first");
  });
  expect(first.told).toMatchObject({ args: ["--first"], folder: "logreport" });
  await workbench.open("told.py");
  await workbench.palette(CHANGE);
  await workbench.answer("Which program", "-m told");
  await workbench.answer(WHAT, "Arguments");
  await workbench.answer("Arguments for -m told", "--second");
  await workbench.answer(WHAT, "Keep for the next run");
  const second = await toldAfter(async () => {
    await workbench.open("told.py");
    await workbench.palette(MODULE);
    await workbench.answer("Run as python -m in", "told");
  });
  expect(second.told).toMatchObject({ args: ["--second"] });
  expect(second.manifest.target).toEqual({ kind: "module", module: "told" });
  expect((await toldAfter(() => profile("told.py"))).told).toEqual(CHANGED);
  expect(await workbench.messageTexts()).toEqual([]);
});
