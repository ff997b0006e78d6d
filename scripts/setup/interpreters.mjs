// Finds the Python interpreters of this machine: tests run on every one of them.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "./commands.mjs";

const FLOOR = [3, 8];
const PROBE =
  "import json,sys;print(json.dumps([list(sys.version_info[:3]),sys.implementation.name,sys.executable,sys.prefix!=sys.base_prefix]))";

/**
 * All CPython interpreters of 3.8 and newer, one per version and real file, oldest first:
 * `{ path, version: "3.11.7", parts: [3, 11, 7] }`. Virtual environments are left out.
 */
export async function findInterpreters() {
  const probed = await Promise.all(candidates().map(probe));
  const seen = new Map();
  for (const found of probed) {
    if (found?.implementation !== "cpython" || found.isVirtual || compare(found.parts, FLOOR) < 0) continue;
    const key = `${found.version} ${realpathSync(found.path)}`;
    if (!seen.has(key)) seen.set(key, { path: found.path, version: found.version, parts: found.parts });
  }
  return [...seen.values()].sort((a, b) => compare(a.parts, b.parts));
}

/** The one for our own tools: the newest that their wheels are known to work with. */
export function interpreterForTools(interpreters) {
  return interpreters.filter(({ parts }) => compare(parts, [3, 15]) < 0).at(-1) ?? interpreters.at(-1);
}

async function probe(file) {
  try {
    const [parts, implementation, executable, isVirtual] = JSON.parse(
      await run(file, ["-I", "-S", "-c", PROBE], { timeoutMs: 20_000 }),
    );
    // A shim (pyenv, Windows launcher) starts another file: that one is meant.
    const actual = executable && existsSync(executable) ? executable : file;
    return { path: actual, version: parts.join("."), parts, implementation, isVirtual };
  } catch {
    return undefined; // A broken link, another architecture, a shim without its version.
  }
}

function compare(a, b) {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function candidates() {
  if (process.platform === "win32") return windowsCandidates();
  const home = os.homedir();
  const onPath = (process.env.PATH ?? "").split(path.delimiter).filter((dir) => path.isAbsolute(dir));
  const pyenvRoots = [process.env.PYENV_ROOT, path.join(home, ".pyenv"), ...onPath.filter(isShims).map(path.dirname)];
  const installs = [
    ...pyenvRoots.flatMap((dir) => inside(dir && path.join(dir, "versions"))),
    ...inside(path.join(home, ".local", "share", "uv", "python")),
    ...inside("/Library/Frameworks/Python.framework/Versions"),
    ...["miniconda3", "anaconda3", "miniforge3"].map((name) => path.join(home, name)),
    "/opt/conda",
  ];
  const shared = [...onPath.filter((dir) => !isShims(dir)), "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
  return unique([
    ...installs.map((dir) => path.join(dir, "bin", "python3")),
    ...shared.flatMap((dir) => inside(dir).filter((file) => /^python3(\.\d+)?$/.test(path.basename(file)))),
  ]).filter((file) => existsSync(file));
}

function windowsCandidates() {
  const local = path.join(process.env.LOCALAPPDATA ?? "", "Programs", "Python");
  const onPath = (process.env.PATH ?? "").split(path.delimiter).filter((dir) => !/WindowsApps/i.test(dir));
  const hosted = inside(process.env.RUNNER_TOOL_CACHE && path.join(process.env.RUNNER_TOOL_CACHE, "Python"));
  const dirs = [...inside(local), ...hosted.flatMap(inside).flatMap((dir) => [dir, ...inside(dir)]), ...onPath];
  return unique(dirs.map((dir) => path.join(dir, "python.exe"))).filter((file) => existsSync(file));
}

const isShims = (dir) => path.basename(dir) === "shims";
const unique = (list) => [...new Set(list)];

function inside(dir) {
  try {
    return dir ? readdirSync(dir).map((name) => path.join(dir, name)) : [];
  } catch {
    return [];
  }
}
