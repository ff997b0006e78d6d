/// <reference types="vscode" />
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endedRun, runsIn } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// Choosing what measures, and running a module.

const RUNNING = "heatline.heatline.run";
const WITH = "Heatline: Profile Current File with…";
const WHAT = "What shall measure the program";
const MODULE = "Heatline: Profile Module…";
const AS = "Run as python -m in";
/** A package that only `python -m` can start: it imports from itself. */
const TOOL = {
  "__init__.py": "",
  "__main__.py": `import sys
from .work import count
print("module", __spec__.name, __package__, sys.argv[1:], count(10_000_000))
`,
  "work.py": `def count(rounds):
    total = 0
    for index in range(rounds):
        total += index % 7
    return total
`,
};

const SPIN = "total = 0\nfor index in range(10_000_000):\n    total += index % 7\n";

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  mkdirSync(path.join(workbench.folder, "tool"));
  for (const [name, text] of Object.entries(TOOL)) writeFileSync(path.join(workbench.folder, "tool", name), text);
  writeFileSync(path.join(workbench.folder, "spin.py"), SPIN);
});
afterAll(async () => {
  await workbench?.close();
});

const heatOf = (line: string) => expect.poll(() => workbench.lineExtras(line).then((texts) => texts.join(" ")));

/** Does what starts a program, and waits for its end. */
async function runOf(start: () => Promise<void>) {
  const before = runsIn(workbench.folder).length;
  await start();
  const run = await endedRun(workbench.folder, before + 1);
  await workbench.status(RUNNING).waitFor({ state: "detached" });
  return run.manifest;
}

test("the list of profilers says what each does and whether it works here", async () => {
  await workbench.open("report.py");
  await workbench.palette(WITH);
  const widget = await workbench.question(WHAT);
  await expect.poll(() => workbench.choices().count()).toBe(5);
  const rows = (await workbench.choices().allInnerTexts()).join("\n");
  expect(rows).toMatch(/Automatic[\s\S]*py-spy[\s\S]*In-process sampler[\s\S]*cProfile[\s\S]*Everything/);
  expect(rows).toContain("runs the program twice");
  expect(rows).toContain("needs the right to look inside");
  await workbench.screenshot("choose-profiler");
  await workbench.page.keyboard.press("Escape");
  await widget.waitFor({ state: "hidden" });
  expect(runsIn(workbench.folder)).toEqual([]);
});

test.each([
  ["py-spy", "py-spy"],
  ["In-process sampler", "sampler"],
])("the file with %s", async (label, profiler) => {
  await workbench.open("spin.py");
  const manifest = await runOf(async () => {
    await workbench.palette(WITH);
    await workbench.answer(WHAT, label);
  });
  expect(manifest).toMatchObject({ state: "done", requested: profiler, passes: [{ profiler, exitCode: 0 }] });
  await heatOf("total += index % 7").toMatch(/^[\d.]+ % · [\d.]+ m?s$/);
});

test("Everything: sampled and counted in turn, joined on one line as share, time and calls", async () => {
  await workbench.open("report.py");
  const manifest = await runOf(async () => {
    await workbench.palette(WITH);
    await workbench.answer(WHAT, "Everything");
  });
  expect(manifest).toMatchObject({ state: "done", requested: "everything" });
  expect(manifest.passes.map(({ profiler, exitCode }) => [profiler, exitCode])).toEqual([
    ["py-spy", 0],
    ["cprofile", 0],
  ]);
  await workbench.open("logreport/parser.py", 26);
  await heatOf("query=parse_query(query)").toMatch(/^[\d.]+ % · [\d.]+ m?s · 20,000 calls$/);
  const popup = await workbench.hover("query=parse_query(query)", "parse_query");
  await expect.poll(() => popup.textContent()).toMatch(/Calls[\s\S]*20,000/);
  const said = await popup.textContent();
  expect(said).toMatch(/\d of [\d,]+/); // samples
  expect(said).toMatch(/py-spy [\d.]+ at 100 Hz · cProfile/);
  await workbench.screenshot("everything");
});

test("all of them ran in one terminal", async () => {
  expect(await workbench.api((vscode) => vscode.window.terminals.length)).toBe(1);
  expect(await workbench.terminalText()).toContain("20,000 requests from");
  expect(await workbench.messageTexts()).toEqual([]);
});

test("a module: the file in front stands there, a name that is none is refused, python -m runs it", async () => {
  await workbench.open("tool/__main__.py");
  const manifest = await runOf(async () => {
    await workbench.palette(MODULE);
    const widget = await workbench.question(AS);
    const input = widget.locator("input.input");
    await expect.poll(() => input.inputValue()).toBe("tool");
    await input.fill("tool/__main__.py");
    await widget.getByText("A module is named by words and dots").waitFor();
    await workbench.screenshot("module-refused");
    await input.fill("tool");
    await widget.getByText(AS).waitFor();
    await input.press("Enter");
    await workbench.answer("Arguments for -m tool", "--fast");
  });
  expect(manifest).toMatchObject({
    state: "done",
    target: { kind: "module", module: "tool" },
    passes: [{ exitCode: 0 }],
  });
  await expect.poll(() => workbench.terminalText()).toContain("module tool.__main__ tool ['--fast'] 29999994");
  await workbench.open("tool/work.py");
  await heatOf("total += index % 7").toMatch(/^[\d.]+ % · [\d.]+ m?s$/);
  await workbench.screenshot("module");
  expect(await workbench.messageTexts()).toEqual([]);
});

test("a module that is not there: Python's own words in the terminal, and a sentence", async () => {
  const manifest = await runOf(async () => {
    await workbench.palette(MODULE);
    await workbench.answer(AS, "tool.nowhere");
    await workbench.answer("Arguments for -m tool.nowhere", "");
  });
  expect(manifest.passes[0]?.exitCode).toBe(1);
  await expect.poll(() => workbench.terminalText()).toContain("No module named tool.nowhere");
  const message = await workbench.message("The program ended with exit code 1 after");
  await workbench.screenshot("module-missing");
  await message.getByRole("button", { name: "Show Terminal" }).waitFor();
});
