import path from "node:path";
import { commands, type Disposable, Uri, window, workspace } from "vscode";
import { isModuleName, moduleNameOf } from "../../core/launch/module-name.ts";
import type { Interpreter, ProfilerChoice, Target } from "../../core/protocol/run.ts";
import { ExplainedError } from "../../runtime/explained-error.ts";
import { registerRun } from "../../runtime/registry.ts";
import { type Run, startRun } from "../../runtime/run.ts";
import { applyRetention } from "../../runtime/run-directory.ts";
import { CONTEXT_KEYS } from "../contributions.ts";
import { button, explained, noInterpreter, noPythonFile, notOnDisk, tell, unexpected } from "../errors.ts";
import type { HostContext } from "../host-context.ts";
import type { Interpreters } from "../interpreter/interpreters.ts";
import { requireTrust } from "../trust.ts";
import { createEndMessages } from "./end-message.ts";
import { firstOptions } from "./first-options.ts";
import { followRun } from "./follow-run.ts";
import { createLaunches, type Launches, type LaunchOptions } from "./launches.ts";
import { programEnvironment } from "./program-environment.ts";
import { savedAs, saveFirst } from "./save-first.ts";
import { showTerminal, startTaskTerminal } from "./task-terminal.ts";

/** Where the flow finds its own things. */
export interface RunFlowPlaces {
  /** Folder of `launch.py` and `site/`. */
  readonly probeDir: string;
  /** Heatline's own folder for py-spy, whether it is there or not. */
  readonly pySpyFolder: string;
  /** Keeps the registry of running runs. */
  readonly storage: string;
}

export interface Launch {
  readonly target: Target;
  /** The file that interpreter, settings and folder are looked up for. */
  readonly file: Uri;
  readonly choice?: ProfilerChoice | undefined;
}

/** From a target to a loaded run; at most one program runs at a time. */
export interface RunFlow extends Disposable {
  readonly running: Run | undefined;
  readonly launches: Launches;
  /** Runs a target and follows it to its end. Whatever goes wrong is told, nothing is thrown. */
  launch(launch: Launch): Promise<void>;
  /** Takes over a run that goes on (after a reload of the window). */
  follow(run: Run): Promise<void>;
}

export function createRunFlow(host: HostContext, interpreters: Interpreters, places: RunFlowPlaces): RunFlow {
  const launches = createLaunches(host.workspaceState);
  let running: Run | undefined;
  /** From the click to the start: a second click does not start a second program. */
  let preparing = false;
  const endMessage = createEndMessages(host.globalState);
  void commands.executeCommand("setContext", CONTEXT_KEYS.canRunAgain, launches.last() !== undefined);

  async function launch(wanted: Launch): Promise<void> {
    if (preparing || !requireTrust() || !(await makeRoom())) return;
    preparing = true;
    try {
      const run = await prepare(wanted);
      if (run === undefined) return;
      await registerRun(places.storage, run).catch((error: unknown) => host.log.warn(`Not registered: ${error}`));
      preparing = false;
      await follow(run);
    } catch (error) {
      await tell(error instanceof ExplainedError ? explained(error) : unexpected("The run failed", error, host.log));
    } finally {
      preparing = false;
    }
  }

  /** @returns undefined where the user backs out or was told why it cannot run */
  async function prepare({ target, file, choice }: Launch): Promise<Run | undefined> {
    if (!(await saveFirst(target.kind === "file" ? file : undefined))) return undefined;
    const found = await interpreters.find(file);
    if (!found.ok) {
      void tell(noInterpreter(found.message, found.remedy));
      return undefined;
    }
    const options = launches.optionsOf(target) ?? (await firstOptions(target, file, folderOf(file)));
    if (options === undefined) return undefined;
    await launches.remember(target, options);
    return start(target, file, choice ?? host.settings.read(file).profiler, found.interpreter, options);
  }

  async function start(
    target: Target,
    file: Uri,
    choice: ProfilerChoice,
    interpreter: Interpreter,
    options: LaunchOptions,
  ): Promise<Run> {
    const settings = host.settings.read(file);
    const folder = folderOf(file);
    await launches.rememberLast({ target, folder: file.fsPath, choice });
    void commands.executeCommand("setContext", CONTEXT_KEYS.canRunAgain, true);
    const variables = { extension: await interpreters.variables(file), own: options.env };
    const env = await programEnvironment(file, folder, variables, host.log);
    return startRun(
      {
        target,
        args: options.args,
        cwd: options.cwd ?? folder,
        env,
        workspaceFolder: folder,
        runsDir: host.runFolders.directoryFor(file),
        interpreter,
        interpreterOptions: [],
        choice: target.kind === "tests" ? "tracemalloc" : choice,
        settings,
        pySpyFolder: places.pySpyFolder,
        probeDir: places.probeDir,
      },
      startTaskTerminal,
    );
  }

  async function follow(run: Run): Promise<void> {
    running = run;
    void commands.executeCommand("setContext", CONTEXT_KEYS.running, true);
    try {
      await followRun(host, run);
    } catch (error) {
      void tell(unexpected("The result of the run cannot be shown", error, host.log));
    } finally {
      running = undefined;
      void commands.executeCommand("setContext", CONTEXT_KEYS.running, false);
    }
    await afterRun(run);
  }

  async function afterRun(run: Run): Promise<void> {
    const manifest = run.manifest();
    const settings = host.settings.read(Uri.file(manifest.workspaceFolder));
    const limits = { count: settings.keepRuns, megabytes: settings.keepRunsMegabytes };
    const removed = await applyRetention(path.dirname(run.dir), limits).catch((error: unknown) => {
      host.log.warn(`Old runs were not removed: ${error}`);
      return [];
    });
    if (removed.length > 0) host.runFolders.changed();
    const message = endMessage(manifest);
    // Not awaited: a message may stand for hours.
    if (message !== undefined) void tell(message);
  }

  /** @returns whether a new program may start */
  async function makeRoom(): Promise<boolean> {
    if (running === undefined) return true;
    const stop = { label: "$(debug-stop) Stop it and start the new one" };
    const show = { label: "$(terminal) Show its terminal" };
    const picked = await window.showQuickPick([stop, show], { title: "A program is still running under Heatline" });
    if (picked === show) await showTerminal();
    if (picked !== stop) return false;
    await running?.stop();
    return true;
  }

  return {
    get running() {
      return running;
    },
    launches,
    launch,
    follow,
    dispose: () => {},
  };
}

/** The workspace folder of a file, else its own. */
export function folderOf(file: Uri): string {
  return workspace.getWorkspaceFolder(file)?.uri.fsPath ?? path.dirname(file.fsPath);
}

/** The file a command was called for: what was clicked, else what is in front. Tells why there is none. */
export async function clickedFile(clicked: unknown): Promise<Uri | undefined> {
  const document = window.activeTextEditor?.document;
  const uri =
    clicked instanceof Uri ? clicked : document?.languageId === "python" ? await savedAs(document) : undefined;
  if (uri === undefined) void tell(noPythonFile());
  else if (uri.scheme !== "file") void tell(notOnDisk());
  else return uri;
  return undefined;
}

/** Asks for a module name; the one of the file in front stands there already. */
export async function askModule(): Promise<{ module: string; file: Uri } | undefined> {
  const front = window.activeTextEditor?.document.uri;
  const folder = (front && workspace.getWorkspaceFolder(front)) ?? workspace.workspaceFolders?.[0];
  if (folder === undefined) {
    const open = button("Open Folder…", () => commands.executeCommand("vscode.openFolder"));
    void tell({ level: "info", text: "Open a folder first: a module is found from there.", buttons: [open] });
    return undefined;
  }
  const module = await window.showInputBox({
    title: "Profile Module",
    prompt: `Run as python -m in ${folder.uri.fsPath}`,
    placeHolder: "package.module",
    value: front?.scheme === "file" ? moduleNameOf(path.relative(folder.uri.fsPath, front.fsPath)) : "",
    validateInput: (name) => (isModuleName(name) ? undefined : "A module is named by words and dots: package.module"),
  });
  if (module === undefined) return undefined;
  return { module, file: front?.scheme === "file" ? front : Uri.joinPath(folder.uri, "__main__.py") };
}
