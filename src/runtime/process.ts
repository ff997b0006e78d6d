import { closeSync, openSync } from "node:fs";
import { execa, type Options } from "execa";
import { ExplainedError, reasonOf } from "./explained-error.ts";

/**
 * The only place where processes start. No shell, ever: a program and a list of arguments, so that no file name can
 * inject a command. One gate stands in front of all of it (Workspace Trust).
 */

/** Thrown by every function of this file while the gate is shut; nothing was started. */
export class SpawnRefused extends Error {
  override readonly name = "SpawnRefused";
}

let gate: () => string | null = () => null;

/** `check` returns a sentence while no process may start, else null. There is one gate; the last call wins. */
export function setSpawnGate(check: () => string | null): void {
  gate = check;
}

function passGate(): void {
  const reason = gate();
  if (reason !== null) throw new SpawnRefused(reason);
}

export interface RunOptions {
  cwd?: string | undefined;
  /** The whole environment of the process; absent: ours. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The process group is killed after this long; absent: never. */
  timeoutMs?: number | undefined;
  /** Kills the process group. */
  signal?: AbortSignal | undefined;
  /** Of each stream, only the last so many bytes are kept (default 1 MiB); the rest is read and dropped. */
  maxOutputBytes?: number | undefined;
  onOutput?: ((text: string) => void) | undefined;
}

export interface RunResult {
  /** null where a signal ended the process or it never started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Why the process could not be started, e.g. "it does not exist"; null where it ran. */
  readonly failedToStart: string | null;
}

/** How long pipes that a grandchild keeps open are read after the process itself has ended. */
const DRAIN_MS = 2000;

/**
 * Runs a tool to its end and returns what it said. Never rejects for what the tool does.
 *
 * execa's own promise is not awaited: it stays pending while a surviving grandchild holds a pipe. The process's `exit`
 * and a drain deadline settle instead.
 */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  passGate();
  const child = execa(file, [...args], {
    ...base(options.cwd, options.env),
    stdin: "ignore",
    buffer: false,
    detached: process.platform !== "win32",
  });
  child.catch(() => {});
  const stdout = tail(options.maxOutputBytes ?? 1 << 20);
  const stderr = tail(options.maxOutputBytes ?? 1 << 20);
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout.push(chunk);
    options.onOutput?.(chunk.toString("utf8"));
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr.push(chunk);
    options.onOutput?.(chunk.toString("utf8"));
  });

  return new Promise((resolve) => {
    let timedOut = false;
    let drain: NodeJS.Timeout | undefined;
    const kill = () => killGroup(child.pid);
    const timer = options.timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          kill();
        }, options.timeoutMs)
      : undefined;
    const settle = (exitCode: number | null, signal: string | null, failedToStart: string | null) => {
      clearTimeout(timer);
      clearTimeout(drain);
      options.signal?.removeEventListener("abort", kill);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ exitCode, signal, stdout: stdout.text(), stderr: stderr.text(), timedOut, failedToStart });
    };
    options.signal?.addEventListener("abort", kill, { once: true });
    if (options.signal?.aborted) kill();
    child.once("error", (error) => settle(null, null, reasonOf(error)));
    child.once("exit", (code, signal) => {
      drain = setTimeout(() => settle(code, signal, null), DRAIN_MS);
      child.once("close", () => settle(code, signal, null));
    });
  });
}

/**
 * Starts a process in a group of its own that survives us; what it says goes to the end of `outputFile`.
 * @throws ExplainedError where it cannot be started
 */
export async function startDetached(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string | undefined>>; outputFile: string },
): Promise<{ pid: number }> {
  passGate();
  const descriptor = openSync(options.outputFile, "a");
  try {
    // execa passes descriptors on as they are, but its types do not know them for stdout and stderr.
    const output = descriptor as unknown as "inherit";
    const child = execa(file, [...args], {
      ...base(options.cwd, options.env),
      stdin: "ignore",
      stdout: output,
      stderr: output,
      buffer: false,
      detached: true,
      cleanup: false,
    });
    child.catch(() => {});
    child.unref();
    const failure = await new Promise<unknown>((resolve) => {
      child.once("spawn", () => resolve(undefined));
      child.once("error", resolve);
    });
    if (child.pid === undefined)
      throw new ExplainedError("cannot-start", `${file} could not be started: ${reasonOf(failure)}.`);
    return { pid: child.pid };
  } finally {
    closeSync(descriptor);
  }
}

/** Runs a program on our own terminal (stdin, stdout, stderr inherited, same process group) to its end. */
export async function startInherited(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<{ exitCode: number | null; signal: string | null; failedToStart: string | null }> {
  passGate();
  const child = execa(file, [...args], { ...base(options.cwd, options.env), stdio: "inherit", cleanup: false });
  child.catch(() => {});
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ exitCode: null, signal: null, failedToStart: reasonOf(error) }));
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal, failedToStart: null }));
  });
}

function base(cwd: string | undefined, env: Readonly<Record<string, string | undefined>> | undefined) {
  return {
    reject: false,
    windowsHide: true,
    extendEnv: env === undefined,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: { ...env } as Record<string, string> }),
  } satisfies Options;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // Already gone: that is what was wanted.
  }
}

function tail(maxBytes: number) {
  let chunks: Buffer[] = [];
  let sizeBytes = 0;
  return {
    push(chunk: Buffer): void {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes > 2 * maxBytes) {
        chunks = [Buffer.concat(chunks).subarray(-maxBytes)];
        sizeBytes = maxBytes;
      }
    },
    text: () => Buffer.concat(chunks).subarray(-maxBytes).toString("utf8"),
  };
}
