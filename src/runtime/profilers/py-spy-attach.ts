import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import type { Note, Pass } from "../../core/protocol/run.ts";
import { ExplainedError } from "../explained-error.ts";
import { startDetached } from "../process.ts";
import { isAlive, processIdentity, signalTree } from "../process-tree.ts";
import { writeAtomically } from "../run-manifest.ts";
import { waitUntil } from "../wait-until.ts";
import { explainPySpyError } from "./py-spy-errors.ts";
import { ptraceFacts } from "./py-spy-find.ts";
import { parsePySpyLog } from "./py-spy-log.ts";

/** py-spy attaches in about 100 ms; a loaded machine and a big binary may need seconds. */
const ATTACH_TIMEOUT_MS = 15_000;

/** The files of one attached py-spy, all in the run directory, so that another window can take over. */
export function pySpyFiles(dir: string, targetPid: number) {
  return {
    profile: path.join(dir, `py-spy.${targetPid}.speedscope.json`),
    log: path.join(dir, `py-spy.${targetPid}.log`),
    process: path.join(dir, `py-spy.${targetPid}.process.json`),
  };
}

const processSchema = z.object({ pid: z.number(), identity: z.nullable(z.string()) });
export type PySpyProcess = z.infer<typeof processSchema>;

/** The recording command, from the options in the manifest. */
export function recordArgs(options: Pass["options"], targetPid: number, profile: string): string[] {
  return [
    "record",
    ...["--pid", String(targetPid), "--format", "speedscope", "--output", profile],
    ...["--duration", "unlimited", "--rate", String(options["rate"] ?? 100)],
    ...(options["native"] === true ? ["--native"] : []),
    ...samplingFlags(options),
  ];
}

/** The options that decide which threads and processes are seen. */
export function samplingFlags(options: Pass["options"]): string[] {
  return (["gil", "idle", "subprocesses"] as const).filter((flag) => options[flag] === true).map((flag) => `--${flag}`);
}

/**
 * Attaches py-spy to a process that waits, and returns when it samples. It runs in a group of its own and writes to
 * files, so it outlives this process.
 * @returns a note where it did not work; nothing of it is left running then
 */
export async function attachPySpy(
  dir: string,
  targetPid: number,
  options: Pass["options"],
): Promise<{ ok: true; process: PySpyProcess } | { ok: false; note: Note }> {
  const files = pySpyFiles(dir, targetPid);
  let started: PySpyProcess;
  try {
    const args = recordArgs(options, targetPid, files.profile);
    const { pid } = await startDetached(String(options["binary"]), args, { cwd: dir, outputFile: files.log });
    started = { pid, identity: await processIdentity(pid) };
    await writeAtomically(files.process, JSON.stringify(started));
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    return { ok: false, note: { level: "warning", code: "py-spy-not-executable", message: error.message } };
  }
  let log = parsePySpyLog("");
  let ended = false;
  await waitUntil(
    async () => {
      ended = !(await isAlive(started.pid, started.identity));
      log = parsePySpyLog(await readLog(dir, targetPid));
      return log.sampling || ended;
    },
    { timeoutMs: ATTACH_TIMEOUT_MS, everyMs: 15 },
  );
  if (log.sampling) return { ok: true, process: started };
  await signalTree(started.pid, started.identity, "SIGKILL");
  if (ended) return { ok: false, note: explainPySpyError(await readLog(dir, targetPid), await ptraceFacts()) };
  const message = `py-spy did not attach within ${ATTACH_TIMEOUT_MS / 1000} s.`;
  return { ok: false, note: { level: "warning", code: "py-spy-slow", message } };
}

/** The py-spy that was attached to a process, by this window or an earlier one; null: none. */
export async function attachedPySpy(dir: string, targetPid: number): Promise<PySpyProcess | null> {
  try {
    return z.parse(processSchema, JSON.parse(await readFile(pySpyFiles(dir, targetPid).process, "utf8")));
  } catch {
    return null;
  }
}

export function readLog(dir: string, targetPid: number): Promise<string> {
  return readFile(pySpyFiles(dir, targetPid).log, "utf8").catch(() => "");
}
