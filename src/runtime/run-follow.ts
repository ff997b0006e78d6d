import { isAlive } from "./process-tree.ts";
import { attachedProcess } from "./profilers/attach.ts";
import { followWithPreviews } from "./profilers/py-spy-preview.ts";
import { passOf, type RunCore, tellListeners } from "./run-core.ts";
import { readEvents } from "./run-directory.ts";
import { applyEvent, letGo } from "./run-events.ts";
import { pause } from "./wait-until.ts";

/** How the program of a pass came to its end, as far as can be seen from here. */
export type Ending = "exit" | "launcher-gone" | "terminal-closed" | "never-started";

export interface PassTerminal {
  /** Settles with the exit code of what ran in the terminal; undefined where the terminal was closed. */
  readonly ended: Promise<number | undefined>;
}

const POLL_MS = 60;

/** A closed terminal is told a moment after its processes have died of it. */
const CLOSE_IS_TOLD_MS = 1000;

/** Follows `events.jsonl` until the program of a pass has ended, one way or another. */
export async function followEvents(core: RunCore, index: number, terminal: PassTerminal | null): Promise<Ending> {
  const end = watchTerminal(terminal);
  const attaching = new Set<Promise<void>>();
  const over = new AbortController();
  let offset = 0;
  let starts = 0;
  let sawExit = false;

  async function readMore(): Promise<void> {
    const more = await readEvents(core.dir, offset);
    offset = more.offset;
    for (const event of more.events) {
      if (event.type === "start") starts += 1;
      // One file for all passes; each pass begins with its `start`, but for a launcher that could not start anything.
      if (starts !== index + 1 && !(starts === index && event.type === "note" && event.pid === 0)) continue;
      if (event.type === "exit" && event.pid === passOf(core, index).targetPid) sawExit = true;
      if (event.type === "ready" && event.waiting) {
        const attempt = letGo(core, index, event.pid)
          .then(() => preview(core, index, event.pid, over.signal))
          .finally(() => attaching.delete(attempt));
        attaching.add(attempt);
      } else await applyEvent(core, index, event);
    }
  }

  async function look(): Promise<Ending | null> {
    // Whether somebody is gone is asked before the last reading, or words between the two would be lost.
    const closed = end.isOver();
    const gone = core.launcher !== null && !(await isAlive(core.launcher.pid, core.launcher.identity));
    await readMore();
    if (sawExit) return "exit";
    if (end.wasClosed()) core.stopping.abort(); // The same wish as a press on Stop; the ladder does the rest.
    if (core.launcher === null) return closed ? closedOr("never-started") : null;
    if (!gone) return null;
    await Promise.race([end.over, pause(terminal === null ? 0 : CLOSE_IS_TOLD_MS)]);
    await readMore();
    if (sawExit) return "exit";
    return closedOr("launcher-gone");
  }

  function closedOr(otherwise: Ending): Ending {
    return end.wasClosed() ? "terminal-closed" : otherwise;
  }

  for (;;) {
    const ending = await look();
    if (ending !== null) {
      over.abort();
      await Promise.all(attaching);
      return ending;
    }
    await Promise.race([pause(POLL_MS), ...(end.isOver() ? [] : [end.over])]);
  }
}

/** Live heat for as long as py-spy is attached: it ends with the program, or by what ends it. */
async function preview(core: RunCore, index: number, pid: number, over: AbortSignal): Promise<void> {
  const attached = await attachedProcess(core.dir, "py-spy", pid);
  if (attached === null || passOf(core, index).profiler !== "py-spy") return;
  const target = { dir: core.dir, pid, options: passOf(core, index).options };
  const told = (samples: number) => {
    core.samplesByPid.set(pid, samples);
    tellListeners(core);
  };
  // A preview that cannot be written costs live heat, not the run.
  await followWithPreviews(target, over, told).catch(() => {});
}

/** Without a terminal (an adopted run) there is nothing more to come than what the launcher writes. */
function watchTerminal(terminal: PassTerminal | null) {
  let state: "open" | "over" | "closed" = terminal === null ? "over" : "open";
  const over = (terminal?.ended ?? Promise.resolve(0)).then(
    (code) => {
      state = code === undefined ? "closed" : "over";
    },
    () => {
      state = "closed";
    },
  );
  return { over, isOver: () => state !== "open", wasClosed: () => state === "closed" };
}
