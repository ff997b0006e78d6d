/// <reference types="vscode" />
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../scripts/setup/paths.mjs";
import { pythons, samplePython } from "../support/python.ts";
import { runsIn } from "./support/runs.ts";
import { openWorkbench, pythonStub, type Workbench } from "./support/workbench.ts";

const RUN_LIMIT_MS = 60_000;
const WAIT = { timeout: 20_000 };
const first = pythons()[0] ?? "";
const MISSING = path.join(path.sep, "nowhere", "python");
const PROGRAM = `import os, pathlib
names = ["FROM_EXTENSION", "FROM_BOTH"]
pathlib.Path("variables.txt").write_text(" ".join(os.environ.get(name, "-") for name in names))
`;

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openWorkbench({
    folder: "logreport",
    installed: [root, pythonStub],
    settings: { "heatline.interpreter": "", "heatline.profiler": "cprofile" },
    env: {
      HEATLINE_STUB_PYTHON: first,
      HEATLINE_STUB_VARIABLES: JSON.stringify({ FROM_EXTENSION: "extension", FROM_BOTH: "extension" }),
    },
  });
  writeFileSync(path.join(workbench.folder, "variables.py"), PROGRAM);
  writeFileSync(path.join(workbench.folder, ".env"), "FROM_BOTH=file\n");
  await workbench.open("variables.py");
  await workbench.runToEnd("heatline.runs.focus");
});
afterAll(async () => {
  await workbench?.close();
});

const status = () => workbench.status("heatline.heatline.interpreter");

/** What the status bar says when the mouse rests on it. */
async function tooltip(): Promise<string> {
  await workbench.page.mouse.move(5, 5);
  await status().hover();
  const shown = workbench.page.locator(".monaco-hover:visible, .workbench-hover:visible").first();
  await shown.waitFor();
  return (await shown.textContent()) ?? "";
}

test("the Python extension's interpreter is the one, and the status bar says why", async () => {
  await status().waitFor();
  await expect.poll(() => status().textContent(), WAIT).toMatch(/3\.\d+\.\d+/);
  const said = await tooltip();
  expect(said).toContain(first);
  expect(said).toContain("the Python extension");
});

test("it runs the program, whose environment has what the extension adds, under what .env says", async () => {
  await workbench.palette("Heatline: Profile Current File");
  const running = workbench.status("heatline.heatline.run");
  await running.waitFor();
  await running.waitFor({ state: "detached", timeout: RUN_LIMIT_MS });
  const manifest = runsIn(workbench.folder).at(-1);
  expect(manifest?.interpreter).toMatchObject({ path: first, why: "the Python extension" });
  expect(manifest?.envNames.toSorted()).toEqual(["FROM_BOTH", "FROM_EXTENSION"]);
  const told = await workbench.api(async (vscode) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (!folder) return "";
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, "variables.txt")));
  });
  expect(told).toBe("extension file");
});

test("another choice in the Python extension changes the status", async () => {
  await workbench.open("variables.py");
  await workbench.api(async (vscode, chosen) => {
    const python = vscode.extensions.getExtension("ms-python.python");
    await python?.exports.environments.updateActiveEnvironmentPath(chosen);
  }, samplePython());
  await expect.poll(tooltip, WAIT).toContain(samplePython());
});

test("heatline.interpreter goes before it; a path that is missing gives a sentence and a button", async () => {
  await workbench.setting("heatline.interpreter", MISSING);
  await expect.poll(() => status().textContent(), WAIT).toContain("No Python");
  expect(await tooltip()).toContain(`${MISSING} (from the setting heatline.interpreter) cannot be used`);
  const before = runsIn(workbench.folder).length;
  await workbench.palette("Heatline: Profile Current File");
  const message = await workbench.message(`${MISSING} (from the setting heatline.interpreter) cannot be used`);
  expect(await message.textContent()).toContain("Choose another interpreter");
  expect(runsIn(workbench.folder)).toHaveLength(before);
  await workbench.page.mouse.move(5, 5); // The tooltip would be in the way.
  await message.getByRole("button", { name: "Select Interpreter…" }).click();
  await workbench.answer("The Python that runs your programs under Heatline", "Automatic");
  await expect.poll(tooltip, WAIT).toContain("the Python extension");
});
