import type { CodeOrigin } from "../core/profile/model.ts";
import type { ProfilePart } from "../core/protocol/lanes.ts";
import type { Recording } from "../core/protocol/recording.ts";
import type { TestMemory } from "../core/protocol/tests.ts";
import { type PythonSyntax, parsePython } from "../core/python/syntax.ts";
import { hasEnded } from "../runtime/run-directory.ts";
import type { FunctionNumbers, LineNumbers, LoadedGraph, LoadedTree, RunIndex, SourceThen } from "./evidence.ts";
import type { FileFacts } from "./file-facts.ts";
import { joinFunctions } from "./function-numbers.ts";
import { runLines } from "./run-lines.ts";
import { runWeights } from "./run-weights.ts";
import { keeperFiles } from "./test-memory.ts";

/** What was read of a run or a profile file: the parts of a run index that are not derived. */
export interface ReadRun {
  /** The run directory or the profile file. */
  readonly path: string;
  readonly recording: Recording;
  readonly facts: FileFacts;
  readonly trees: readonly LoadedTree[];
  readonly graphs: readonly LoadedGraph[];
  readonly tests: readonly TestMemory[] | null;
  readonly warnings: readonly string[];
  readonly part?: ProfilePart;
  /** The text of a file as it ran; `functions` are those that the profiles name in it. */
  sourceThen(file: string, functions: readonly FunctionNumbers[]): Promise<SourceThen>;
}

interface KnownFunctions {
  readonly all: readonly FunctionNumbers[];
  readonly byFile: ReadonlyMap<string, readonly FunctionNumbers[]>;
  readonly files: RunIndex["files"];
}

/**
 * Joins the profiles of a run. The numbers of functions are worked out when one is asked for, which is after a flamegraph
 * was; what needs a file's source, when the file is asked for; all of it once.
 */
export function createRunIndex(run: ReadRun): RunIndex {
  const { path, recording, facts, trees, graphs } = run;
  const weights = runWeights(trees, graphs);
  let known: KnownFunctions | undefined;
  const functions = (): KnownFunctions => {
    known ??= knownFunctions(run);
    return known;
  };
  const sources = new Map<string, Promise<SourceThen>>();
  const sourceOf = (key: string): Promise<SourceThen> =>
    once(sources, key, () =>
      run.sourceThen(functions().files.get(key)?.path ?? key, functions().byFile.get(key) ?? []),
    );
  const syntaxes = new Map<string, Promise<PythonSyntax | null>>();
  const syntaxOf = (key: string): Promise<PythonSyntax | null> =>
    once(syntaxes, key, async () => {
      const { text } = await sourceOf(key);
      return text === null ? null : parsePython(text);
    });
  const lines = new Map<string, Promise<ReadonlyMap<number, LineNumbers>>>();
  return {
    path,
    recording,
    live: recording.kind === "run" && !hasEnded(recording.manifest),
    weights: weights.map(({ weight }) => weight),
    totals: new Map(weights.map(({ weight, total }) => [weight.id, total])),
    samples: samplesOf(trees),
    warnings: run.warnings,
    part: run.part ?? null,
    // What cProfile counted has no time and no threads: it is not known of a part.
    withPart: (part, selected) => createRunIndex({ ...run, part, trees: selected, graphs: [] }),
    trees,
    graphs,
    get functions() {
      return functions().all;
    },
    functionsIn: (key) => functions().byFile.get(key) ?? [],
    get files() {
      return functions().files;
    },
    facts,
    tests: run.tests,
    linesOf: (key, weightId) =>
      once(lines, `${weightId}\0${key}`, () => runLines({ trees, graphs, facts, syntaxOf }, weightId, key)),
    sourceOf,
    syntaxOf,
  };
}

function knownFunctions({ trees, graphs, facts, tests }: ReadRun): KnownFunctions {
  const all = joinFunctions(trees, graphs, facts);
  const files = new Map<string, { path: string; origin: CodeOrigin }>();
  for (const { key, path: file, origin } of all) if (file !== null) files.set(key, { path: file, origin });
  for (const file of keeperFiles(tests ?? [])) {
    const place = facts.place(file);
    if (place !== null) files.set(place.key, { path: place.path, origin: facts.classify(file).origin });
  }
  return { all, byFile: groupByFile(all), files };
}

/** Samples behind the time of the run: every sampler counts them beside its times. */
function samplesOf(trees: readonly LoadedTree[]): number {
  return trees.reduce((sum, { profile }) => {
    const certainty = profile.weights[0]?.certainty;
    return sum + (certainty?.kind === "sampled" ? certainty.samples : 0);
  }, 0);
}

function groupByFile(functions: readonly FunctionNumbers[]): Map<string, FunctionNumbers[]> {
  const byFile = new Map<string, FunctionNumbers[]>();
  for (const entry of functions) {
    const group = byFile.get(entry.key);
    if (group === undefined) byFile.set(entry.key, [entry]);
    else group.push(entry);
  }
  return byFile;
}

function once<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}
