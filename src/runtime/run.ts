import path from "node:path";
import type { Interpreter, Launch, Pass, ProfilerRequest, RunManifest, Target } from "../core/protocol/run.ts";
import { RUN_SCHEMA_VERSION } from "../core/protocol/run.ts";
import type { Settings } from "../core/protocol/settings.ts";
import { targetTitle } from "../core/run-title.ts";
import { reasonOf } from "./explained-error.ts";
import { type ChosenProfiler, chooseProfilers } from "./profilers/choose.ts";
import {
  changePass,
  changeRun,
  createRunCore,
  isLive,
  RUN_MARKER,
  type Run,
  type RunCore,
  toRun,
  withNotes,
} from "./run-core.ts";
import { createRunDirectory } from "./run-directory.ts";
import { gitFacts, machineFacts } from "./run-facts.ts";
import { writeAtomically } from "./run-manifest.ts";
import { followPass } from "./run-pass.ts";
import { aboutRunner } from "./test-runner.ts";

export type { Run } from "./run-core.ts";

export interface RunRequest {
  readonly target: Target;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to or replacing the terminal's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly workspaceFolder: string;
  readonly runsDir: string;
  /** The run directory itself, new or empty; absent: a new one below `runsDir`. */
  readonly runDir?: string | undefined;
  readonly interpreter: Interpreter;
  /** e.g. `-O`, `-X dev`: before the script. */
  readonly interpreterOptions: readonly string[];
  readonly choice: ProfilerRequest;
  readonly settings: Pick<Settings, "pySpy" | "sampler">;
  /** The private folder that py-spy was installed into; null: none. */
  readonly pySpyFolder: string | null;
  /** Folder of `launch.py` and `site/`. */
  readonly probeDir: string;
}

/** Runs a command where the user sees it. `ended` gives its exit code, undefined where the terminal was closed. */
export type StartTerminal = (command: {
  readonly title: string;
  readonly file: string;
  readonly args: string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}) => Promise<{ readonly ended: Promise<number | undefined> }>;

/**
 * Starts a run: chooses the profilers, makes the run directory, then launches one pass after the other.
 * @throws ExplainedError where the run directory cannot be made
 */
export async function startRun(request: RunRequest, startTerminal: StartTerminal): Promise<Run> {
  const startedNs = process.hrtime.bigint();
  const startedAt = new Date().toISOString();
  const git = gitFacts(request.workspaceFolder).catch(() => null);
  const choice = await chooseProfilers(request.choice, {
    interpreter: request.interpreter,
    settings: request.settings,
    pySpyFolder: request.pySpyFolder,
    env: { ...process.env, ...request.env },
  });
  const { dir, manifest } = await createRunDirectory(
    request.runDir === undefined ? { below: request.runsDir } : { itself: request.runDir },
    {
      schema: RUN_SCHEMA_VERSION,
      name: null,
      pinned: false,
      target: request.target,
      args: [...request.args],
      cwd: request.cwd,
      envNames: Object.keys(request.env).sort(),
      workspaceFolder: request.workspaceFolder,
      interpreter: request.interpreter,
      requested: request.choice,
      chosenBecause: choice.because,
      state: "starting",
      startedAt,
      endedAt: null,
      passes: choice.profilers.map(newPass),
      git: null,
      machine: machineFacts(),
      sources: [],
      notes: [...choice.notes, ...aboutRunner(request.target)],
    },
  );
  const core = createRunCore(dir, manifest);
  const passes = async () => {
    for (const [index, chosen] of choice.profilers.entries()) {
      if (index > 0 && !mayGoOn(core, index)) break;
      await launchPass(core, index, chosen, request, startTerminal);
    }
    const facts = await git;
    await changeRun(core, (now) => ({ ...now, git: facts }));
  };
  return toRun(core, startedNs, finishing(core, passes()));
}

/** Lets the work come to its end, whatever happens, and closes the manifest. Never rejects. */
export async function finishing(core: RunCore, work: Promise<void>): Promise<RunManifest> {
  let failure: unknown;
  await work.catch((error: unknown) => {
    failure = error;
  });
  await changeRun(core, (manifest) => closed(manifest, core.stopping.signal.aborted, failure)).catch(() => {
    // The directory is gone or cannot be written any more: what is known stays in memory.
    core.manifest = closed(core.manifest, core.stopping.signal.aborted, failure);
  });
  return core.manifest;
}

function closed(manifest: RunManifest, cancelled: boolean, failure: unknown): RunManifest {
  const passes = manifest.passes.map((pass): Pass => {
    if (!isLive(pass.state)) return pass;
    const state = pass.startedAt === null || cancelled ? "cancelled" : "failed";
    return { ...pass, state };
  });
  const states = passes.map((pass) => pass.state);
  const state = states.includes("failed") || failure ? "failed" : states.includes("cancelled") ? "cancelled" : "done";
  const notes = failure
    ? [
        ...manifest.notes,
        {
          level: "error" as const,
          code: "run-failed",
          message: `The run could not be followed to its end: ${reasonOf(failure)}.`,
        },
      ]
    : manifest.notes;
  return { ...manifest, passes, state, notes, endedAt: new Date().toISOString() };
}

function newPass(chosen: ChosenProfiler): Pass {
  return {
    profiler: chosen.profiler.id,
    profilerVersion: chosen.version,
    rateHz: chosen.parts.rateHz,
    options: chosen.parts.options,
    state: "starting",
    launcherPid: null,
    targetPid: null,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    signal: null,
    usage: null,
    files: [],
    notes: [],
  };
}

/** After a stop, a Ctrl-C in the terminal, or a program that could not be started, nothing is run again. */
function mayGoOn(core: RunCore, index: number): boolean {
  const before = core.manifest.passes[index - 1];
  return before?.state === "done" && before.signal !== "SIGINT";
}

async function launchPass(
  core: RunCore,
  index: number,
  chosen: ChosenProfiler,
  request: RunRequest,
  startTerminal: StartTerminal,
): Promise<void> {
  core.launcher = null;
  const launchFile = path.join(core.dir, `launch.${index}.json`);
  const { target, interpreter } = request;
  const launch: Launch = {
    runDir: core.dir,
    runId: core.manifest.id,
    profiler: chosen.profiler.id,
    argv: [interpreter.path, ...request.interpreterOptions, ...programOf(request, core.dir), ...request.args],
    cwd: request.cwd,
    env: { ...request.env },
    waitForGoMs: chosen.parts.waitForGoMs,
    samplerRateHz: chosen.parts.samplerRateHz,
    allocationFrames: target.kind === "tests" ? 0 : chosen.parts.allocationFrames,
    subprocesses: chosen.parts.subprocesses,
  };
  await writeAtomically(launchFile, JSON.stringify(launch));
  try {
    const terminal = await startTerminal({
      title: `Heatline: ${targetTitle(target)} (${chosen.profiler.label})`,
      file: interpreter.path,
      args: ["-I", "-S", path.join(request.probeDir, "launch.py"), launchFile],
      cwd: request.cwd,
      env: { ...request.env, [RUN_MARKER]: core.manifest.id },
    });
    await followPass(core, index, terminal);
  } catch (error) {
    await changePass(core, index, (pass) => ({
      ...withNotes(pass, [
        { level: "error", code: "terminal-failed", message: `The program could not be started: ${reasonOf(error)}.` },
      ]),
      state: "failed",
    }));
  }
}

/** What stands after the interpreter and its options. Tests run in the meter's own script beside their runner. */
function programOf({ target, probeDir }: RunRequest, runDir: string): string[] {
  switch (target.kind) {
    case "file":
      return [target.path];
    case "module":
      return ["-m", target.module];
    case "tests":
      return [path.join(probeDir, "heatline_tests", `run_${target.runner}.py`), runDir, ...target.selection];
  }
}
