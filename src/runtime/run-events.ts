import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { type Launch, launchSchema, type Note, type Pass, type RunEvent } from "../core/protocol/run.ts";
import { profilerLabel } from "../core/run-title.ts";
import { processIdentity } from "./process-tree.ts";
import { type AttachOutcome, attachedProcess, type OutsideProfiler } from "./profilers/attach.ts";
import { attachPySpy } from "./profilers/py-spy-attach.ts";
import { attachTachyon } from "./profilers/tachyon-attach.ts";
import { changePass, passOf, type RunCore, tellListeners, withNotes } from "./run-core.ts";
import { writeAtomically } from "./run-manifest.ts";

/** What each event of a run does to its manifest, and the handshake with processes that wait. */

export async function applyEvent(core: RunCore, index: number, event: RunEvent): Promise<void> {
  switch (event.type) {
    case "start": {
      core.samplesByPid.clear();
      core.launcher = { pid: event.launcherPid, identity: await processIdentity(event.launcherPid) };
      await changePass(core, index, (pass) => ({
        ...pass,
        state: "running",
        launcherPid: event.launcherPid,
        targetPid: event.pid,
        startedAt: isoTime(event.t),
      }));
      break;
    }
    case "progress":
      core.samplesByPid.set(event.pid, event.samples);
      tellListeners(core);
      break;
    case "note":
      await changePass(core, index, (pass) => withNotes(pass, [event.note]));
      break;
    case "exit": {
      const { exitCode, signal, usage } = event;
      await changePass(core, index, (pass) => ({
        ...pass,
        state: "saving",
        endedAt: isoTime(event.t),
        exitCode,
        signal,
        usage,
      }));
      break;
    }
    case "ready":
    case "saved":
      break; // What was saved is seen in the directory.
  }
}

function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}

/**
 * Attaches the profiler to a process that waits, then lets it go. Where that fails the process is let go at once: it
 * is told to sample itself at the full rate, and the manifest says why.
 */
export async function letGo(core: RunCore, index: number, pid: number): Promise<void> {
  const pass = passOf(core, index);
  let go = "";
  const outside = pass.profiler === "py-spy" || pass.profiler === "tachyon" ? pass.profiler : null;
  const first = outside !== null && (await attachedProcess(core.dir, outside, pid)) === null;
  const covered = pid !== pass.targetPid && pass.options["subprocesses"] === true && pass.files.length > 0;
  if (first && !covered && !core.stopping.signal.aborted) {
    const attached = await ATTACH[outside](core.dir, pid, pass.options).catch((error: unknown): AttachOutcome => {
      const message = `${profilerLabel(outside)} could not be attached: ${String(error)}.`;
      return { ok: false, note: { level: "error", code: `${outside}-failed`, message } };
    });
    if (!attached.ok) {
      await changePass(core, index, (failed) => stepDown(failed, attached.note));
      go = JSON.stringify(await launchSamplerInstead(core.dir, index));
    }
  }
  await writeAtomically(path.join(core.dir, `go.${pid}`), go);
}

/** Children of the program read the launch file after it: the whole of it changes. */
async function launchSamplerInstead(dir: string, index: number): Promise<Launch> {
  const file = path.join(dir, `launch.${index}.json`);
  const launch = z.parse(launchSchema, JSON.parse(await readFile(file, "utf8")));
  const instead: Launch = { ...launch, profiler: "sampler", samplerRateHz: FALL_BACK_RATE_HZ };
  await writeAtomically(file, JSON.stringify(instead));
  return instead;
}

const ATTACH: Readonly<Record<OutsideProfiler, typeof attachPySpy>> = {
  "py-spy": attachPySpy,
  tachyon: attachTachyon,
};

/** Asked of the in-process sampler where a profiler from outside was wanted and could not attach; what it does, its file says. */
const FALL_BACK_RATE_HZ = 200;

function stepDown(pass: Pass, note: Note): Pass {
  const down: Note = {
    level: "info",
    code: "stepped-down",
    message: `The in-process sampler measured this run instead of ${profilerLabel(pass.profiler)}.`,
  };
  return withNotes(
    {
      ...pass,
      profiler: "sampler",
      profilerVersion: null,
      rateHz: null,
      options: {},
    },
    [note, down],
  );
}
