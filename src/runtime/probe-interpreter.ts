import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Interpreter } from "../core/protocol/run.ts";
import { reasonOf } from "./explained-error.ts";
import { run } from "./process.ts";

/** The oldest Python that the probe runs on. */
export const PYTHON_FLOOR = "3.8";

/** `why` of an interpreter that the user named: a failure of it is told, never skipped. */
export const INTERPRETER_SETTING = "the setting heatline.interpreter";

export type InterpreterResult =
  | { readonly ok: true; readonly interpreter: Interpreter }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

const REMEDY = `Choose another interpreter: Heatline needs CPython or PyPy ${PYTHON_FLOOR} or newer.`;
const MARK = "==heatline-interpreter==";

/**
 * Asks an interpreter what it is. Isolated (`-I`), so that no module of the project can answer; the answer stands
 * between two marks, because some wrappers and start-up files print banners.
 */
const QUESTION = `
import json, os, site, sys, sysconfig
try:
    user = [site.getusersitepackages()] if site.check_enableusersite() is not None else []
except Exception:
    user = []
paths = sysconfig.get_paths()
packages = []
for p in [paths.get("purelib"), paths.get("platlib")] + getattr(site, "getsitepackages", list)() + user:
    if p and p not in packages:
        packages.append(p)
sys.stdout.write("${MARK}" + json.dumps({
    "version": ".".join(str(n) for n in sys.version_info[:3]) + ("" if sys.version_info[3] == "final" else sys.version_info[3][0].replace("c", "rc") + str(sys.version_info[4])),
    "implementation": sys.implementation.name,
    "freeThreaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "executable": sys.executable, "prefix": sys.prefix, "basePrefix": sys.base_prefix,
    "stdlib": paths["stdlib"], "sitePackages": packages,
}) + "${MARK}\\n")
`;

const known = new Map<string, InterpreterResult>();

/**
 * What the interpreter at `path` is, or a sentence why it cannot be used. `why` says where the path came from and is
 * named in that sentence. Cached until the file changes.
 */
export async function probeInterpreter(
  file: string,
  why: string,
  options: { timeoutMs?: number; env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<InterpreterResult> {
  const failure = (problem: string, remedy = REMEDY): InterpreterResult => ({
    ok: false,
    message: `${file} (from ${why}) ${problem}.`,
    remedy,
  });
  if (!path.isAbsolute(file)) return failure("is not an absolute path, so it is not run");
  let key: string;
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) return failure("is a folder, not a Python interpreter");
    key = JSON.stringify([file, await realpath(file), facts.mtimeMs, facts.size]);
  } catch (error) {
    return failure(`cannot be used: ${reasonOf(error)}`);
  }
  const cached = known.get(key);
  if (cached?.ok) return { ok: true, interpreter: { ...cached.interpreter, why } };
  const result = await ask(file, why, options.timeoutMs ?? 5000, options.env, failure);
  if (result.ok) known.set(key, result);
  return result;
}

type Failure = (problem: string, remedy?: string) => InterpreterResult;

async function ask(
  file: string,
  why: string,
  timeoutMs: number,
  env: Readonly<Record<string, string | undefined>> | undefined,
  failure: Failure,
): Promise<InterpreterResult> {
  const asked = await run(file, ["-I", "-c", QUESTION], { timeoutMs, env, maxOutputBytes: 1 << 16 });
  if (asked.failedToStart !== null) return failure(`cannot be run: ${asked.failedToStart}`);
  if (asked.timedOut) return failure(`did not answer within ${timeoutMs / 1000} s`);
  const answer = asked.stdout.split(MARK)[1];
  if (answer === undefined) return failure(await whyNoAnswer(file, asked.exitCode, asked.stderr));
  let facts: Record<string, unknown>;
  try {
    facts = JSON.parse(answer) as Record<string, unknown>;
  } catch {
    return failure("gave an answer that cannot be read");
  }
  const text = (name: string) => (typeof facts[name] === "string" ? facts[name] : "");
  const version = text("version");
  if (!isAtLeast(version, PYTHON_FLOOR))
    return failure(`is Python ${version || "of an unknown version"}, which is too old`);
  return {
    ok: true,
    interpreter: {
      path: file,
      version,
      implementation: text("implementation"),
      freeThreaded: facts["freeThreaded"] === true,
      prefix: text("prefix"),
      basePrefix: text("basePrefix"),
      stdlib: text("stdlib"),
      sitePackages: Array.isArray(facts["sitePackages"]) ? facts["sitePackages"].map(String) : [],
      why,
    },
  };
}

/** Python 2 does not know `-I`; it tells its version on stderr. */
async function whyNoAnswer(file: string, exitCode: number | null, stderr: string): Promise<string> {
  const version = await run(file, ["-V"], { timeoutMs: 3000, maxOutputBytes: 4096 });
  const named = /Python (\d+\.\d+\.\d+)/.exec(version.stdout + version.stderr)?.[1];
  if (named && !isAtLeast(named, PYTHON_FLOOR)) return `is Python ${named}, which is too old`;
  const last = stderr.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
  const ended = exitCode === null ? "was ended by a signal" : `ended with exit code ${exitCode}`;
  return `does not answer as a Python interpreter: it ${ended}${last === "" ? "" : ` and said: ${last}`}`;
}

/** Compares the numbers of dotted versions; anything after a number (`0rc1`) is ignored. */
export function isAtLeast(version: string, floor: string): boolean {
  const numbers = (text: string) => text.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [have, want] = [numbers(version), numbers(floor)];
  for (let i = 0; i < want.length; i++) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
