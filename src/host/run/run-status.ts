import { type Disposable, StatusBarAlignment, window } from "vscode";
import { runTitle } from "../../core/run-title.ts";
import { formatCount, formatDuration } from "../../core/units.ts";
import type { Run } from "../../runtime/run.ts";
import { COMMANDS } from "../contributions.ts";

const EACH_MS = 1000;

/** Shows that a program runs: a spinning icon, the time, the samples so far. A click offers to stop it. */
export function createRunStatus(run: Run): Disposable {
  const item = window.createStatusBarItem("run", StatusBarAlignment.Left, 0);
  item.name = "Heatline: Running Program";
  item.command = { command: COMMANDS.stop, title: "Stop or show the terminal", arguments: ["ask"] };

  function refresh(): void {
    const manifest = run.manifest();
    const title = runTitle(manifest);
    const seconds = Math.floor(run.elapsedNs() / 1e9);
    const elapsed = seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1e9);
    const what = manifest.target.kind === "tests" ? "tests" : "samples";
    const samples = run.samples() > 0 ? ` · ${formatCount(run.samples())} ${what}` : "";
    const saving = manifest.state === "saving" ? " · saving" : "";
    item.text = `$(loading~spin) ${elapsed}${samples}${saving}`;
    item.tooltip = [
      `${title} is running under Heatline`,
      manifest.chosenBecause,
      `Python ${manifest.interpreter.version} from ${manifest.interpreter.why}`,
      `in ${manifest.cwd}`,
      ...(manifest.envNames.length > 0 ? [`with ${manifest.envNames.join(", ")}`] : []),
      "Click to stop it or to see its terminal",
    ].join("\n");
    item.accessibilityInformation = { label: `Heatline: ${title} is running, ${elapsed}${samples}${saving}` };
    item.show();
  }

  refresh();
  const timer = setInterval(refresh, EACH_MS);
  const unsubscribe = run.onDidChange(refresh);
  return {
    dispose: () => {
      clearInterval(timer);
      unsubscribe();
      item.dispose();
    },
  };
}
