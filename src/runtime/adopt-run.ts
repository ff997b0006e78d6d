import type { RunManifest } from "../core/protocol/run.ts";
import { isAlive, markedProcesses, processIdentity } from "./process-tree.ts";
import { finishing } from "./run.ts";
import { changePass, createRunCore, isLive, markerOf, type Run, type RunCore, toRun, withNotes } from "./run-core.ts";
import { readManifest } from "./run-manifest.ts";
import { followPass } from "./run-pass.ts";

/**
 * Takes a run over that another window, or this one before its reload, has started. A program that still runs is
 * followed to its end; else what it left is collected and the manifest is closed. Nothing is started: passes that had
 * not begun are cancelled, and the run says so.
 *
 * @param launcher who the launcher was, as the registry knows it; null: as the manifest says
 * @throws ExplainedError where the directory holds no readable run
 */
export async function adoptRun(
  dir: string,
  launcher: { readonly pid: number; readonly identity: string | null } | null = null,
): Promise<Run> {
  const manifest = await readManifest(dir);
  const core = createRunCore(dir, manifest);
  const elapsedMs = Math.max(0, Date.now() - Date.parse(manifest.startedAt));
  const startedNs = process.hrtime.bigint() - BigInt(Math.round(elapsedMs)) * 1_000_000n;
  if (!manifest.passes.some((pass) => isLive(pass.state))) return toRun(core, startedNs, finished(core));
  return toRun(core, startedNs, finishing(core, follow(core, launcher)));
}

async function finished(core: RunCore): Promise<RunManifest> {
  return isLive(core.manifest.state) ? finishing(core, Promise.resolve()) : core.manifest;
}

async function follow(core: RunCore, launcher: { pid: number; identity: string | null } | null): Promise<void> {
  const index = core.manifest.passes.findIndex((pass) => isLive(pass.state));
  const pid = launcher?.pid ?? core.manifest.passes[index]?.launcherPid ?? null;
  if (pid !== null) core.launcher = { pid, identity: launcher?.identity ?? (await identityOfLauncher(pid, core)) };
  const goesOn = core.launcher !== null && (await isAlive(core.launcher.pid, core.launcher.identity));
  await changePass(core, index, (pass) =>
    withNotes(pass, [
      {
        level: "info",
        code: "editor-closed",
        message: goesOn
          ? "The editor was closed or reloaded while the program ran; the run was taken over."
          : "The editor was closed while the program ran; the result was collected afterwards.",
      },
    ]),
  );
  await followPass(core, index, null);
}

/** Without the registry the marker in its environment has to tell that the pid is still the launcher's. */
async function identityOfLauncher(pid: number, core: RunCore): Promise<string | null> {
  const isOurs = (await markedProcesses(markerOf(core))).includes(pid);
  return isOurs ? processIdentity(pid) : "gone";
}
