import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { RUN_SCHEMA_VERSION, type RunManifest, runManifestSchema } from "../core/protocol/run.ts";
import { ExplainedError, errorCode, reasonOf } from "./explained-error.ts";

/**
 * `run.json`. Everything is written to a temporary name and renamed, so a reader sees the old or the new file, never
 * half of one. Several processes write one manifest (the runner its passes, the language server the sources): all
 * changes go through `updateManifest`, which holds a lock for as long as it reads and writes.
 */

const MANIFEST = "run.json";

/**
 * The manifest of a run directory. Unknown fields are ignored.
 * @throws ExplainedError where there is none, it is damaged, or a newer Heatline made it
 */
export async function readManifest(dir: string): Promise<RunManifest> {
  const file = path.join(dir, MANIFEST);
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > 64 << 20) throw new Error(`it is larger than any manifest (${size} bytes)`);
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new ExplainedError("not-a-run", `${dir} is not a run: ${MANIFEST} cannot be read, ${reasonOf(error)}.`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new ExplainedError("manifest-damaged", `${file} is damaged: it is not JSON.`);
  }
  const version = z.safeParse(z.object({ schema: z.number() }), data);
  if (version.success && version.data.schema > RUN_SCHEMA_VERSION) {
    throw new ExplainedError(
      "manifest-newer",
      `${dir} was made by a newer Heatline (format ${version.data.schema}; this one reads ${RUN_SCHEMA_VERSION}).`,
      "Update Heatline.",
    );
  }
  const parsed = z.safeParse(runManifestSchema, data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") || "the whole file";
  throw new ExplainedError("manifest-damaged", `${file} is damaged at ${where}: ${issue?.message ?? "unreadable"}.`);
}

/** Replaces the manifest at once. For changes of an existing one use `updateManifest`. */
export async function writeManifest(dir: string, manifest: RunManifest): Promise<void> {
  await writeAtomically(path.join(dir, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
}

/** Writes a file under a temporary name, flushes it and renames it. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameOver(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** On Windows a rename fails while somebody reads the old file: try again for a moment. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === 20 || !["EPERM", "EACCES", "EBUSY"].includes(errorCode(error))) throw error;
      await pause(25);
    }
  }
}

/**
 * Reads, changes and writes the manifest while nobody else does. `change` returns the new manifest and may be async.
 * @returns what was written
 */
export async function updateManifest(
  dir: string,
  change: (manifest: RunManifest) => RunManifest | Promise<RunManifest>,
): Promise<RunManifest> {
  return withLock(path.join(dir, `${MANIFEST}.lock`), async () => {
    const changed = await change(await readManifest(dir));
    await writeManifest(dir, changed);
    return changed;
  });
}

/** A lock older than this belongs to a process that died while it held it: holding one takes milliseconds. */
const STALE_LOCK_MS = 10_000;

/** Runs `work` while holding the lock file. */
export async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      await (await open(lock, "wx")).close();
      break;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
      const taken = await stat(lock).catch(() => null);
      if (taken && Date.now() - taken.mtimeMs > STALE_LOCK_MS) await unlink(lock).catch(() => {});
      else await pause(10);
    }
  }
  try {
    return await work();
  } finally {
    await unlink(lock).catch(() => {});
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
