import { readdir, stat } from "node:fs/promises";
import path from "node:path";

const POLL_MS = 1500;

/**
 * For editors without a host of ours: tells the newest run below `<folder>/.heatline/runs` and tells it again whenever
 * it changes. Polls a few `stat` calls: file watching is missing or late on network and container file systems.
 */
export function followNewestRun(folders: readonly string[], onChange: (dir: string) => Promise<void>): () => void {
  let stopped = false;
  let last = "";
  let timer: NodeJS.Timeout | undefined;
  async function poll(): Promise<void> {
    const newest = await newestRun(folders);
    if (newest !== null && newest.stamp !== last && !stopped) {
      last = newest.stamp;
      await onChange(newest.dir);
      // Loading keeps sources and so may write the manifest: that is no news.
      last = (await stampOf(newest.dir)) ?? last;
    }
    if (!stopped) timer = setTimeout(() => void poll().catch(() => undefined), POLL_MS).unref();
  }
  void poll().catch(() => undefined);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

interface FoundRun {
  readonly dir: string;
  /** Changes whenever a file of the run does. */
  readonly stamp: string;
}

/** Names of run directories begin with their UTC time, so the greatest name is the newest run. */
async function newestRun(folders: readonly string[]): Promise<FoundRun | null> {
  let newest: string | null = null;
  for (const folder of folders) {
    const runs = path.join(folder, ".heatline", "runs");
    for (const entry of await readdir(runs, { withFileTypes: true }).catch(() => [])) {
      if (entry.isDirectory() && (newest === null || entry.name > path.basename(newest)))
        newest = path.join(runs, entry.name);
    }
  }
  const stamp = newest === null ? null : await stampOf(newest);
  return newest === null || stamp === null ? null : { dir: newest, stamp };
}

/** Null where the directory holds no manifest yet. */
async function stampOf(dir: string): Promise<string | null> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => /\.(json|jsonl|pstats)$/.test(name)).sort();
  if (!names.includes("run.json")) return null;
  const facts = await Promise.all(
    names.map((name) =>
      stat(path.join(dir, name)).then(
        ({ mtimeMs, size }) => `${name} ${mtimeMs} ${size}`,
        () => name,
      ),
    ),
  );
  return [dir, ...facts].join("\n");
}
