import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { type RunEvent, type RunManifest, runEventSchema } from "../core/protocol/run.ts";
import { ExplainedError, errorCode, reasonOf } from "./explained-error.ts";
import { writeManifest } from "./run-manifest.ts";

/** Run directories: the one door for everybody outside runtime, and what belongs to no smaller file. */
export {
  applyRetention,
  deleteRun,
  hasEnded,
  type ListedRun,
  listRuns,
  pinRun,
  renameRun,
} from "./run-list.ts";
export { readManifest, updateManifest } from "./run-manifest.ts";
export { captureSources, readSource } from "./run-sources.ts";

/** Where a new run goes: into a directory of its own below a folder, or into a directory that is named. */
export type RunPlace = { readonly below: string } | { readonly itself: string };

/**
 * Makes the directory of a new run and writes its manifest. Its id, and its name below a folder, is the UTC time and a
 * random part; two runs in one second differ.
 * @throws ExplainedError where it cannot be written, or is named and holds something
 */
export async function createRunDirectory(
  place: RunPlace,
  manifest: Omit<RunManifest, "id">,
): Promise<{ dir: string; manifest: RunManifest }> {
  const time = manifest.startedAt.replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
  const newId = () => `${time}-${randomBytes(3).toString("hex")}`;
  try {
    const { dir, id } =
      "below" in place ? await makeBelow(place.below, newId) : await makeItself(place.itself, newId());
    const whole: RunManifest = { ...manifest, id };
    await writeManifest(dir, whole);
    return { dir, manifest: whole };
  } catch (error) {
    if (error instanceof ExplainedError) throw error;
    const isBelow = "below" in place;
    throw new ExplainedError(
      "runs-directory-not-writable",
      `Heatline cannot write its results to ${isBelow ? place.below : place.itself}: ${reasonOf(error)}.`,
      isBelow ? "Choose another folder in the setting heatline.runsDirectory." : "Name another one.",
      error,
    );
  }
}

async function makeBelow(runsDir: string, newId: () => string): Promise<{ dir: string; id: string }> {
  await prepareRunsDirectory(runsDir);
  for (;;) {
    const id = newId();
    const dir = path.join(runsDir, id);
    try {
      await mkdir(dir);
      return { dir, id };
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

/** Nothing is mixed with a run, and no run is overwritten. */
async function makeItself(dir: string, id: string): Promise<{ dir: string; id: string }> {
  await mkdir(dir, { recursive: true });
  const names = await readdir(dir);
  if (names.length > 0) {
    const what = names.includes("run.json") ? "holds a run already" : "is not empty and no run directory";
    throw new ExplainedError("run-directory-taken", `${dir} ${what}.`, "Name a new or an empty directory.");
  }
  return { dir, id };
}

/** Makes the folder; tells version control and backup programs to leave it out, where the folder is ours alone. */
async function prepareRunsDirectory(runsDir: string): Promise<void> {
  const made = await mkdir(runsDir, { recursive: true });
  const home =
    path.basename(path.dirname(runsDir)) === ".heatline" ? path.dirname(runsDir) : made ? runsDir : undefined;
  if (home === undefined) return;
  await writeNew(path.join(home, ".gitignore"), "# Made by Heatline: results of profiling.\n*\n");
  await writeNew(
    path.join(home, "CACHEDIR.TAG"),
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by Heatline. See https://bford.info/cachedir/\n",
  );
}

async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: "wx" }).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
}

/**
 * The events of a run from a byte offset on. Lines that are not events (a newer Heatline's, damaged ones) are skipped;
 * a last line without its newline is left for the next call.
 * @returns the events and the offset to go on from; none and the same offset where there is no file yet
 */
export async function readEvents(dir: string, fromOffset: number): Promise<{ events: RunEvent[]; offset: number }> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(path.join(dir, "events.jsonl"), "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return { events: [], offset: fromOffset };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(Math.max(size - fromOffset, 0), 16 << 20));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, fromOffset);
    const whole = bytes.subarray(0, bytes.subarray(0, bytesRead).lastIndexOf(0x0a) + 1);
    const events = whole.toString("utf8").split("\n").flatMap(parseEvent);
    return { events, offset: fromOffset + whole.length };
  } finally {
    await handle.close();
  }
}

function parseEvent(line: string): RunEvent[] {
  if (line === "") return [];
  try {
    const parsed = z.safeParse(runEventSchema, JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

/** Names of the files of a run directory, sorted. */
export async function listRunFiles(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).sort();
}
