import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { RunManifest } from "../core/protocol/run.ts";
import { captureSources, hasEnded, readManifest } from "../runtime/run-directory.ts";
import { type Definitions, findDefinitions, refineFunctions } from "./definitions.ts";
import type { LoadedGraph, LoadedTree, RunIndex } from "./evidence.ts";
import { createFileFacts, type FileFacts } from "./file-facts.ts";
import { mayStillGrow, type ProfileFile, profileFiles } from "./profile-files.ts";
import { createProfileReader, type ProfileReader } from "./profile-reader.ts";
import { createRunIndex } from "./run-index.ts";
import { keeperFiles, readTests } from "./test-memory.ts";

/** Below this many samples a finished run cannot say where its time went. */
const TOO_FEW_SAMPLES = 20;

/** The one owner of the loaded run. */
export interface RunStore {
  readonly current: RunIndex | null;
  /**
   * Loads a run directory, or reads again what changed in it. Loads run one after another.
   * @throws an Error with a sentence where the directory is no run
   */
  load(dir: string): Promise<RunIndex>;
  unload(): Promise<void>;
}

export function createRunStore(): RunStore {
  const reader = createProfileReader();
  let current: RunIndex | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  return {
    get current() {
      return current;
    },
    load(dir) {
      const next = queue.then(async () => {
        current = await readRun(path.resolve(dir), reader);
        return current;
      });
      queue = next.catch(() => undefined);
      return next;
    },
    unload() {
      const next = queue.then(() => {
        current = null;
        reader.keepOnly([]);
      });
      queue = next;
      return next;
    },
  };
}

async function readRun(dir: string, reader: ProfileReader): Promise<RunIndex> {
  const manifest = await readManifest(dir);
  const facts = createFileFacts(manifest);
  const files = profileFiles(manifest, await readdir(dir));
  reader.keepOnly(files.map(({ name }) => path.join(dir, name)));
  const { trees: raw, graphs, warnings } = await readProfiles(dir, manifest, files, reader);
  const trees = await Promise.all(raw.map((tree) => refine(tree, facts)));
  const tests = await readTests(dir, manifest);
  const sourced = await capture(
    dir,
    manifest,
    facts,
    [...trees.map(fileNames), ...graphs.map(fileNames), keeperFiles(tests ?? [])],
    warnings,
  );
  if (hasEnded(manifest) && tests === null) warnings.push(...shortRun(trees, graphs));
  return createRunIndex({ dir, manifest: sourced, facts, trees, graphs, tests, warnings });
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

async function refine(tree: LoadedTree, facts: FileFacts): Promise<LoadedTree> {
  const { profile } = tree;
  if (profile.functions.firstLine.every((line) => line > 0)) return tree;
  const definitions = await Promise.all(
    profile.files.map(async (file): Promise<Definitions | null> => {
      const place = facts.place(file);
      if (place === null || !/\.pyw?$/i.test(place.path)) return null;
      return readFile(place.path, "utf8").then(findDefinitions, () => null);
    }),
  );
  return { ...tree, profile: refineFunctions(profile, (file) => definitions[file] ?? null) };
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
