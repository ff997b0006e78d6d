import path from "node:path";
import { commands, Uri, window } from "vscode";
import { moduleNameOf } from "../../core/launch/module-name.ts";
import type { ProfilerContext } from "../../runtime/profilers/profiler.ts";
import { type CommandHandlers, WALKTHROUGH } from "../contributions.ts";
import { noInterpreter, nothingToRunAgain, nothingToStop, tell } from "../errors.ts";
import type { HostContext } from "../host-context.ts";
import type { Interpreters } from "../interpreter/interpreters.ts";
import { selectInterpreter } from "../interpreter/select-interpreter.ts";
import { requireTrust } from "../trust.ts";
import { askTarget, changeLaunch } from "./ask-launch.ts";
import { installWithConsent } from "./install.ts";
import { fileTarget, PLAIN_LAUNCH, targetsOf } from "./launches.ts";
import { choiceFrom, pickProfiler } from "./pick-profiler.ts";
import { askModule, clickedFile, folderOf, type RunFlow, type RunFlowPlaces } from "./run-flow.ts";
import { showTerminal } from "./task-terminal.ts";

type RunCommand =
  | "profileCurrentFile"
  | "profileCurrentFileWith"
  | "profileModule"
  | "stop"
  | "runAgain"
  | "selectInterpreter"
  | "changeLaunch"
  | "installPySpy"
  | "gettingStarted"
  | "showLog";

/** The handlers of everything that runs a program or prepares one. */
export function runCommands(
  host: HostContext,
  flow: RunFlow,
  interpreters: Interpreters,
  places: RunFlowPlaces,
): Pick<CommandHandlers, RunCommand> {
  async function profilerContext(file: Uri): Promise<ProfilerContext | undefined> {
    const found = await interpreters.find(file);
    if (found.ok) {
      const settings = host.settings.read(file);
      return { interpreter: found.interpreter, settings, pySpyFolder: places.pySpyFolder, env: process.env };
    }
    void tell(noInterpreter(found.message, found.remedy));
    return undefined;
  }

  /** The file a helper command is about; without one, the workspace. */
  function someFile(): Uri | undefined {
    const front = window.activeTextEditor?.document.uri;
    const last = flow.launches.last()?.folder;
    return front?.scheme === "file" ? front : last === undefined ? undefined : Uri.file(last);
  }

  return {
    profileCurrentFile: async (clicked) => {
      if (!requireTrust()) return;
      const file = await clickedFile(clicked);
      if (file !== undefined) await flow.launch({ target: fileTarget(file), file });
    },
    profileCurrentFileWith: async (clicked, chosen) => {
      if (!requireTrust()) return;
      const file = await clickedFile(clicked);
      if (file === undefined) return;
      const context = choiceFrom(chosen) === undefined ? await profilerContext(file) : undefined;
      const choice = choiceFrom(chosen) ?? (context && (await pickProfiler(context)));
      if (choice !== undefined) await flow.launch({ target: fileTarget(file), file, choice });
    },
    profileModule: async () => {
      if (!requireTrust()) return;
      const asked = await askModule();
      if (asked !== undefined)
        await flow.launch({ target: { kind: "module", module: asked.module }, file: asked.file });
    },
    stop: async (how) => {
      if (flow.running === undefined) return tell(nothingToStop());
      if (how !== "ask") return flow.running.stop();
      const stop = { label: "$(debug-stop) Stop", detail: "Ends the program and keeps what was measured" };
      const show = { label: "$(terminal) Show Terminal", detail: "Where it runs and reads its input" };
      const picked = await window.showQuickPick([stop, show], { title: "A program is running under Heatline" });
      if (picked === stop) await flow.running?.stop();
      if (picked === show) await showTerminal();
    },
    runAgain: async (chosen) => {
      if (!requireTrust()) return;
      const last = flow.launches.last();
      if (last === undefined) return tell(nothingToRunAgain());
      const choice = choiceFrom(chosen) ?? last.choice;
      await flow.launch({ target: last.target, file: Uri.file(last.folder), choice });
    },
    selectInterpreter: async () => {
      if (!requireTrust()) return;
      const file = someFile() ?? (await clickedFile(undefined));
      if (file !== undefined) await selectInterpreter(host, interpreters, file);
    },
    changeLaunch: async (clicked) => {
      if (!requireTrust()) return;
      const file = await clickedFile(clicked);
      if (file === undefined) return;
      const moduleName = moduleNameOf(path.relative(folderOf(file), file.fsPath));
      const target = await askTarget(targetsOf(file, moduleName, flow.launches));
      if (target === undefined) return;
      const before = flow.launches.optionsOf(target) ?? PLAIN_LAUNCH;
      const changed = await changeLaunch(target, before, folderOf(file));
      if (changed === undefined) return;
      await flow.launches.remember(target, changed.options);
      if (changed.run) await flow.launch({ target, file });
    },
    installPySpy: async () => {
      if (!requireTrust()) return;
      const file = someFile() ?? (await clickedFile(undefined));
      const context = file && (await profilerContext(file));
      if (context !== undefined) await installWithConsent(host, context.interpreter, places.pySpyFolder);
    },
    gettingStarted: () => commands.executeCommand("workbench.action.openWalkthrough", WALKTHROUGH, false),
    showLog: () => host.log.show(),
  };
}
