import path from "node:path";
import { parseArgs } from "node:util";
import { PROFILER_REQUESTS, type ProfilerRequest, type RunManifest, type Target } from "../core/protocol/run.ts";
import { findInterpreter, probeInterpreter } from "../runtime/interpreters.ts";
import { startInherited } from "../runtime/process.ts";
import { type Run, type StartTerminal, startRun } from "../runtime/run.ts";
import { createRunStore } from "../server/run-store.ts";
import { settingsFor } from "./run-settings.ts";
import { orUsageError, UsageError } from "./usage-error.ts";

/** How the process should end: as the target did. */
export interface Outcome {
  readonly exitCode: number;
  readonly signal: string | null;
}

/** `heatline run`: runs the program on this terminal and ends as it ends. */
export async function runCommand(argv: readonly string[], probeDir: string): Promise<Outcome> {
  const { options, target, args } = parseRunArguments(argv);
  const cwd = process.cwd();
  const interpreter = options.python
    ? await probeInterpreter(path.resolve(options.python), "--python", {})
    : await findInterpreter({ candidates: [], folder: cwd, env: process.env });
  if (!interpreter.ok) return fail(interpreter.message, interpreter.remedy);
  let run: Run | null = null;
  const release = holdSignals(() => void run?.stop());
  try {
    run = await startRun(
      {
        target: target.kind === "file" ? { ...target, path: target.path } : target,
        args,
        cwd,
        env: {},
        workspaceFolder: cwd,
        runsDir: path.join(cwd, ".heatline", "runs"),
        runDir: options.out === undefined ? undefined : path.resolve(options.out),
        interpreter: interpreter.interpreter,
        interpreterOptions: [],
        choice: options.profiler,
        settings: settingsFor(options.rate),
        pySpyFolder: null,
        probeDir,
      },
      onThisTerminal,
    );
    const manifest = await run.done;
    await keepSources(run.dir);
    tellNotes(manifest);
    process.stderr.write(`heatline: ${run.dir}\n`);
    return outcomeOf(manifest);
  } finally {
    release();
  }
}

/** Loading a run puts the sources that its profiles name beside them: reports and heat can show what was measured. */
async function keepSources(dir: string): Promise<void> {
  // A run that cannot be loaded (yet) is a run all the same; who reads it is told why.
  await createRunStore()
    .load(dir)
    .catch(() => undefined);
}

interface RunArguments {
  readonly options: {
    profiler: ProfilerRequest;
    rate: number | null;
    out: string | undefined;
    python: string | undefined;
  };
  readonly target: Target;
  readonly args: string[];
}

/** @throws UsageError */
function parseRunArguments(argv: readonly string[]): RunArguments {
  const separator = argv.indexOf("--");
  if (separator < 0) throw new UsageError("heatline run needs `--` before the program: heatline run -- script.py");
  const { values, positionals } = parse(argv.slice(0, separator));
  if (positionals.length > 0)
    throw new UsageError(`heatline run does not know what ${positionals[0]} means before \`--\``);
  const profiler = PROFILER_REQUESTS.find((choice) => choice === values.profiler);
  if (profiler === undefined)
    throw new UsageError(`--profiler is one of ${PROFILER_REQUESTS.join(", ")}, not ${values.profiler}`);
  const rate = values.rate === undefined ? null : Number(values.rate);
  if (rate !== null && !(Number.isInteger(rate) && rate >= 1 && rate <= 10_000))
    throw new UsageError(`--rate is a whole number from 1 to 10000, not ${values.rate}`);
  const [first, ...rest] = argv.slice(separator + 1);
  const options = { profiler, rate, out: values.out, python: values.python };
  if (first === undefined) throw new UsageError("no program after `--`");
  if (first !== "-m") return { options, target: { kind: "file", path: first }, args: rest };
  const [module, ...args] = rest;
  if (module === undefined) throw new UsageError("no module after `-m`");
  return { options, target: { kind: "module", module }, args };
}

function parse(args: string[]) {
  return orUsageError(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        profiler: { type: "string", default: "auto" },
        rate: { type: "string" },
        out: { type: "string" },
        python: { type: "string" },
      },
    }),
  );
}

const onThisTerminal: StartTerminal = async ({ file, args, cwd, env }) => {
  const ended = startInherited(file, args, { cwd, env: { ...process.env, ...env } });
  return {
    ended: ended.then(({ exitCode, failedToStart }) => {
      if (failedToStart !== null) process.stderr.write(`heatline: ${file} could not be started: ${failedToStart}\n`);
      return exitCode ?? 1;
    }),
  };
};

/**
 * Ctrl-C reaches the program from the terminal itself; we only have to live on to save its profile. A second one, or a
 * wish to end that comes from elsewhere, stops the run.
 */
function holdSignals(stop: () => void): () => void {
  let interrupts = 0;
  const onInterrupt = () => {
    interrupts += 1;
    if (interrupts > 1) stop();
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", stop);
    process.off("SIGHUP", stop);
  };
}

function tellNotes(manifest: RunManifest): void {
  for (const note of [...manifest.notes, ...manifest.passes.flatMap((pass) => pass.notes)]) {
    if (note.level === "info") continue;
    process.stderr.write(`heatline: ${note.level}: ${note.message}${note.remedy ? ` ${note.remedy}` : ""}\n`);
  }
}

/** The first pass whose program did not end well decides; a program that never ran is a failure of ours. */
function outcomeOf(manifest: RunManifest): Outcome {
  const ended = manifest.passes.filter((pass) => pass.exitCode !== null || pass.signal !== null);
  const bad = ended.find((pass) => pass.exitCode !== 0);
  if (bad) return { exitCode: bad.exitCode ?? 1, signal: bad.signal };
  return { exitCode: ended.length > 0 ? 0 : 1, signal: null };
}

function fail(message: string, remedy: string): Outcome {
  process.stderr.write(`heatline: ${message} ${remedy}\n`);
  return { exitCode: 1, signal: null };
}
