import { type Disposable, StatusBarAlignment, ThemeColor, window, workspace } from "vscode";
import { COMMANDS } from "../contributions.ts";
import type { Interpreters } from "./interpreters.ts";

/** Says, while a Python file is in front, which interpreter would run it and why; a click selects another. */
export function createInterpreterStatus(interpreters: Interpreters): Disposable {
  const item = window.createStatusBarItem("interpreter", StatusBarAlignment.Right, 99);
  item.name = "Heatline: Interpreter";
  item.command = COMMANDS.selectInterpreter;
  /** Counts questions: an answer that a newer one has overtaken is dropped. */
  let latest = 0;

  async function refresh(): Promise<void> {
    const ticket = ++latest;
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== "python" || document.uri.scheme !== "file" || !workspace.isTrusted) {
      item.hide();
      return;
    }
    const result = await interpreters.find(document.uri);
    if (ticket !== latest) return;
    if (result.ok) {
      const { version, path: file, why, implementation } = result.interpreter;
      const name = implementation === "cpython" ? "" : `${implementation} `;
      item.text = `$(flame) ${name}${version}`;
      item.tooltip = `Heatline runs this file with\n${file}\nfrom ${why}`;
      item.backgroundColor = undefined;
    } else {
      item.text = "$(flame) No Python";
      item.tooltip = `${result.message}\n${result.remedy}`;
      item.backgroundColor = new ThemeColor("statusBarItem.warningBackground");
    }
    item.accessibilityInformation = { label: `Heatline interpreter: ${item.text.replace("$(flame) ", "")}` };
    item.show();
  }

  const again = () => void refresh().catch(() => item.hide());
  const listeners = [window.onDidChangeActiveTextEditor(again), interpreters.onDidChange(again)];
  again();
  return {
    dispose: () => {
      latest++;
      for (const listener of [...listeners, item]) listener.dispose();
    },
  };
}
