import { commands, window, workspace } from "vscode";
import { setSpawnGate } from "../runtime/process.ts";

const REASON = "Heatline runs no program in Restricted Mode: this folder is not trusted.";

/** The gate in front of every process the extension starts. Saved runs can be looked at without it. */
export function guardProcesses(): void {
  setSpawnGate(() => (workspace.isTrusted ? null : REASON));
}

/** For every command that runs something: hidden commands can still be called, so each asks by itself. */
export function requireTrust(): boolean {
  if (workspace.isTrusted) return true;
  const manage = "Manage Workspace Trust";
  void window.showWarningMessage(REASON, manage).then((picked) => {
    if (picked === manage) void commands.executeCommand("workbench.trust.manage");
  });
  return false;
}
