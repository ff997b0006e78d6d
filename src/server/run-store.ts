import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { PathMapping } from "../core/profile/path-mapping.ts";
import type { RunManifest } from "../core/protocol/run.ts";
import type { Places } from "../core/protocol/server.ts";
import { captureSources, hasEnded, readManifest } from "../runtime/run-directory.ts";
import type { LoadedGraph, LoadedTree, RunIndex } from "./evidence.ts";
import { type FileFacts, runFileFacts } from "./file-facts.ts";
import { createOpenedProfiles, type ReadControl, type ReadProfileFile } from "./opened-profiles.ts";
import { mayStillGrow, type ProfileFile, profileFiles } from "./profile-files.ts";
import { createProfileReader, type ProfileReader, readProfileFile } from "./profile-reader.ts";
import { createRunIndex } from "./run-index.ts";
import { sourceThen } from "./run-sources.ts";
import { refineTree } from "./source-definitions.ts";
import { keeperFiles, readTests } from "./test-memory.ts";

/** Below this many samples a finished run cannot say where its time went. */
const TOO_FEW_SAMPLES = 20;

/** The one owner of what is loaded: the current run, whose heat is painted, and the profiles that have a view. */
export interface RunStore {
  readonly current: RunIndex | null;
  /**
   * Loads a run directory or a profile file, or reads again what changed in it. Loads run one after another.
   * @throws an Error with a sentence where the path is neither
   */
  load(path: string, places?: Places): Promise<RunIndex>;
  unload(): Promise<void>;
  /** Reads a profile file and keeps it until `close` by the same holder. Throws as `OpenedProfiles.open` does. */
  open(file: string, places: Places, control?: ReadControl, holder?: Holder): Promise<RunIndex>;
  close(file: string, holder?: Holder): void;
  /** An opened profile by its path, or what is current for null. */
  find(which: string | null): RunIndex | null;
}

/** Who needs an opened profile: its own view, or (an object of its own) a flamegraph that is compared with it. */
export type Holder = "view" | object;

export const NOWHERE: Places = { folders: [], mappings: [] };

export function createRunStore(readFile: ReadProfileFile = async (file) => readProfileFile(file)): RunStore {
  const reader = createProfileReader();
  const opened = createOpenedProfiles(readFile);
  const holders = new Map<string, Set<Holder>>();
  let current: RunIndex | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  function setCurrent(next: RunIndex | null): void {
    const before = current?.recording.kind === "profile" ? current.path : null;
    current = next;
    if (before !== null && before !== next?.path && !holders.has(before)) opened.forget(before);
    if (next?.recording.kind !== "run") reader.keepOnly([]);
  }

  return {
    get current() {
      return current;
    },
    load(given, places = NOWHERE) {
      const next = queue.then(async () => {
        const loaded = path.resolve(given);
        const isFile = await stat(loaded).then(
          (facts) => facts.isFile(),
          () => false,
        );
        const index = isFile ? await opened.open(loaded, places) : await readRun(loaded, reader, places.mappings);
        setCurrent(index);
        return index;
      });
      queue = next.catch(() => undefined);
      return next;
    },
    unload() {
      const next = queue.then(() => setCurrent(null));
      queue = next;
      return next;
    },
    async open(file, places, control, holder = "view") {
      holders.set(file, (holders.get(file) ?? new Set()).add(holder));
      const index = await opened.open(file, places, control);
      if (!holders.has(file)) opened.forget(file);
      return index;
    },
    close(file, holder = "view") {
      const held = holders.get(file);
      held?.delete(holder);
      if (held !== undefined && held.size > 0) return;
      holders.delete(file);
      if (current?.path !== file) opened.forget(file);
    },
    find: (which) => (which === null || which === current?.path ? current : opened.find(which)),
  };
}

/** A run directory as it is now; `reader` keeps what did not change since it read it last. */
export async function readRun(dir: string, reader: ProfileReader, mappings: readonly PathMapping[]): Promise<RunIndex> {
  const manifest = await readManifest(dir);
  const facts = runFileFacts(manifest, mappings);
  const files = profileFiles(manifest, await readdir(dir));
  reader.keepOnly(files.map(({ name }) => path.join(dir, name)));
  const { trees: raw, graphs, warnings } = await readProfiles(dir, manifest, files, reader);
  const trees = await Promise.all(raw.map((tree) => refineTree(tree, facts)));
  const tests = await readTests(dir, manifest);
  const sourced = await capture(
    dir,
    manifest,
    facts,
    [...trees.map(fileNames), ...graphs.map(fileNames), keeperFiles(tests ?? [])],
    warnings,
  );
  if (hasEnded(manifest) && tests === null) warnings.push(...shortRun(trees, graphs));
  return createRunIndex({
    path: dir,
    recording: { kind: "run", manifest: sourced },
    ...{ facts, trees, graphs, tests, warnings },
    sourceThen: (file) => sourceThen(dir, sourced, facts, file),
  });
}

function fileNames({ profile }: LoadedTree | LoadedGraph): readonly string[] {
  return profile.files;
}

interface ReadProfiles {
  readonly trees: LoadedTree[];
  readonly graphs: LoadedGraph[];
  readonly warnings: string[];
}

async function readProfiles(
  dir: string,
  manifest: RunManifest,
  files: readonly ProfileFile[],
  reader: ProfileReader,
): Promise<ReadProfiles> {
  const read: ReadProfiles = { trees: [], graphs: [], warnings: [] };
  for (const { name, passIndex, preview } of files) {
    const outcome = await reader.read(path.join(dir, name));
    if (!outcome.ok) {
      if (!mayStillGrow(manifest, manifest.passes[passIndex])) read.warnings.push(outcome.message);
      continue;
    }
    for (const profile of outcome.profiles) {
      read.warnings.push(...profile.warnings.map((warning) => `${name}: ${warning}`));
      if (profile.kind === "tree") read.trees.push({ profile, passIndex, preview });
      else read.graphs.push({ profile, passIndex, preview });
    }
  }
  return { ...read, trees: bestTrees(read, manifest) };
}

/** The preview only counts for a pass whose profiler has given nothing (yet). */
function bestTrees({ trees, warnings }: ReadProfiles, manifest: RunManifest): LoadedTree[] {
  const answered = new Set(trees.filter(({ preview }) => !preview).map(({ passIndex }) => passIndex));
  const best = trees.filter(({ preview, passIndex }) => !preview || !answered.has(passIndex));
  if (hasEnded(manifest) && best.some(({ preview }) => preview))
    warnings.push("py-spy left no profile: the numbers are those of its short recordings for the live heat.");
  return best;
}

/** Keeps the workspace's sources beside the run. A run that cannot be written to is read all the same. */
async function capture(
  dir: string,
  manifest: RunManifest,
  facts: FileFacts,
  files: readonly (readonly string[])[],
  warnings: string[],
): Promise<RunManifest> {
  const own = new Set<string>();
  for (const file of files.flat()) {
    const place = facts.place(file);
    if (place !== null && facts.classify(file).origin === "own") own.add(place.path);
  }
  const kept = new Set(manifest.sources.map((source) => source.path));
  const missing = [...own].filter((file) => !kept.has(file));
  if (missing.length === 0) return manifest;
  try {
    return await captureSources(dir, missing);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warnings.push(`The sources could not be kept with the run, so heat will not follow later edits: ${reason}.`);
    return manifest;
  }
}

function shortRun(trees: readonly LoadedTree[], graphs: readonly LoadedGraph[]): string[] {
  if (trees.length === 0 && graphs.length === 0) return ["This run left no profile: there is nothing to show."];
  const samples = trees.map(({ profile }) => profile.weights[0]?.certainty);
  const count = samples.reduce((sum, certainty) => sum + (certainty?.kind === "sampled" ? certainty.samples : 0), 0);
  if (graphs.length > 0 || count >= TOO_FEW_SAMPLES || !samples.every((certainty) => certainty?.kind === "sampled"))
    return [];
  const taken = count === 1 ? "Only 1 sample was" : `Only ${count} samples were`;
  return [`${taken} taken: the program was too short to sample. Use cProfile, or let it repeat its work.`];
}
