import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Note, type Pass, PREVIEW_FILES } from "../core/protocol/run.ts";
import { formatCount, formatShare } from "../core/units.ts";
import { isAlive, signalTree } from "./process-tree.ts";
import { attachedProcess, type OutsideProfiler, readAttachedLog } from "./profilers/attach.ts";
import { explainPySpyError } from "./profilers/py-spy-errors.ts";
import { ptraceFacts } from "./profilers/py-spy-find.ts";
import { type PySpyLog, parsePySpyLog } from "./profilers/py-spy-log.ts";
import { explainTachyonError } from "./profilers/tachyon-attach.ts";
import { listRunFiles } from "./run-directory.ts";
import { testsResult } from "./tests-result.ts";
import { waitUntil } from "./wait-until.ts";

export interface PassResult {
  /** Relative to the run directory. */
  readonly files: string[];
  readonly notes: Note[];
  /** The rate at which the in-process sampler says it worked; absent for others. */
  readonly rateHz?: number | null;
}

/** Below this a share is noise: one sample more or less moves it by 5 points. */
const SAMPLE_FLOOR = 20;

/** Waits until the profiler has written what it has, and says in words what is there and what was lost. */
export async function collectResult(
  dir: string,
  pass: Pass,
  end: { readonly survivors: readonly number[]; readonly stopped: boolean; readonly ofTests: boolean },
): Promise<PassResult> {
  const result = end.ofTests ? await testsResult(dir, pass) : await resultOf(dir, pass);
  return {
    ...result,
    notes: [...result.notes, ...aboutEnding(pass, end, result.files), ...aboutSurvivors(end.survivors)],
  };
}

function resultOf(dir: string, pass: Pass): Promise<PassResult> {
  switch (pass.profiler) {
    case "py-spy":
      return pySpyResult(dir, pass);
    case "sampler":
      return samplerResult(dir, pass, /^sampler\.\d+\.jsonl$/);
    case "cprofile":
      return cprofileResult(dir);
    case "tachyon":
      return tachyonResult(dir, pass);
    case "tracemalloc":
      return snapshotResult(dir);
  }
}

async function pySpyResult(dir: string, pass: Pass): Promise<PassResult> {
  const files: string[] = [];
  const notes: Note[] = [];
  let samples = 0;
  for (const pid of await pidsOf(dir, /^py-spy\.(\d+)\.process\.json$/)) {
    await waitForAttached(dir, "py-spy", pid, /Stopped sampling/);
    const text = await readAttachedLog(dir, "py-spy", pid);
    const log = parsePySpyLog(text);
    if (log.wrote && (await sizeOf(dir, `py-spy.${pid}.speedscope.json`)) > 0) {
      files.push(`py-spy.${pid}.speedscope.json`);
      samples += log.samples ?? 0;
      notes.push(...aboutRecording(log));
    } else notes.push({ ...explainPySpyError(text, await ptraceFacts()), level: "error" });
  }
  if (files.length > 0) {
    for (const name of await listRunFiles(dir)) if (PREVIEW_FILES.test(name)) await rm(path.join(dir, name));
    return { files, notes: [...notes, ...aboutFewSamples(samples, pass.rateHz, pass)] };
  }
  const preview = await samplerResult(dir, pass, PREVIEW_FILES);
  if (preview.files.length === 0) return { files, notes };
  const instead: Note = {
    level: "warning",
    code: "preview-only",
    message: "py-spy left no result; what its short recordings for the live heat saw is shown instead.",
  };
  return { files: preview.files, notes: [...notes, instead, ...preview.notes] };
}

async function tachyonResult(dir: string, pass: Pass): Promise<PassResult> {
  const files: string[] = [];
  const notes: Note[] = [];
  let samples = 0;
  for (const pid of await pidsOf(dir, /^tachyon\.(\d+)\.process\.json$/)) {
    await waitForAttached(dir, "tachyon", pid, /Captured [\d,]+ samples/);
    const log = await readAttachedLog(dir, "tachyon", pid);
    const name = `tachyon.${pid}.bin`;
    if ((await sizeOf(dir, name)) === 0) notes.push({ ...explainTachyonError(log), level: "error" });
    else files.push(name);
    samples += Number(/Captured ([\d,]+) samples/.exec(log)?.[1]?.replaceAll(",", "") ?? 0);
  }
  return { files, notes: files.length > 0 ? [...notes, ...aboutFewSamples(samples, pass.rateHz, pass)] : notes };
}

async function snapshotResult(dir: string): Promise<PassResult> {
  const files: string[] = [];
  for (const name of await listRunFiles(dir)) {
    if (/^tracemalloc\.\d+\.snapshot$/.test(name) && (await sizeOf(dir, name)) > 0) files.push(name);
    if (/^tracemalloc\..*\.tmp$/.test(name)) await rm(path.join(dir, name), { force: true });
  }
  return { files, notes: [] };
}

/**
 * A profiler from outside ends by itself when the program has. With --subprocesses it waits for the children too: then
 * it is asked to save what it has (SIGINT, the only signal that makes it write its file).
 */
async function waitForAttached(
  dir: string,
  profiler: OutsideProfiler,
  targetPid: number,
  saving: RegExp,
): Promise<void> {
  const attached = await attachedProcess(dir, profiler, targetPid);
  if (attached === null) return;
  const { pid, identity } = attached;
  const isGone = async () => !(await isAlive(pid, identity));
  const isSaving = async () => saving.test(await readAttachedLog(dir, profiler, targetPid));
  if (await waitUntil(async () => (await isGone()) || (await isSaving()), { timeoutMs: 2000, everyMs: 20 })) {
    // It is writing: a profile of hours takes a while, and there is nothing to gain by hurrying it.
    if (await waitUntil(isGone, { timeoutMs: 60_000, everyMs: 20 })) return;
  }
  if (process.platform !== "win32") {
    await signalTree(pid, identity, "SIGINT");
    if (await waitUntil(isGone, { timeoutMs: 20_000, everyMs: 20 })) return;
  }
  await signalTree(pid, identity, "SIGKILL");
}

function aboutRecording(log: PySpyLog): Note[] {
  const notes: Note[] = [];
  const [samples, errors] = [log.samples ?? 0, log.errors ?? 0];
  const lost = errors / Math.max(1, samples + errors);
  if (lost > 0.05)
    notes.push({
      level: "warning",
      code: "samples-lost",
      message: `${formatCount(errors)} of ${formatCount(samples + errors)} looks into the program failed (${formatShare(lost)}), so the shares may be off.`,
      remedy: "Lower the rate, or use the in-process sampler.",
    });
  if (log.behindSeconds > 1)
    notes.push({
      level: "warning",
      code: "sampling-behind",
      message: `py-spy was up to ${log.behindSeconds.toFixed(1)} s behind, so the shares may be off.`,
      remedy: "Lower the rate in the setting heatline.pySpy.rate.",
    });
  return notes;
}

async function samplerResult(dir: string, pass: Pass, pattern: RegExp): Promise<PassResult> {
  const files = (await listRunFiles(dir)).filter((name) => pattern.test(name));
  let samples = 0;
  let rateHz: number | null = null;
  for (const name of files) {
    const counted = await countSamples(path.join(dir, name));
    samples += counted.samples;
    rateHz = counted.rateHz ?? rateHz;
  }
  if (files.length === 0) return { files, notes: [] };
  return { files, notes: aboutFewSamples(samples, rateHz, pass), rateHz };
}

/** Sums the rows of a sampler file; an unfinished file counts as far as it goes. */
async function countSamples(file: string): Promise<{ samples: number; rateHz: number | null }> {
  let samples = 0;
  let rateHz: number | null = null;
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    try {
      const record = JSON.parse(line) as { type?: unknown; rows?: unknown; rateHz?: unknown };
      if (record.type === "meta" && typeof record.rateHz === "number") rateHz = record.rateHz;
      if (record.type !== "samples" || !Array.isArray(record.rows)) continue;
      for (const row of record.rows) if (Array.isArray(row) && typeof row[2] === "number") samples += row[2];
    } catch {
      // The last line of a program that was killed.
    }
  }
  return { samples, rateHz };
}

function aboutFewSamples(samples: number, rateHz: number | null, { exitCode }: Pass): Note[] {
  if (samples >= SAMPLE_FLOOR) return [];
  const count = samples === 1 ? "1 sample" : `${samples} samples`;
  if (exitCode !== null && exitCode !== 0)
    return [
      {
        level: "warning",
        code: "failed-early",
        message: `The program ended with exit code ${exitCode} after ${count}: too few to say which lines are slow.`,
        remedy: "Its terminal shows what it said.",
      },
    ];
  return [
    {
      level: "warning",
      code: "too-short",
      message: `Only ${count}${rateHz === null ? "" : ` at ${rateHz} Hz`}: the program was too short, or waited most of the time, to say which lines are slow.`,
      remedy: "Profile it with cProfile, which counts every call, give it more work, or raise the rate.",
    },
  ];
}

async function cprofileResult(dir: string): Promise<PassResult> {
  const files: string[] = [];
  for (const name of await listRunFiles(dir)) {
    if (/^cprofile\.\d+(?:\.\d+)?\.pstats$/.test(name) && (await sizeOf(dir, name)) > 0) files.push(name);
    // What a child left that was killed (`probe/heatline_probe/partings.py`).
    if (/^listens\.|^cprofile\..*\.tmp$/.test(name)) await rm(path.join(dir, name), { force: true });
  }
  return { files, notes: [] };
}

/** What the way the program ended means for the numbers. */
function aboutEnding(
  pass: Pass,
  { stopped, ofTests }: { readonly stopped: boolean; readonly ofTests: boolean },
  files: readonly string[],
): Note[] {
  const notes: Note[] = [];
  if (pass.signal === "SIGKILL" && !stopped)
    notes.push({
      level: "warning",
      code: "killed",
      message:
        "The program was ended by SIGKILL, which did not come from Heatline; often the system was out of memory.",
    });
  // A test runner that ran no test says why itself.
  if (files.length > 0 || ofTests) return notes;
  const crashed = pass.signal !== null && pass.signal !== "SIGINT" && pass.signal !== "SIGTERM";
  notes.push({
    level: "error",
    code: "no-profile",
    message: crashed
      ? `The program was ended by ${pass.signal} before ${pass.profiler} could save anything.`
      : `${pass.profiler} left no profile.`,
    ...((pass.profiler === "cprofile" || pass.profiler === "tracemalloc") && crashed
      ? { remedy: "Profile it with a sampler: what a sampler has seen is on disk already when a program crashes." }
      : { remedy: "The terminal shows what the program said; run it again." }),
  });
  return notes;
}

function aboutSurvivors(pids: readonly number[]): Note[] {
  if (pids.length === 0) return [];
  const which =
    pids.length === 1
      ? "A process that the program started is"
      : `${pids.length} processes that the program started are`;
  return [{ level: "info", code: "survivors", message: `${which} still running (${pids.slice(0, 20).join(", ")}).` }];
}

async function pidsOf(dir: string, pattern: RegExp): Promise<number[]> {
  return (await listRunFiles(dir)).flatMap((name) => {
    const pid = pattern.exec(name)?.[1];
    return pid === undefined ? [] : [Number(pid)];
  });
}

function sizeOf(dir: string, name: string): Promise<number> {
  return stat(path.join(dir, name)).then(
    (facts) => facts.size,
    () => 0,
  );
}
