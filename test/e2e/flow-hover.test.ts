/// <reference types="vscode" />
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatShare } from "../../src/core/units.ts";
import { type RunOnDisk, sampledShares } from "./support/run-on-disk.ts";
import { makeSavedRun } from "./support/saved-run.ts";
import { showFailures } from "./support/show-failure.ts";
import { waitUntil } from "./support/wait-until.ts";
import { openWorkbench, THEMES, type Workbench } from "./support/workbench.ts";

// Hover a hot line, on a saved run of the sample project.

const MATCH = "match = re.match(LINE, line)";
let workbench: Workbench;
let run: RunOnDisk;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  run = await makeSavedRun(workbench.folder, ["report.py", "8000"]);
  await workbench.open("logreport/parser.py");
  await workbench.api((vscode) => vscode.commands.executeCommand("heatline.runs.focus"));
  // A click on a run also opens its file: not before it is there may another one be opened. A row that is drawn anew
  // between press and release (the list has just seen the run) takes no click: it is clicked again.
  const row = workbench.tree("Runs").filter({ hasText: "report.py" }).first();
  const isOpen = async () => {
    await row.click();
    return waitUntil(async () => (await openFile()).startsWith("report.py"), { what: "the run's file", limitMs: 5000 })
      .then(() => true)
      .catch(() => false);
  };
  await waitUntil(isOpen, { what: "a click on the run to open its file" });
  await workbench.open("logreport/parser.py");
  await waitUntil(async () => (await workbench.lineExtras(MATCH)).length === 1, { what: "heat" });
});
afterAll(async () => {
  await workbench?.close();
});

const openFile = () =>
  workbench.api((vscode) => {
    const editor = vscode.window.activeTextEditor;
    return `${editor?.document.uri.path.split("/").at(-1)}:${(editor?.selection.active.line ?? -1) + 1}`;
  });

test("the hover of a hot line: self, total, share, samples, function, run", async () => {
  const shares = sampledShares(run, "parser.py").get(16);
  const text = await (await workbench.hover(MATCH, "LINE")).innerText();
  for (const part of ["Line 16", "parse_line", "self", "total", "samples", "report.py 8000", "in-process sampler"])
    expect(text.toLowerCase()).toContain(part.toLowerCase());
  expect(text).toContain(formatShare(shares?.total ?? -1));
});

test("the hover of a function's name: its figures, and a caller that opens by a click", async () => {
  const popup = await workbench.hover("def parse_line(line):", "parse_line");
  const text = await popup.innerText();
  expect(text).toContain("Called by");
  expect(text).toContain("parse_log");
  await workbench.screenshot("hover-dark");
  await popup.locator("a", { hasText: "parse_log" }).first().click();
  await expect.poll(openFile).toMatch(/^parser.py:1[01]$/);
});

test("the lens above a function says its shares, and a click finds it in the flamegraph", async () => {
  const lens = workbench
    .lenses()
    .filter({ hasText: /self [\d<. ]+ % · total [\d.]+ % · [\d,]+ samples/ })
    .first();
  await lens.click();
  const details = workbench.webview().locator(".details-name");
  await details.waitFor();
  await expect.poll(() => details.innerText()).toMatch(/parse_lo?/);
  await workbench.runToEnd("workbench.action.closeEditorsInOtherGroups");
});

test.each(Object.keys(THEMES) as (keyof typeof THEMES)[])("the hover in the theme %s", async (theme) => {
  await workbench.theme(theme);
  await workbench.runToEnd("workbench.action.closeEditorsInOtherGroups");
  await workbench.open("logreport/parser.py");
  const text = await (await workbench.hover(MATCH, "LINE")).innerText();
  expect(text).toContain("%");
  await workbench.screenshot(`hover-${theme}`);
});
