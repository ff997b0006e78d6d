import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { RunManifest } from "../core/protocol/run.ts";
import { readManifest, updateManifest, writeAtomically } from "./run-manifest.ts";

/** The workspace sources as they were when a run began, kept in `sources/<sha256>.py`. */

const MAX_SOURCE_BYTES = 1_000_000;
const MAX_SOURCES = 2000;

/**
 * Keeps copies of workspace sources and records them in the manifest. A file that was written after the run began is
 * left out: its text is not what ran. So are files outside the workspace folder, above 1 MB, and beyond 2,000 files.
 *
 * @param paths absolute paths as the profile names them
 * @returns the manifest with all sources it has now
 */
export async function captureSources(dir: string, paths: readonly string[]): Promise<RunManifest> {
  const before = await readManifest(dir);
  const recorded = new Set(before.sources.map((source) => source.path));
  const added: { path: string; sha256: string }[] = [];
  const root = await realpath(before.workspaceFolder).catch(() => before.workspaceFolder);
  await mkdir(path.join(dir, "sources"), { recursive: true });
  for (const file of new Set(paths)) {
    if (recorded.size + added.length >= MAX_SOURCES) break;
    if (recorded.has(file) || !path.isAbsolute(file)) continue;
    const bytes = await sourceAsItWas(file, root, Date.parse(before.startedAt));
    if (bytes === null) continue;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const copy = path.join(dir, "sources", `${sha256}.py`);
    if (!(await stat(copy).catch(() => null))) await writeAtomically(copy, bytes);
    added.push({ path: file, sha256 });
  }
  if (added.length === 0) return before;
  return updateManifest(dir, (manifest) => {
    const have = new Set(manifest.sources.map((source) => source.path));
    return { ...manifest, sources: [...manifest.sources, ...added.filter((source) => !have.has(source.path))] };
  });
}

async function sourceAsItWas(file: string, root: string, startedMs: number): Promise<Buffer | null> {
  try {
    const inside = path.relative(root, await realpath(file));
    if (inside === "" || inside.startsWith("..") || path.isAbsolute(inside)) return null;
    const facts = await stat(file);
    if (!facts.isFile() || facts.size > MAX_SOURCE_BYTES || facts.mtimeMs > startedMs) return null;
    return await readFile(file);
  } catch {
    return null; // Deleted or not readable: there is nothing to keep.
  }
}

/** The text of a source when the run began; null where it was not kept. */
export async function readSource(dir: string, file: string): Promise<string | null> {
  const { sources } = await readManifest(dir);
  const kept = sources.find((source) => source.path === file);
  if (!kept || !/^[0-9a-f]{64}$/.test(kept.sha256)) return null;
  return readFile(path.join(dir, "sources", `${kept.sha256}.py`), "utf8").catch(() => null);
}
