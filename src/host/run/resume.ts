import { workspace } from "vscode";
import { adoptOrReap } from "../../runtime/registry.ts";
import { LOADED_RUN } from "../contributions.ts";
import type { HostContext } from "../host-context.ts";
import type { RunFlow } from "./run-flow.ts";

/**
 * After a reload of the window: programs that still run are followed again, dead ones' directories are closed, and the
 * run that was loaded is loaded again, so that its heat comes back.
 */
export async function resume(host: HostContext, flow: RunFlow, storage: string): Promise<void> {
  const { workspaceState, currentRun, log } = host;
  const before = workspaceState.get<unknown>(LOADED_RUN);
  const adopted = workspace.isTrusted ? await adoptOrReap(storage).catch(() => []) : [];
  for (const run of adopted) {
    log.info(`Taken over after a reload: ${run.dir}`);
    void flow.follow(run);
  }
  if (adopted.length > 0 || currentRun.view !== null || typeof before !== "string") return;
  await currentRun.load(before).catch((error: unknown) => {
    log.info(`The last run is not loaded again: ${error}`);
    return workspaceState.update(LOADED_RUN, undefined);
  });
}
