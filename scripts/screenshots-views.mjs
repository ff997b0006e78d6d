// The views of the flamegraph page, of profiles made for the pictures.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./setup/commands.mjs";

const FUNCTION = "parse_line";

/** Exact calls of a cProfile file, and the sandwich of the same function; the file is open already. */
export async function takeCallViews(workbench, take) {
  const page = workbench.webview();
  await workbench.runToEnd("workbench.action.closeSidebar");
  await page.locator(".facts summary").click();
  await page.locator(".row", { has: page.locator(`.cell-name[title="${FUNCTION}"]`) }).click();
  for (const [view, name] of [
    ["Calls", "calls-dark"],
    ["Sandwich", "sandwich-dark"],
  ]) {
    await page.locator(".segment", { hasText: view }).click();
    await workbench.page.mouse.move(5, 5);
    await take(name);
  }
}

/** Threads in order of time: the sample as py-spy sees it. */
export async function takeTimeOrder(workbench, { pySpy, samplePython }, take) {
  const file = await record(workbench.folder, pySpy, samplePython, "report.speedscope.json");
  await showAlone(workbench, file);
  await workbench.webview().getByRole("button", { name: "Time order" }).click();
  await workbench.webview().locator(".ruler").waitFor();
  await workbench.page.mouse.move(5, 5);
  await take("time-order-dark");
}

/** The sample before and after patterns are no longer compiled for every line. */
export async function takeComparison(workbench, { pySpy, samplePython }, take) {
  const before = await record(workbench.folder, pySpy, samplePython, "before.speedscope.json");
  const parser = path.join(workbench.folder, "logreport", "parser.py");
  writeFileSync(parser, readFileSync(parser, "utf8").replace("    re.purge()", "    # re.purge()"));
  const after = await record(workbench.folder, pySpy, samplePython, "after.speedscope.json");
  await showAlone(workbench, before);
  await open(workbench, after);
  await workbench.webview().locator(".painting").waitFor();
  await workbench.webview().getByRole("button", { name: "Compare" }).click();
  await workbench.question("Compare after.speedscope.json with");
  await workbench.choices().filter({ hasText: "before.speedscope.json" }).first().click();
  await workbench.webview().locator(".comparison").waitFor();
  await workbench.page.mouse.move(5, 5);
  await take("comparison-dark");
}

/** py-spy at times says "No child process" of a program that it started and that has just ended: it is asked again. */
async function record(cwd, pySpy, python, name) {
  const file = path.join(cwd, name);
  const options = ["record", "-r", "200", "-t", "-f", "speedscope", "-o", name, "--", python, "report.py"];
  for (let attempt = 1; !existsSync(file); attempt++)
    await run(pySpy, options, { cwd }).catch((error) => {
      if (attempt === 3) throw error;
    });
  return file;
}

async function showAlone(workbench, file) {
  await workbench.runToEnd("workbench.action.closeAllEditors");
  await open(workbench, file);
  await workbench.webview().locator(".painting").waitFor();
}

function open(workbench, file) {
  const show = (vscode, at) => vscode.commands.executeCommand("vscode.open", vscode.Uri.file(at), { preview: false });
  return workbench.api(show, file);
}
