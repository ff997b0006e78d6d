/// <reference types="vscode" />
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runsIn } from "./support/run-on-disk.ts";
import { makeSavedRun } from "./support/saved-run.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// Restricted Mode: nothing is run; what was saved is shown.

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport", trust: "ask" });
  await makeSavedRun(workbench.folder, ["report.py", "6000"]);
  await workbench.open("report.py");
});
afterAll(async () => {
  await workbench?.close();
});

test.each(["profileCurrentFile", "profileModule", "runAgain", "selectInterpreter", "installPySpy"])(
  "heatline.%s runs nothing and says why",
  async (command) => {
    expect(await workbench.api((vscode) => vscode.workspace.isTrusted)).toBe(false);
    await workbench.run(`heatline.${command}`);
    await workbench.message("Heatline runs no program in Restricted Mode");
    await workbench.clearMessages();
    expect(runsIn(workbench.folder)).toHaveLength(1);
    expect(existsSync(path.join(workbench.folder, "__pycache__"))).toBe(false);
  },
);

test("a saved run opens, with its heat", async () => {
  await workbench.api((vscode) => vscode.commands.executeCommand("heatline.runs.focus"));
  await workbench.tree("Runs").filter({ hasText: "report.py" }).first().click();
  await expect.poll(() => workbench.lineExtras("entries = parse_log"), { timeout: 20_000 }).toHaveLength(1);
});

test("a profile opens, with its heat", async () => {
  const file = path.join(workbench.folder, "some.collapsed");
  writeFileSync(file, "main (report.py:12) 30\nparse_log (logreport/parser.py:11) 10\n");
  await workbench.api(async (vscode, at) => {
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(at));
  }, file);
  await workbench.webview().locator("canvas").first().waitFor();
  await workbench.open("logreport/parser.py");
  await expect
    .poll(() => workbench.lineExtras("return [parse_line(line) for line in lines]"))
    .toEqual([expect.stringContaining("25.0 %")]);
  expect(await workbench.api((vscode) => vscode.workspace.isTrusted)).toBe(false);
});
