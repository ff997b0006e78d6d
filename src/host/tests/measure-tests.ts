import path from "node:path";
import { commands, FileType, Uri, window, workspace } from "vscode";
import type { Target } from "../../core/protocol/run.ts";
import { findTestRunner, type TestRunner } from "../../runtime/test-runner.ts";
import { VIEWS } from "../contributions.ts";
import { button, noInterpreter, notOnDisk, tell } from "../errors.ts";
import type { Interpreters } from "../interpreter/interpreters.ts";
import { folderOf, type RunFlow } from "../run/run-flow.ts";
import { requireTrust } from "../trust.ts";

/** Measures the tests of the folder or file that was clicked, else all tests of the workspace folder in front. */
export async function measureTests(flow: RunFlow, interpreters: Interpreters, clicked: unknown): Promise<void> {
  if (!requireTrust()) return;
  const place = clicked instanceof Uri ? clicked : folderInFront();
  if (place === undefined) {
    const open = button("Open Folder…", () => commands.executeCommand("vscode.openFolder"));
    return tell({ level: "info", text: "Open a folder first: its tests are run from there.", buttons: [open] });
  }
  if (place.scheme !== "file") return tell(notOnDisk());
  const found = await interpreters.find(place);
  if (!found.ok) return tell(noInterpreter(found.message, found.remedy));
  const runner = await findTestRunner(found.interpreter);
  const target: Target = { kind: "tests", runner, selection: await selectionOf(place, runner) };
  void commands.executeCommand(`${VIEWS.testMemory}.focus`, { preserveFocus: true });
  await flow.launch({ target, file: place });
}

/** The folder of the active editor, else the first one. */
function folderInFront(): Uri | undefined {
  const front = window.activeTextEditor?.document.uri;
  return ((front && workspace.getWorkspaceFolder(front)) ?? workspace.workspaceFolders?.[0])?.uri;
}

/** Relative to where the tests run. A folder is given to unittest's own discovery. */
async function selectionOf(place: Uri, runner: TestRunner): Promise<string[]> {
  const relative = path.relative(folderOf(place), place.fsPath);
  if (relative === "") return [];
  const isFolder = ((await workspace.fs.stat(place)).type & FileType.Directory) !== 0;
  return isFolder && runner === "unittest" ? ["discover", "-s", relative] : [relative];
}
