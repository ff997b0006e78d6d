import type { Note } from "../core/protocol/run.ts";
import { markedProcesses } from "./process-tree.ts";
import { changePass, markerOf, passOf, type RunCore, withNotes } from "./run-core.ts";
import { type Ending, followEvents, type PassTerminal } from "./run-follow.ts";
import { collectResult } from "./run-result.ts";
import { stopProgram } from "./stop-ladder.ts";
import { pause, waitUntil } from "./wait-until.ts";

/**
 * Follows one pass from its launch to its result in the manifest. All that it knows it reads from the run directory,
 * so it can begin in the middle (after a reload of the editor), then without a terminal.
 */
export async function followPass(core: RunCore, index: number, terminal: PassTerminal | null): Promise<void> {
  const ending = followEvents(core, index, terminal);
  const stopped = whenStopped(core, ending);
  await ending;
  const stopNotes = await stopped;
  await finishPass(core, index, await ending, stopNotes, await terminalCode(terminal));
}

/** Waits for a wish to stop for as long as the program runs, then climbs the ladder. */
async function whenStopped(core: RunCore, ending: Promise<Ending>): Promise<Note[]> {
  // Where the launcher did not live to tell the exit, the program is over when nothing of the run is left.
  const ended = ending.then((how) => (how === "exit" ? true : nothingLeft(core)));
  const { signal } = core.stopping;
  const asked = new Promise<boolean>((resolve) => {
    if (signal.aborted) resolve(true);
    signal.addEventListener("abort", () => resolve(true), { once: true });
  });
  if (!(await Promise.race([asked, ended.then(() => false)]))) return [];
  // Before the launcher has told its pid there is nothing that could be ended in good order.
  await Promise.race([ended, waitUntil(() => core.launcher !== null, { timeoutMs: 3000, everyMs: 20 })]);
  return stopProgram({ launcher: core.launcher, marker: markerOf(core), ended });
}

function nothingLeft(core: RunCore): Promise<boolean> {
  const isEmpty = async () => (await markedProcesses(markerOf(core))).length === 0;
  return waitUntil(isEmpty, { timeoutMs: 20_000, everyMs: 100 });
}

async function finishPass(
  core: RunCore,
  index: number,
  ending: Ending,
  askedNotes: readonly Note[],
  terminalExitCode: number | undefined,
): Promise<void> {
  const cancelled = core.stopping.signal.aborted;
  let stopNotes = askedNotes;
  if (ending === "launcher-gone" && !cancelled) {
    // Without its launcher nobody waits for the program any more: what is left of it is ours to end.
    if ((await markedProcesses(markerOf(core))).length > 0)
      stopNotes = await stopProgram({ launcher: core.launcher, marker: markerOf(core), ended: nothingLeft(core) });
  }
  await changePass(core, index, (pass) => withNotes({ ...pass, state: "saving" }, stopNotes));
  const result = await collectResult(core.dir, passOf(core, index), {
    survivors: cancelled ? [] : (await markedProcesses(markerOf(core))).filter((pid) => pid !== core.launcher?.pid),
    stopped: cancelled,
    ofTests: core.manifest.target.kind === "tests",
  });
  const lost = describeEnding(ending, terminalExitCode, cancelled);
  await changePass(core, index, (pass) => {
    const done = withNotes(
      {
        ...pass,
        rateHz: result.rateHz ?? pass.rateHz,
        files: result.files,
        endedAt: pass.endedAt ?? new Date().toISOString(),
      },
      [...lost, ...result.notes],
    );
    if (cancelled) return { ...done, state: "cancelled" };
    return { ...done, state: ending === "exit" && result.files.length > 0 ? "done" : "failed" };
  });
}

function describeEnding(ending: Ending, code: number | undefined, cancelled: boolean): Note[] {
  switch (ending) {
    case "exit":
      return [];
    case "terminal-closed":
      return [{ level: "info", code: "terminal-closed", message: "The terminal was closed, which ended the program." }];
    case "launcher-gone":
      if (cancelled) return [];
      return [
        {
          level: "error",
          code: "launcher-gone",
          message:
            "The process that started the program was ended from outside, so how the program itself ended is not known.",
          remedy: "What was measured until then is kept. Run it again.",
        },
      ];
    case "never-started":
      if (cancelled) return [];
      return [
        {
          level: "error",
          code: "never-started",
          message: `The program was not started${code === undefined ? "" : `: the launcher ended with exit code ${code}`}.`,
          remedy: "The terminal shows what Python said.",
        },
      ];
  }
}

/** The terminal's exit code where it is there already; it is not waited for. */
function terminalCode(terminal: PassTerminal | null): Promise<number | undefined> {
  return Promise.race([
    terminal?.ended.catch(() => undefined) ?? Promise.resolve(undefined),
    pause(0).then(() => undefined),
  ]);
}
