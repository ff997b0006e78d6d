import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { adoptRun } from "./adopt-run.ts";
import { isAlive, processIdentity } from "./process-tree.ts";
import type { Run } from "./run-core.ts";
import { withLock, writeAtomically } from "./run-manifest.ts";

/**
 * `running.json` in the extension's storage: the runs that go on, and which window owns each. A window that finds a
 * run without a living owner takes it over.
 */

const processSchema = z.object({ pid: z.number(), identity: z.nullable(z.string()) });
const entrySchema = z.object({ dir: z.string(), launcher: z.nullable(processSchema), owner: processSchema });
const registrySchema = z.object({ running: z.array(entrySchema) });
type Entry = z.infer<typeof entrySchema>;

/** Keeps the run in the registry for as long as it goes on. */
export async function registerRun(registryFolder: string, run: Run): Promise<void> {
  const owner = { pid: process.pid, identity: await processIdentity(process.pid) };
  await mkdir(registryFolder, { recursive: true });
  let launcherPid: number | null = null;
  const put = async () => {
    const launcher = launcherPid === null ? null : { pid: launcherPid, identity: await processIdentity(launcherPid) };
    await change(registryFolder, (entries) => [...without(entries, run.dir), { dir: run.dir, launcher, owner }]);
  };
  let last = put();
  const unsubscribe = run.onDidChange(() => {
    const now = run.manifest().passes.findLast((pass) => pass.launcherPid !== null)?.launcherPid ?? null;
    if (now === launcherPid) return;
    launcherPid = now;
    last = last.then(put, put);
  });
  const forget = run.done.then(async () => {
    unsubscribe();
    await last.catch(() => {});
    await change(registryFolder, (entries) => without(entries, run.dir));
  });
  forget.catch(() => {}); // Storage that cannot be written: the next window finds an ended run and forgets it.
  await last;
}

/**
 * Takes over every registered run whose owner is gone: follows it if its program still runs, closes it if not.
 * @returns the runs that were taken over, already registered with this process as owner
 */
export async function adoptOrReap(registryFolder: string): Promise<Run[]> {
  const orphans: Entry[] = [];
  const me = { pid: process.pid, identity: await processIdentity(process.pid) };
  await mkdir(registryFolder, { recursive: true });
  await change(registryFolder, async (entries) => {
    const kept: Entry[] = [];
    for (const entry of entries) {
      if (await isAlive(entry.owner.pid, entry.owner.identity)) kept.push(entry);
      else {
        orphans.push(entry);
        kept.push({ ...entry, owner: me }); // Claimed while the lock is held: two windows never take the same run.
      }
    }
    return kept;
  });
  const runs: Run[] = [];
  for (const { dir, launcher } of orphans) {
    try {
      const run = await adoptRun(dir, launcher);
      await registerRun(registryFolder, run);
      runs.push(run);
    } catch {
      await change(registryFolder, (entries) => without(entries, dir)); // Deleted or unreadable: nothing to take over.
    }
  }
  return runs;
}

function without(entries: readonly Entry[], dir: string): Entry[] {
  return entries.filter((entry) => entry.dir !== dir);
}

async function change(folder: string, edit: (entries: Entry[]) => Entry[] | Promise<Entry[]>): Promise<void> {
  const file = path.join(folder, "running.json");
  await withLock(`${file}.lock`, async () => {
    const running = await edit(await readEntries(file));
    await writeAtomically(file, JSON.stringify({ running }));
  });
}

async function readEntries(file: string): Promise<Entry[]> {
  try {
    return z.parse(registrySchema, JSON.parse(await readFile(file, "utf8"))).running;
  } catch {
    return []; // Not there yet, or damaged: the runs themselves are safe on disk.
  }
}
