import path from "node:path";
import { parseArgs } from "node:util";
import { CLI_SCHEMA_VERSION, type DoctorOutput } from "../core/protocol/cli.ts";
import type { Interpreter } from "../core/protocol/run.ts";
import { type CheckedInterpreter, listInterpreters, probeInterpreter } from "../runtime/interpreters.ts";
import { cprofile } from "../runtime/profilers/cprofile.ts";
import type { Profiler, ProfilerContext } from "../runtime/profilers/profiler.ts";
import { pySpy } from "../runtime/profilers/py-spy.ts";
import { findPySpy, ptraceFacts } from "../runtime/profilers/py-spy-find.ts";
import { sampler } from "../runtime/profilers/sampler.ts";
import { tachyon } from "../runtime/profilers/tachyon.ts";
import { tracemalloc } from "../runtime/profilers/tracemalloc.ts";
import { doctorText } from "./doctor-text.ts";
import { settingsFor } from "./run-settings.ts";
import { UsageError } from "./usage-error.ts";

/** Those that say which lines take the time, best first; then exact calls, then memory. */
const LINE_LEVEL: readonly Profiler[] = [pySpy, tachyon, sampler];
const ALL: readonly Profiler[] = [...LINE_LEVEL, cprofile, tracemalloc];

/** `heatline doctor`: what works here, and the remedy for what does not. 0 where lines can be measured, else 1. */
export async function doctorCommand(argv: readonly string[]): Promise<number> {
  const { json, python } = parse(argv);
  const checked =
    python === undefined
      ? await listInterpreters({ candidates: [], folder: process.cwd(), env: process.env })
      : [await checkNamed(path.resolve(python))];
  const chosen = checked.find((each) => each.chosen)?.result;
  const facts = await ptraceFacts();
  const context = chosen?.ok ? contextFor(chosen.interpreter) : null;
  const profilers = context === null ? [] : await Promise.all(ALL.map((profiler) => stateOf(profiler, context)));
  const lineLevel = new Set<string>(LINE_LEVEL.map(({ id }) => id));
  const output: DoctorOutput = {
    schema: CLI_SCHEMA_VERSION,
    ok: profilers.some(({ id, works }) => works && lineLevel.has(id)),
    machine: { ...facts, arch: process.arch, node: process.versions.node },
    interpreters: checked.map(interpreterState),
    pySpy: context === null ? { path: null, version: null, mayAttach: null } : await pySpyState(context),
    profilers,
  };
  process.stdout.write(json ? `${JSON.stringify(output, null, 1)}\n` : doctorText(output));
  return output.ok ? 0 : 1;
}

/** The one that was named, and no other: as `heatline run --python` does. */
async function checkNamed(file: string): Promise<CheckedInterpreter> {
  const candidate = { path: file, why: "--python" };
  const result = await probeInterpreter(file, candidate.why, {});
  return { candidate, result, chosen: result.ok };
}

function contextFor(interpreter: Interpreter): ProfilerContext {
  return { interpreter, settings: settingsFor(null), pySpyFolder: null, env: process.env };
}

async function stateOf(profiler: Profiler, context: ProfilerContext): Promise<DoctorOutput["profilers"][number]> {
  const { id, label } = profiler;
  const found = await profiler.check(context);
  if (found.available) return { id, label, works: true, version: found.version, problem: null, remedy: null };
  const { message, remedy } = found.note;
  return { id, label, works: false, version: null, problem: message, remedy: remedy ?? null };
}

async function pySpyState(context: ProfilerContext): Promise<DoctorOutput["pySpy"]> {
  const found = await findPySpy(context);
  if (!found.ok) return { path: null, version: null, mayAttach: null };
  const checked = await pySpy.check(context);
  // A Python that it cannot read says nothing of the right to look.
  const untried = !checked.available && checked.note.code === "py-spy-python-unsupported";
  return { path: found.binary, version: found.version, mayAttach: untried ? null : checked.available };
}

function interpreterState({ candidate, result, chosen }: CheckedInterpreter): DoctorOutput["interpreters"][number] {
  const { path: file, why } = candidate;
  if (!result.ok) {
    return {
      path: file,
      why,
      chosen,
      version: null,
      implementation: null,
      problem: result.message,
      remedy: result.remedy,
    };
  }
  const { version, implementation } = result.interpreter;
  return { path: file, why, chosen, version, implementation, problem: null, remedy: null };
}

/** @throws UsageError */
function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { json: { type: "boolean", default: false }, python: { type: "string" } },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
