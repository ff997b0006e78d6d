import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { cacheDir } from "../../scripts/setup/paths.mjs";

/** The interpreters and Python tools that set-up found and fetched (scripts/setup/python-tools.mjs). */

/** Every CPython of 3.8 and newer on this machine, oldest first: absolute paths. */
export function pythons(): string[] {
  return JSON.parse(needed("HEATLINE_TEST_PYTHONS")) as string[];
}

/** An interpreter whose pip works, without a py-spy beside it: what an installation is tried with. */
export function pythonWithPip(): string {
  const own = path.join(cacheDir, "python", "pip", "bin", "python"); // Made by set-up where no interpreter has pip.
  const found = [...pythons(), own].find(
    (python) =>
      existsSync(python) &&
      !existsSync(path.join(path.dirname(python), "py-spy")) &&
      spawnSync(python, ["-I", "-m", "pip", "--version"]).status === 0,
  );
  if (!found) throw new Error("no interpreter has pip: run the tests with `npm test`");
  return found;
}

/** The PATH without the folders that hold a program of this name. */
export function pathWithout(program: string): string {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.filter((folder) => !existsSync(path.join(folder, program))).join(path.delimiter);
}

/** py-spy's executable. */
export const pySpyPath = (): string => needed("HEATLINE_TEST_PY_SPY");

/** A folder for PYTHONPATH with pytest, jinja2, markdown-it-py, html5lib and yapf; it works on every interpreter. */
export const packagesDir = (): string => needed("HEATLINE_TEST_PACKAGES");

/** The interpreter of the sample project's own virtual environment, which has pytest. */
export const samplePython = (): string => needed("HEATLINE_TEST_SAMPLE_PYTHON");

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with "npm test" or "npx vitest".`);
  return value;
}
