import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { INTERPRETER_SETTING, type InterpreterResult, PYTHON_FLOOR, probeInterpreter } from "./probe-interpreter.ts";
import { run } from "./process.ts";

export {
  INTERPRETER_SETTING,
  type InterpreterResult,
  isAtLeast,
  probeInterpreter,
} from "./probe-interpreter.ts";

export interface InterpreterCandidate {
  readonly path: string;
  /** Where the path came from, e.g. `the Python extension`. */
  readonly why: string;
}

export interface InterpreterSearch {
  /** Tried first, in this order. One whose `why` is INTERPRETER_SETTING ends the search, good or bad. */
  readonly candidates: readonly InterpreterCandidate[];
  /** The folder of the program. */
  readonly folder: string;
  /** Where looking in parent folders stops; absent: in `folder` itself. */
  readonly workspaceRoot?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
}

/**
 * Finds the interpreter that runs a program: what the editor names, then the active environment, environments in the
 * folder and its parents, the project tools that are installed (poetry, uv, pyenv), then the PATH. The first that
 * works is taken; its `why` says which rule it was. A tool is asked only when everything before it gave nothing.
 */
export async function findInterpreter(search: InterpreterSearch): Promise<InterpreterResult> {
  const tried: string[] = [];
  for await (const candidate of candidates(search)) {
    const file = path.isAbsolute(candidate.path) ? candidate.path : path.resolve(search.folder, candidate.path);
    const result = await probeInterpreter(file, candidate.why, { env: { ...search.env } });
    if (result.ok || candidate.why === INTERPRETER_SETTING) return result;
    if (tried.length < 4) tried.push(result.message);
  }
  return {
    ok: false,
    message: ["No Python interpreter was found.", ...tried].join(" "),
    remedy: `Select one with the Python extension or in ${INTERPRETER_SETTING}, or install Python ${PYTHON_FLOOR} or newer.`,
  };
}

export interface CheckedInterpreter {
  readonly candidate: InterpreterCandidate;
  readonly result: InterpreterResult;
  /** The one that `findInterpreter` takes. */
  readonly chosen: boolean;
}

/** Every interpreter that `findInterpreter` would come to, one after another, each asked what it is. */
export async function listInterpreters(search: InterpreterSearch): Promise<CheckedInterpreter[]> {
  const checked: CheckedInterpreter[] = [];
  const seen = new Set<string>();
  for await (const candidate of candidates(search)) {
    const file = path.resolve(search.folder, candidate.path);
    if (seen.has(file)) continue;
    seen.add(file);
    const result = await probeInterpreter(file, candidate.why, { env: { ...search.env } });
    const chosen = result.ok && !checked.some((before) => before.chosen);
    checked.push({ candidate: { ...candidate, path: file }, result, chosen });
  }
  return checked;
}

async function* candidates(search: InterpreterSearch): AsyncGenerator<InterpreterCandidate> {
  const { env, folder } = search;
  const platform = search.platform ?? process.platform;
  yield* search.candidates;
  if (env["VIRTUAL_ENV"]) yield* inEnvironment(env["VIRTUAL_ENV"], "the active virtual environment", platform);
  if (env["CONDA_PREFIX"]) yield* inEnvironment(env["CONDA_PREFIX"], "the active conda environment", platform);
  for (const parent of parentsUpTo(folder, search.workspaceRoot ?? folder)) {
    for (const name of [".venv", "venv"])
      yield* inEnvironment(path.join(parent, name), `${name} in ${parent}`, platform);
  }
  yield* fromProjectTools(folder, env, platform);
  const names = platform === "win32" ? ["python.exe", "python3.exe"] : ["python3", "python"];
  if (platform === "win32") yield* fromLauncher(env, platform);
  for (const name of names) {
    for (const file of await onPath(name, env, platform)) yield { path: file, why: `${name} on the PATH` };
  }
}

async function* inEnvironment(
  root: string,
  why: string,
  platform: NodeJS.Platform,
): AsyncGenerator<InterpreterCandidate> {
  if (!path.isAbsolute(root)) return;
  const relative = platform === "win32" ? [["Scripts", "python.exe"], ["python.exe"]] : [["bin", "python"]];
  for (const parts of relative) {
    const file = path.join(root, ...parts);
    if (await isFile(file)) yield { path: file, why };
  }
}

/** Asked only where the project shows that it uses the tool, because each costs a process. */
async function* fromProjectTools(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): AsyncGenerator<InterpreterCandidate> {
  const files = new Set(await readdir(folder).catch(() => []));
  const tools = [
    { tool: "poetry", sign: "poetry.lock", args: ["env", "info", "--executable", "--no-interaction"] },
    { tool: "uv", sign: "uv.lock", args: ["python", "find", "--offline"] },
    { tool: "pyenv", sign: ".python-version", args: ["which", "python"] },
  ];
  for (const { tool, sign, args } of tools) {
    if (!files.has(sign)) continue;
    const file = (await onPath(platform === "win32" ? `${tool}.exe` : tool, env, platform))[0];
    if (!file) continue;
    const asked = await run(file, args, { cwd: folder, env, timeoutMs: 5000, maxOutputBytes: 1 << 14 });
    const named = asked.stdout.trim().split("\n").at(-1)?.trim() ?? "";
    if (asked.exitCode === 0 && path.isAbsolute(named)) yield { path: named, why: `${tool} (${sign} in ${folder})` };
  }
}

async function* fromLauncher(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): AsyncGenerator<InterpreterCandidate> {
  const launcher = (await onPath("py.exe", env, platform))[0];
  if (!launcher) return;
  const asked = await run(launcher, ["-3", "-c", "import sys; print(sys.executable)"], { env, timeoutMs: 5000 });
  const named = asked.stdout.trim();
  if (asked.exitCode === 0 && path.isAbsolute(named)) yield { path: named, why: "py -3" };
}

/** Where a program is on the PATH. Relative and empty entries are left out: they mean the current folder. */
export async function onPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Promise<string[]> {
  const style = platform === "win32" ? path.win32 : path.posix;
  const entry = Object.keys(env).find((key) => (platform === "win32" ? key.toUpperCase() : key) === "PATH");
  const folders = (entry === undefined ? "" : (env[entry] ?? "")).split(style.delimiter);
  const found: string[] = [];
  for (const folder of new Set(folders)) {
    if (style.isAbsolute(folder) && (await isFile(path.join(folder, name)))) found.push(path.join(folder, name));
  }
  return found;
}

function parentsUpTo(folder: string, root: string): string[] {
  const parents = [folder];
  for (let at = folder; at !== root; ) {
    const up = path.dirname(at);
    if (up === at) return [folder]; // The folder is not below the root.
    parents.push(up);
    at = up;
  }
  return parents;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
