import { symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { samplePython } from "../support/python.ts";
import { runsIn } from "./support/run-on-disk.ts";
import { openWorkbench, THEMES, type Workbench } from "./support/workbench.ts";

const RUN_LIMIT_MS = 60_000;
/** pages.py, line 19: where the strings are made that the cache of line 21 keeps. */
const KEEPER = "url = entry.path";
const LEAKY = "test_many_sessions_are_one_page";

let workbench: Workbench;
beforeAll(async () => {
  // The folder's own environment is found, as it is for its files.
  workbench = await openWorkbench({ folder: "logreport", settings: { "heatline.interpreter": "" } });
  symlinkSync(path.dirname(path.dirname(samplePython())), path.join(workbench.folder, ".venv"));
});
afterAll(async () => {
  await workbench?.close();
});

const tests = () => workbench.tree("Test Memory");

test("the command runs the tests, and the tree shows the growing one first", async () => {
  await workbench.open("report.py");
  await workbench.palette("Heatline: Memory Growth of Tests");
  await workbench.status("heatline.heatline.run").waitFor();
  const leaky = tests().filter({ hasText: LEAKY });
  await leaky.waitFor({ timeout: RUN_LIMIT_MS });
  await workbench.status("heatline.heatline.run").waitFor({ state: "detached", timeout: RUN_LIMIT_MS });
  await expect
    .poll(() => leaky.getAttribute("aria-label"), { timeout: 10_000 })
    .toMatch(/^test_many_sessions_are_one_page, \+\d+\.\d KiB per run · peak /);
  const labels = await tests().evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
  expect(labels[0]).toMatch(/test_pages\.py, 2 tests, 1 grows/);
  expect(labels[1]).toContain(LEAKY);
  expect(labels.filter((label) => label.includes("per run"))).toHaveLength(1);
  expect(labels.filter((label) => /warms up by|steady/.test(label)).length).toBeGreaterThan(3);
  expect(await workbench.terminalText()).toMatch(/\d+ passed/);
  expect(runsIn(workbench.folder).at(-1)?.manifest.interpreter.why).toMatch(/^\.venv in /);
});

test("a click on the test goes to it", async () => {
  await tests().filter({ hasText: LEAKY }).click();
  await workbench.line(`def ${LEAKY}`).waitFor();
});

test("the line that keeps the memory says how much, and of which test", async () => {
  await workbench.open("logreport/pages.py");
  await expect
    .poll(() => workbench.lineExtras(KEEPER), { timeout: 20_000 })
    .toContainEqual(expect.stringMatching(/^\+\d+\.\d KiB per run · test_many_sessions_are_one_page$/));
  expect(await workbench.lineExtras("self.counts[key] = ")).toEqual([]);
  for (const name of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    await workbench.theme(name);
    await workbench.screenshot(`test-memory-${name}`);
  }
  await workbench.theme("dark");
});

test("its hover says what is known", async () => {
  const popup = await workbench.hover(KEEPER, "url");
  await expect.poll(() => popup.textContent()).toMatch(/Line 19 keeps memory/);
  const text = await popup.textContent();
  expect(text).toMatch(/This line keeps\s*\+\d+\.\d KiB per run/);
  expect(text).toContain("In blocks");
  expect(text).toContain("tracemalloc");
  await workbench.screenshot("test-memory-hover");
});

test("the line moves with the text above it, and its figures with it", async () => {
  await workbench.api(async (vscode) => {
    const editor = vscode.window.activeTextEditor;
    await editor?.edit((edit) => edit.insert(new vscode.Position(0, 0), "# one\n# two\n"));
  });
  await expect
    .poll(() => workbench.lineExtras(KEEPER), { timeout: 20_000 })
    .toContainEqual(expect.stringMatching(/per run · test_many_sessions/));
  await workbench.runToEnd("workbench.action.files.revert");
});

test("a flamegraph of such a run says that there is none", async () => {
  await workbench.palette("Heatline: Show Flamegraph");
  await workbench.webview().getByText("This run measured memory of tests, not time.").waitFor();
});
