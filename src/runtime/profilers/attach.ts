import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import type { Note } from "../../core/protocol/run.ts";
import { ExplainedError } from "../explained-error.ts";
import { startDetached } from "../process.ts";
import { isAlive, processIdentity, signalTree } from "../process-tree.ts";
import { writeAtomically } from "../run-manifest.ts";
import { waitUntil } from "../wait-until.ts";

/** Attaching takes about 100 ms; a loaded machine and a big binary may need seconds. */
const ATTACH_TIMEOUT_MS = 15_000;

/** Profilers that look at the target from outside. */
export type OutsideProfiler = "py-spy" | "tachyon";

const EXTENSIONS: Readonly<Record<OutsideProfiler, string>> = { "py-spy": "speedscope.json", tachyon: "bin" };

/** The files of one attached profiler, all in the run directory, so that another window can take over. */
export function attachedFiles(dir: string, profiler: OutsideProfiler, targetPid: number) {
  const base = path.join(dir, `${profiler}.${targetPid}`);
  return {
    profile: `${base}.${EXTENSIONS[profiler]}`,
    log: `${base}.log`,
    process: `${base}.process.json`,
  };
}

const processSchema = z.object({ pid: z.number(), identity: z.nullable(z.string()) });
export type AttachedProcess = z.infer<typeof processSchema>;

export interface Attachment {
  readonly profiler: OutsideProfiler;
  readonly label: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Whether it samples by now. */
  readonly isSampling: () => Promise<boolean>;
  /** What its last words mean. */
  readonly explain: (log: string) => Promise<Note>;
}

export type AttachOutcome =
  | { readonly ok: true; readonly process: AttachedProcess }
  | { readonly ok: false; readonly note: Note };

/**
 * Starts a profiler on a process that waits, and returns when it samples. It runs in a group of its own and writes to
 * files, so it outlives this process.
 * @returns a note where it did not work; nothing of it is left running then
 */
export async function attach(dir: string, targetPid: number, attachment: Attachment): Promise<AttachOutcome> {
  const { profiler, label, file, args, isSampling, explain } = attachment;
  const files = attachedFiles(dir, profiler, targetPid);
  let started: AttachedProcess;
  try {
    const { pid } = await startDetached(file, args, { cwd: dir, outputFile: files.log });
    started = { pid, identity: await processIdentity(pid) };
    await writeAtomically(files.process, JSON.stringify(started));
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    return { ok: false, note: { level: "warning", code: `${profiler}-not-executable`, message: error.message } };
  }
  let sampling = false;
  let ended = false;
  await waitUntil(
    async () => {
      ended = !(await isAlive(started.pid, started.identity));
      sampling = await isSampling();
      return sampling || ended;
    },
    { timeoutMs: ATTACH_TIMEOUT_MS, everyMs: 15 },
  );
  if (sampling) return { ok: true, process: started };
  await signalTree(started.pid, started.identity, "SIGKILL");
  if (ended) return { ok: false, note: await explain(await readAttachedLog(dir, profiler, targetPid)) };
  const message = `${label} did not attach within ${ATTACH_TIMEOUT_MS / 1000} s.`;
  return { ok: false, note: { level: "warning", code: `${profiler}-slow`, message } };
}

/** The profiler that was attached to a process, by this window or an earlier one; null: none. */
export async function attachedProcess(
  dir: string,
  profiler: OutsideProfiler,
  targetPid: number,
): Promise<AttachedProcess | null> {
  try {
    const text = await readFile(attachedFiles(dir, profiler, targetPid).process, "utf8");
    return z.parse(processSchema, JSON.parse(text));
  } catch {
    return null;
  }
}

export function readAttachedLog(dir: string, profiler: OutsideProfiler, targetPid: number): Promise<string> {
  return readFile(attachedFiles(dir, profiler, targetPid).log, "utf8").catch(() => "");
}
