import type { Note } from "../core/protocol/run.ts";
import { formatDuration } from "../core/units.ts";
import { isAlive, markedProcesses, signalTree } from "./process-tree.ts";
import { pause, waitUntil } from "./wait-until.ts";

export interface StopTarget {
  /** The launcher, which is left alone as long as it can still tell how the program ended. */
  readonly launcher: { readonly pid: number; readonly identity: string | null } | null;
  /** `NAME=value` in the environment of everything the run started. */
  readonly marker: string;
  /** Settles when the program has ended. */
  readonly ended: Promise<unknown>;
}

const STEP_MS = 3000;

/**
 * Ends a program the way a person would: asks as Ctrl-C does, then as the system does, then kills the tree. Only
 * processes whose identity is known, or that carry the run's marker, are signalled. What is left of the tree after
 * the program has ended is killed too.
 * @returns what was done, as notes for the run
 */
export async function stopProgram(target: StopTarget): Promise<Note[]> {
  const notes: Note[] = [];
  let hasEnded = false;
  const ended = target.ended.then(() => {
    hasEnded = true;
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
    if (hasEnded) break;
    const begun = process.hrtime.bigint();
    await signalDescendants(target, signal);
    await Promise.race([ended, pause(STEP_MS)]);
    const took = formatDuration(Number(process.hrtime.bigint() - begun));
    notes.push(step(signal, hasEnded ? `and ended ${took} later` : `and was still running ${took} later`));
  }
  await killWhatIsLeft(target, hasEnded, notes);
  return notes;
}

function step(signal: string, outcome: string): Note {
  return { level: "info", code: "stop-step", message: `The program was sent ${signal} ${outcome}.` };
}

async function signalDescendants({ launcher, marker }: StopTarget, signal: NodeJS.Signals): Promise<void> {
  if (launcher === null) {
    await signalTree(-1, null, signal, { marker });
    return;
  }
  // The marker is in the launcher's environment too, so it serves only where the tree cannot be trusted any more.
  if (await isAlive(launcher.pid, launcher.identity))
    await signalTree(launcher.pid, launcher.identity, signal, { includeRoot: process.platform === "win32" });
  else await signalTree(-1, null, signal, { marker });
}

/** The launcher ends by itself when the program has; anything that carries the marker after that has escaped. */
async function killWhatIsLeft({ launcher, marker }: StopTarget, hasEnded: boolean, notes: Note[]): Promise<void> {
  if (launcher !== null && hasEnded)
    await waitUntil(async () => !(await isAlive(launcher.pid, launcher.identity)), { timeoutMs: 1000, everyMs: 20 });
  const survivors = await markedProcesses(marker);
  if (survivors.length === 0) return;
  await signalTree(launcher?.pid ?? -1, launcher?.identity ?? null, "SIGKILL", { marker });
  const gone = await waitUntil(async () => (await markedProcesses(marker)).length === 0, { timeoutMs: 1000 });
  notes.push({
    level: gone ? "info" : "warning",
    code: "stop-survivors",
    message: `${survivors.length} ${survivors.length === 1 ? "process" : "processes"} of the run (${survivors.join(", ")}) ${gone ? "had to be killed" : "could not be killed"}.`,
  });
}
