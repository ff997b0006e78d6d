import { commands, type ExtensionContext, Uri } from "vscode";
import { CONTEXT_KEYS, type CommandHandlers } from "./contributions.ts";
import { createCurrentRun } from "./current-run.ts";
import type { HostContext } from "./host-context.ts";
import { createLog } from "./log.ts";
import { createRunFolders } from "./run-folders.ts";
import { createServer } from "./server.ts";
import { createSettings } from "./settings.ts";

/** Everything that activation leaves for the first use. */
export interface Features {
  readonly host: HostContext;
  readonly commands: Partial<CommandHandlers>;
}

/** The composition: each part is made here, given what it needs, and disposed with the extension. */
export function activateFeatures(context: ExtensionContext): Features {
  const log = createLog();
  const settings = createSettings(log);
  const server = createServer(async (onRestart) => {
    const { startLanguageClient } = await import("./language-client.ts");
    return startLanguageClient({
      serverModule: Uri.joinPath(context.extensionUri, "dist", "server.js").fsPath,
      options: { managed: true, codeLens: settings.read().codeLens },
      log,
      onRestart,
    });
  });
  const currentRun = createCurrentRun(server);
  const runFolders = createRunFolders(settings);
  const { extensionUri, workspaceState, globalState } = context;
  const host: HostContext = {
    extensionUri,
    workspaceState,
    globalState,
    log,
    settings,
    server,
    currentRun,
    runFolders,
  };

  context.subscriptions.push(log, settings, server, currentRun, runFolders);
  void commands.executeCommand("setContext", CONTEXT_KEYS.running, false);
  return { host, commands: {} };
}
