import { commands, type Disposable, type ExtensionContext, Uri } from "vscode";
import { createCompareCommands } from "./compare/compare-commands.ts";
import { CONTEXT_KEYS, type CommandHandlers, LOADED_RUN } from "./contributions.ts";
import { createCurrentRun } from "./current-run.ts";
import { createFlamegraphPanel, type FlamegraphPanel } from "./flamegraph-panel.ts";
import { createHeat } from "./heat/heat.ts";
import { createHeatSource } from "./heat-source.ts";
import type { HostContext } from "./host-context.ts";
import { createInterpreterStatus } from "./interpreter/interpreter-status.ts";
import { createInterpreters } from "./interpreter/interpreters.ts";
import { createLog } from "./log.ts";
import { placesOf } from "./places.ts";
import { createProfileEditors, type ProfileEditors } from "./profiles/profile-editors.ts";
import { pySpyFolderOf } from "./run/install.ts";
import { resume } from "./run/resume.ts";
import { runCommands } from "./run/run-commands.ts";
import { createRunFlow, type RunFlow } from "./run/run-flow.ts";
import { createRunFolders } from "./run-folders.ts";
import { createServer } from "./server.ts";
import { createSettings } from "./settings.ts";
import { createTestMemory } from "./tests/test-memory.ts";
import { guardProcesses } from "./trust.ts";
import { createHotSpotsView } from "./views/hot-spots-view.ts";
import { createRunsView } from "./views/runs-view.ts";

/** Everything that activation leaves for the first use. */
export interface Features {
  readonly host: HostContext;
  readonly flow: RunFlow;
  readonly panel: FlamegraphPanel;
  readonly profiles: ProfileEditors;
  readonly commands: Partial<CommandHandlers>;
}

/** The composition: each part is made here, given what it needs, and disposed with the extension. */
export function activateFeatures(context: ExtensionContext): Features {
  guardProcesses();
  const host = createHostContext(context);
  const storage = (context.storageUri ?? context.globalStorageUri).fsPath;
  const folders = {
    probeDir: Uri.joinPath(context.extensionUri, "dist", "probe").fsPath,
    pySpyFolder: pySpyFolderOf(context.globalStorageUri),
    storage,
  };

  const interpreters = createInterpreters(host);
  const flow = createRunFlow(host, interpreters, folders);
  const profiles = createProfileEditors(host, resume(host, flow, storage));
  const heat = createHeat(host);
  const panel = createFlamegraphPanel(host);
  const runs = createRunsView(host, profiles);
  const heatSource = createHeatSource(host, profiles);
  const hotSpots = createHotSpotsView(host);
  const comparing = createCompareCommands(host, panel, profiles);
  const tests = createTestMemory(host, flow, interpreters);
  context.subscriptions.push(tests, reloadWhenPlacesChange(host));
  context.subscriptions.push(
    interpreters,
    flow,
    heat,
    panel,
    profiles,
    runs,
    heatSource,
    hotSpots,
    createInterpreterStatus(interpreters),
  );

  context.subscriptions.push(
    host.currentRun.onDidChange(({ view, replaced }) => {
      if (replaced) void context.workspaceState.update(LOADED_RUN, view?.path);
    }),
  );
  return {
    host,
    flow,
    panel,
    profiles,
    commands: {
      ...runCommands(host, flow, interpreters, folders),
      ...heat.commands,
      ...panel.commands,
      ...profiles.commands,
      ...heatSource.commands,
      ...runs.commands,
      ...comparing.commands,
      ...hotSpots.commands,
      ...tests.commands,
    },
  };
}

/** A run that is shown is loaded again where its files are now looked for elsewhere; opened profiles do so themselves. */
function reloadWhenPlacesChange({ settings, currentRun, places, log }: HostContext): Disposable {
  let known = JSON.stringify(places());
  return settings.onDidChange(() => {
    const now = JSON.stringify(places());
    if (now === known) return;
    known = now;
    const { view } = currentRun;
    if (view?.recording.kind === "run")
      currentRun.reload(view.path).catch((error: unknown) => log.warn(`The run was not loaded again: ${error}`));
  });
}

/** What all parts share. */
function createHostContext(context: ExtensionContext): HostContext {
  const { extensionUri, workspaceState, globalState, subscriptions } = context;
  const log = createLog();
  const settings = createSettings(log);
  const server = createServer(async (events) => {
    const { startLanguageClient } = await import("./language-client.ts");
    return startLanguageClient({
      serverModule: Uri.joinPath(extensionUri, "dist", "server.js").fsPath,
      options: { managed: true, codeLens: settings.read().codeLens },
      log,
      events,
    });
  });
  const places = () => placesOf(settings);
  const currentRun = createCurrentRun(server, places);
  const runFolders = createRunFolders(settings, context.globalStorageUri);
  subscriptions.push(log, settings, server, currentRun, runFolders);
  void commands.executeCommand("setContext", CONTEXT_KEYS.running, false);
  return { extensionUri, workspaceState, globalState, log, settings, server, currentRun, runFolders, places };
}
