/// <reference types="vscode" />
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endedRun, runsIn } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// Programs that ask, go on for long, fail, are too short; interpreters and profilers that are not there.

const RUNNING = "heatline.heatline.run";
const PROFILE = "Heatline: Profile Current File";
const PROGRAMS = {
  "ask.py":
    'import sys\nprint("tty:", sys.stdin.isatty(), sys.stdout.isatty())\nname = input("name? ")\nprint("hello", name)\nsys.exit(3)\n',
  "endless.py": "def work():\n    return sum(index * index for index in range(20000))\n\n\nwhile True:\n    work()\n",
  "short.py": 'def add(a, b):\n    return a + b\n\n\nprint("sum:", add(1, 2))\n',
  "some.py": "total = 0\nfor index in range(6_000_000):\n    total += index % 7\nprint(total)\n",
};

let workbench: Workbench;
let runs = 0;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(path.join(workbench.folder, name), text);
});
afterAll(async () => {
  await workbench?.close();
});

async function nextRun() {
  const run = await endedRun(workbench.folder, ++runs);
  await workbench.status(RUNNING).waitFor({ state: "detached" });
  return run;
}

test("a program has a real terminal: it asks, gets its answer, and ends with its own exit code", async () => {
  await workbench.open("ask.py");
  await workbench.palette(PROFILE);
  await expect.poll(() => workbench.terminalText(), { timeout: 30_000 }).toContain("tty: True True");
  await expect.poll(() => workbench.terminalText()).toContain("name?");
  await workbench.page.keyboard.type("Ada\n");
  await expect.poll(() => workbench.terminalText()).toContain("hello Ada");
  const run = await nextRun();
  expect(run.manifest.passes[0]?.exitCode).toBe(3);
  await workbench.clearMessages();
});

test("a long program glows while it runs, is stopped from the status bar, and keeps its heat", async () => {
  await workbench.open("endless.py");
  await workbench.palette(PROFILE);
  await workbench.status(RUNNING).waitFor({ timeout: 30_000 });
  await expect.poll(() => workbench.lineExtras("return sum("), { timeout: 40_000 }).toHaveLength(1);
  expect(runsIn(workbench.folder).at(-1)?.manifest.endedAt ?? null).toBeNull();
  await expect.poll(() => workbench.status(RUNNING).innerText(), { timeout: 30_000 }).toMatch(/\d+ s.*[\d,]+ samples/);
  await workbench.screenshot("running");
  await workbench.status(RUNNING).locator("a").click();
  await workbench.answer("A program is running under Heatline", "Stop");
  const run = await nextRun();
  expect(run.manifest.passes[0]?.signal).not.toBeNull();
  await expect.poll(() => workbench.lineExtras("return sum(")).toHaveLength(1);
  await workbench.clearMessages();
});

test("a program that is too short says so, and its button counts the calls instead", async () => {
  await workbench.open("short.py");
  await workbench.palette(PROFILE);
  const message = await workbench.message(/short\.py: .*(short|sample)/);
  runs++;
  await workbench.screenshot("too-short");
  await message.getByRole("button", { name: "Use cProfile" }).click();
  expect((await nextRun()).manifest.passes[0]?.profiler).toBe("cprofile");
  // print and add: add itself takes too small a share for heat of its own.
  await expect.poll(() => workbench.lineExtras('print("sum:"')).toEqual([expect.stringContaining("2 calls")]);
  await workbench.clearMessages();
});

test("Run Again runs the same again, without a question", async () => {
  await workbench.palette("Heatline: Run Again");
  const { manifest } = await nextRun();
  expect(manifest.target).toMatchObject({ kind: "file", path: path.join(workbench.folder, "short.py") });
  await workbench.clearMessages();
});

test("an editor with unsaved changes is offered for saving, and what is saved is what runs", async () => {
  await workbench.open("short.py");
  await workbench.api(async (vscode) => {
    await vscode.window.activeTextEditor?.edit((edit) => edit.insert(new vscode.Position(0, 0), 'print("new text")\n'));
  });
  await workbench.palette(PROFILE);
  await workbench.answer("short.py changed and not saved", "Save and run");
  await nextRun();
  await expect.poll(() => workbench.terminalText()).toContain("new text");
  await workbench.clearMessages();
});

test("without py-spy the sampler does it, and the run says so", async () => {
  await workbench.setting("heatline.pySpy.path", workbench.folder);
  await workbench.open("some.py");
  await workbench.palette(PROFILE);
  const { manifest } = await nextRun();
  expect(manifest.passes[0]?.profiler).toBe("sampler");
  expect(manifest.chosenBecause).toMatch(/py-spy/);
  const notes = [...manifest.notes, ...manifest.passes.flatMap((pass) => pass.notes)];
  expect(notes.map(({ message }) => message).join(" ")).toMatch(/py-spy/);
  await expect.poll(() => workbench.lineExtras("total += index % 7")).toHaveLength(1);
  const message = await workbench.message("(from the setting heatline.pySpy.path) is a folder");
  await message.getByRole("button", { name: "Open Setting" }).waitFor();
  await workbench.clearMessages();
});

test("an interpreter that is none: a sentence with two buttons, and nothing runs", async () => {
  await workbench.setting("heatline.interpreter", path.join(workbench.folder, "no-python"));
  await workbench.palette(PROFILE);
  const message = await workbench.message("no-python");
  await message.getByRole("button", { name: "Select Interpreter…" }).waitFor();
  await message.getByRole("button", { name: "Open Setting" }).waitFor();
  expect(await message.innerText()).not.toMatch(/\bat .*\.js|Error:/);
  await workbench.screenshot("no-interpreter");
  expect(runsIn(workbench.folder)).toHaveLength(runs);
});
