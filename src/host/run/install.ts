import { ProgressLocation, Uri, window, workspace } from "vscode";
import type { Interpreter } from "../../core/protocol/run.ts";
import { installPySpy, PY_SPY_VERSION } from "../../runtime/profilers/install-py-spy.ts";
import { BUTTONS, button, commandIn, copyCommand, type Message, openSetting, tell } from "../errors.ts";
import type { HostContext } from "../host-context.ts";

/** Heatline's own folder for py-spy, below the extension's storage. */
export function pySpyFolderOf(globalStorage: Uri): string {
  return Uri.joinPath(globalStorage, "py-spy").fsPath;
}

/** Asks, installs with progress that can be cancelled, proves that it runs, and says what came of it. */
export async function installWithConsent(
  host: Pick<HostContext, "log" | "settings">,
  interpreter: Interpreter,
  directory: string,
): Promise<void> {
  const install = "Install";
  const picked = await window.showInformationMessage(
    `Install py-spy ${PY_SPY_VERSION} from PyPI with the pip of Python ${interpreter.version}? It goes into ` +
      `${directory} and nowhere else; your own environments stay as they are.`,
    install,
    "Not Now",
  );
  if (picked !== install) return;
  const installed = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Installing py-spy ${PY_SPY_VERSION}`, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const onOutput = (text: string) => {
        const line = text.trim().split("\n").at(-1)?.slice(0, 80) ?? "";
        host.log.info(text.trimEnd());
        if (line !== "") progress.report({ message: line });
      };
      return installPySpy({ interpreter, directory, signal: abort.signal, onOutput });
    },
  );
  const other = host.settings.read().pySpy.path;
  await tell(installed.ok ? done(installed.version, other) : failed(installed.note.message, installed.note.remedy));
}

/** @param other the py-spy that the setting names; '' for none */
function done(version: string, other: string): Message {
  if (other !== "") {
    const text = `py-spy ${version} is installed and works, but the setting heatline.pySpy.path still names ${other}. Clear it, and the next run uses the new one.`;
    return { level: "warning", text, buttons: [openSetting("pySpy.path")] };
  }
  const canRun = workspace.isTrusted ? [BUTTONS.runAgain] : [];
  return { level: "info", text: `py-spy ${version} is installed and works. The next run uses it.`, buttons: canRun };
}

function failed(message: string, remedy: string | undefined): Message {
  const command = commandIn(remedy);
  return {
    level: "warning",
    text: `py-spy was not installed. ${message}${remedy ? ` ${remedy}` : ""}`,
    buttons: [...(command ? [copyCommand(command)] : []), BUTTONS.showLog, button("Close", () => undefined)],
  };
}
