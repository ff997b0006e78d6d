import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Note } from "../../core/protocol/run.ts";
import { reasonOf } from "../explained-error.ts";
import { isAtLeast, onPath } from "../interpreters.ts";
import { run } from "../process.ts";
import type { ProfilerContext } from "./profiler.ts";
import type { PtraceFacts } from "./py-spy-errors.ts";

/** The first py-spy whose speedscope output and options are those that Heatline relies on. */
const PY_SPY_FLOOR = "0.4.0";

export type FoundPySpy =
  | { readonly ok: true; readonly binary: string; readonly version: string }
  | { readonly ok: false; readonly note: Note };

/**
 * The py-spy to use: the setting's and no other where it is set; else the private folder's, the one beside the
 * interpreter, the PATH's. The first that is new enough is taken.
 */
export async function findPySpy(context: ProfilerContext): Promise<FoundPySpy> {
  const named = context.settings.pySpy.path;
  if (named !== "") return checkPySpy(named, "the setting heatline.pySpy.path", "Correct the setting, or clear it.");
  let failure: FoundPySpy | undefined;
  for (const { file, why } of await places(context)) {
    if (!(await stat(file).catch(() => null))?.isFile()) continue;
    const found = await checkPySpy(file, why);
    if (found.ok) return found;
    failure ??= found;
  }
  return (
    failure ?? {
      ok: false,
      note: {
        level: "warning",
        code: "py-spy-missing",
        message: "py-spy is not installed.",
        remedy: "Let Heatline install it into a folder of its own, or run `pip install py-spy`.",
      },
    }
  );
}

async function places(context: ProfilerContext): Promise<{ file: string; why: string }[]> {
  const name = process.platform === "win32" ? "py-spy.exe" : "py-spy";
  const folder = context.pySpyFolder;
  const own = folder === null ? [] : ["bin", "Scripts", "."].map((sub) => path.join(folder, sub, name));
  const environment = path.dirname(context.interpreter.path);
  return [
    ...own.map((file) => ({ file, why: "Heatline's own folder" })),
    { file: path.join(environment, name), why: "the interpreter's environment" },
    { file: path.join(environment, "Scripts", name), why: "the interpreter's environment" },
    ...(await onPath(name, context.env)).map((file) => ({ file, why: "the PATH" })),
  ];
}

const INSTALL = "Let Heatline install py-spy into a folder of its own.";

async function checkPySpy(binary: string, why: string, remedy = INSTALL): Promise<FoundPySpy> {
  const bad = (code: string, problem: string): FoundPySpy => ({
    ok: false,
    note: {
      level: "warning",
      code,
      message: `${binary} (from ${why}) ${problem}.`,
      remedy,
    },
  });
  if (!path.isAbsolute(binary)) return bad("py-spy-not-executable", "is not an absolute path, so it is not run");
  try {
    if ((await stat(binary)).isDirectory()) return bad("py-spy-not-executable", "is a folder, not the program py-spy");
  } catch (error) {
    return bad("py-spy-missing", `cannot be used: ${reasonOf(error)}`);
  }
  const asked = await run(binary, ["--version"], { timeoutMs: 5000, maxOutputBytes: 4096 });
  if (asked.failedToStart !== null) return bad("py-spy-not-executable", `cannot be run: ${asked.failedToStart}`);
  if (asked.timedOut) return bad("py-spy-not-executable", "did not answer within 5 s");
  const version = /^py-spy (\d+\.\d+\.\d+\S*)/m.exec(asked.stdout)?.[1];
  if (version === undefined) return bad("py-spy-not-executable", "does not answer as py-spy does");
  if (!isAtLeast(version, PY_SPY_FLOOR))
    return bad("py-spy-too-old", `is py-spy ${version}; Heatline needs ${PY_SPY_FLOOR} or newer`);
  return { ok: true, binary, version };
}

/** What decides whether processes may look into each other here. */
export async function ptraceFacts(): Promise<PtraceFacts> {
  const text = (file: string) => readFile(file, "utf8").catch(() => null);
  const scope = await text("/proc/sys/kernel/yama/ptrace_scope");
  const cgroup = (await text("/proc/1/cgroup")) ?? "";
  const marks = await Promise.all(["/.dockerenv", "/run/.containerenv"].map((file) => stat(file).catch(() => null)));
  return {
    platform: process.platform,
    yamaScope: scope === null ? null : Number.parseInt(scope, 10),
    inContainer: marks.some((mark) => mark !== null) || /docker|kubepods|containerd|lxc/.test(cgroup),
  };
}
