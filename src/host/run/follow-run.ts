import type { Run } from "../../runtime/run.ts";
import type { HostContext } from "../host-context.ts";
import { createRunStatus } from "./run-status.ts";

/** How often a run that goes on is read again: first heat within 2 s, without keeping the server busy. */
const LIVE_MS = 1500;

/**
 * Follows a run to its end: progress in the status bar, heat while it goes on, the whole result at the end.
 * @returns when the result is loaded, or cannot be
 */
export async function followRun(host: Pick<HostContext, "currentRun" | "runFolders" | "log">, run: Run): Promise<void> {
  const { currentRun, runFolders, log } = host;
  const status = createRunStatus(run);
  let loading: Promise<unknown> | undefined;
  let over = false;
  /** Its heat was shown once: from then on it is only kept up to date, for the user may look at something else. */
  let isShown = false;
  const show = async () => {
    if (isShown) return currentRun.reload(run.dir);
    await currentRun.load(run.dir);
    isShown = true;
  };
  /** Samples that the last reading knew: nothing new, nothing read. */
  let seen = 0;

  const live = setInterval(() => {
    const samples = run.samples();
    if (over || loading !== undefined || samples === seen) return;
    seen = samples;
    loading = show()
      .catch((error: unknown) => log.debug(`No live result yet: ${error}`))
      .finally(() => {
        loading = undefined;
      });
  }, LIVE_MS);

  runFolders.changed();
  try {
    await run.done;
    over = true;
    await loading;
    await show();
  } finally {
    clearInterval(live);
    status.dispose();
    runFolders.changed();
  }
}
