import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { Interpreter } from "../../src/core/protocol/run.ts";
import { onPath, probeInterpreter } from "../../src/runtime/interpreters.ts";
import type { RunRequest, StartTerminal } from "../../src/runtime/run.ts";

export const repository = path.resolve(import.meta.dirname, "../..");
export const probeDir = path.join(repository, "src/runtime/probe");

/** Every interpreter of this machine that can run a program under Heatline: pyenv's and the PATH's. */
export async function interpreters(): Promise<Interpreter[]> {
  const versions = path.join(homedir(), ".pyenv/versions");
  const files = existsSync(versions)
    ? readdirSync(versions).map((name) => path.join(versions, name, "bin/python"))
    : [];
  const found: Interpreter[] = [];
  for (const file of [...files, ...(await onPath("python3", process.env))]) {
    if (!existsSync(file)) continue;
    const result = await probeInterpreter(file, "the test");
    if (!result.ok) continue;
    const same = found.some((other) => other.version === result.interpreter.version);
    if (!same) found.push(result.interpreter);
  }
  if (found.length === 0) throw new Error("these tests need a Python 3.8 or newer");
  return found;
}

/** One interpreter: that of the middle of the range where there is one. */
export async function somePython(): Promise<Interpreter> {
  const all = await interpreters();
  const chosen = all.find((each) => each.version.startsWith("3.11.")) ?? all[0];
  if (!chosen) throw new Error("no interpreter");
  return chosen;
}

/** The real py-spy; its absence is a failure of the set-up, not a reason to skip. */
export async function realPySpy(): Promise<string> {
  const set = process.env["HEATLINE_TEST_PY_SPY"];
  const installed = path.join(repository, ".vscode-test/python/py-spy/bin/py-spy");
  const found = [...(set ? [set] : []), installed, ...(await onPath("py-spy", process.env))].find((file) =>
    existsSync(file),
  );
  if (found) return found;
  throw new Error("these tests need py-spy: run `npm test`, or set HEATLINE_TEST_PY_SPY");
}

/** A folder that is removed after the tests of the file. Its path holds what paths should be able to hold. */
export function temporaryFolder(name = "heat line's ü"): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), `${name}-`)));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeScript(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A terminal without a screen: the process runs detached from our stdin, its output goes nowhere. */
export const quietTerminal: StartTerminal = async ({ file, args, cwd, env }) => {
  const { spawn } = await import("node:child_process");
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: "ignore", detached: true });
  return {
    ended: new Promise((resolve) => {
      child.once("error", () => resolve(127));
      child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === "SIGINT" ? 2 : 15)));
    }),
  };
};

export function request(
  over: Partial<RunRequest> & Pick<RunRequest, "target" | "interpreter" | "workspaceFolder">,
): RunRequest {
  return {
    args: [],
    cwd: over.workspaceFolder,
    env: {},
    runsDir: path.join(over.workspaceFolder, ".heatline", "runs"),
    interpreterOptions: [],
    choice: "sampler",
    settings: {
      pySpy: { path: "", rate: 200, native: false, gil: false, idle: false, subprocesses: false },
      sampler: { rate: 200 },
    },
    pySpyFolder: null,
    probeDir,
    ...over,
  };
}
