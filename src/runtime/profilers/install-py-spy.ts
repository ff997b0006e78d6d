import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Interpreter, Note } from "../../core/protocol/run.ts";
import { reasonOf } from "../explained-error.ts";
import { onPath } from "../interpreters.ts";
import { run } from "../process.ts";
import { findPySpy } from "./py-spy-find.ts";

/** The version that Heatline is tested with. */
export const PY_SPY_VERSION = "0.4.2";

export interface InstallRequest {
  readonly interpreter: Interpreter;
  /** A folder of Heatline's own; never the user's environment. */
  readonly directory: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly onOutput?: (text: string) => void;
}

export type Installed =
  | { readonly ok: true; readonly binary: string; readonly version: string }
  | { readonly ok: false; readonly note: Note };

/**
 * Downloads the py-spy wheel into a private folder with the interpreter's pip, or with uv where there is no pip, and
 * proves that it runs. Call only with the user's consent. Nothing is compiled and nothing else is installed.
 */
export async function installPySpy(request: InstallRequest): Promise<Installed> {
  try {
    await mkdir(request.directory, { recursive: true });
  } catch (error) {
    return failed(`${request.directory} cannot be written: ${reasonOf(error)}.`, "Check the disk and its permissions.");
  }
  // What pip's own configuration says of users and environments (`user = true`) is about theirs, and bars --target.
  const env = { ...(request.env ?? process.env), PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0" };
  const common = { env, signal: request.signal, onOutput: request.onOutput, timeoutMs: 300_000 };
  const what = ["--target", request.directory, "--no-deps", "--only-binary", ":all:", `py-spy==${PY_SPY_VERSION}`];
  const pip = ["-I", "-m", "pip", "install", "--upgrade", "--disable-pip-version-check", "--no-input", ...what];
  let tried = await run(request.interpreter.path, pip, common);
  if (/No module named pip/.test(tried.stderr)) {
    const uv = (await onPath(process.platform === "win32" ? "uv.exe" : "uv", env))[0];
    if (uv === undefined)
      return failed(
        `Python ${request.interpreter.version} at ${request.interpreter.path} has no pip, and uv is not on the PATH.`,
        "Install pip for it (`python -m ensurepip`) or uv, or set heatline.pySpy.path to a py-spy of your own.",
      );
    tried = await run(uv, ["pip", "install", "--python", request.interpreter.path, ...what], common);
  }
  if (request.signal?.aborted) return failed("The installation was cancelled.");
  if (tried.failedToStart !== null) return failed(`The installer could not be run: ${tried.failedToStart}.`);
  if (tried.timedOut)
    return failed("The installation did not end within 5 minutes.", "Check the network and try again.");
  if (tried.exitCode !== 0)
    return failed(`The installation failed: ${lastWords(tried.stderr)}`, remedyFor(tried.stderr));
  return verify(request, env);
}

async function verify(request: InstallRequest, env: InstallRequest["env"] & object): Promise<Installed> {
  const settings = {
    pySpy: { path: "", rate: 100, native: false, gil: false, idle: false, subprocesses: false },
    sampler: { rate: 200 },
  };
  const found = await findPySpy({ interpreter: request.interpreter, settings, pySpyFolder: request.directory, env });
  if (!found.ok) return found;
  const inside = path.relative(request.directory, found.binary);
  if (inside.startsWith("..")) return failed(`py-spy was installed, but not into ${request.directory}.`);
  return { ok: true, binary: found.binary, version: found.version };
}

function failed(message: string, remedy?: string): Installed {
  return {
    ok: false,
    note: { level: "error", code: "py-spy-install-failed", message, ...(remedy === undefined ? {} : { remedy }) },
  };
}

function lastWords(stderr: string): string {
  const lines = stderr.trim().split("\n");
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "").trim().slice(0, 300);
}

function remedyFor(stderr: string): string {
  if (/No matching distribution|not find a version/.test(stderr))
    return "There is no ready-made py-spy for this system: install it with your system's means and set heatline.pySpy.path.";
  return "Check the network, the proxy and the package index of pip, then try again.";
}
