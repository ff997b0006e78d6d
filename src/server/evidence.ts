import type { CodeOrigin, GraphProfile, TreeProfile, Weight } from "../core/profile/model.ts";
import type { ProfilePart } from "../core/protocol/lanes.ts";
import type { Recording } from "../core/protocol/recording.ts";
import type { TestMemory } from "../core/protocol/tests.ts";
import type { PythonSyntax } from "../core/python/syntax.ts";
import type { FileFacts } from "./file-facts.ts";

/** What is known of one line in one weight, over all processes of the run. `line` is that of the text that ran. */
export interface LineNumbers {
  /** `self` and `total` are NaN where they are not known. */
  readonly self: number;
  readonly total: number;
  /** Samples behind `total`; null where the weight is not sampled. */
  readonly samples: number | null;
  /** Calls made from the line, or of the function that this `def` line begins; null where nothing counted them. */
  readonly calls: number | null;
  readonly callsCertainty: "exact" | "estimated" | null;
  readonly certainty: "exact" | "sampled" | "estimated";
  readonly role: "line" | "def" | "call";
  /** Why the numbers are estimated, '' where they are not. */
  readonly because: string;
}

/** Self and total of a function in one weight; `samples` as in `LineNumbers`. */
export interface FunctionWeight {
  readonly self: number;
  readonly total: number;
  readonly samples: number | null;
}

/** cProfile's exact numbers of a function; counts are NaN where it did not count. */
export interface TracedNumbers {
  readonly selfNs: number;
  readonly totalNs: number;
  readonly calls: number;
  readonly primitiveCalls: number;
}

/** One function over all profiles of the run: sampled and traced numbers joined. */
export interface FunctionNumbers {
  /** Equal for the same function in all profiles of the run. */
  readonly id: string;
  readonly name: string;
  /** As recorded: for display only. */
  readonly file: string;
  /** Absolute, as the user opened the workspace; null where there is no file to open. */
  readonly path: string | null;
  /** `PathKeys.key` of the file, '' where there is none. */
  readonly key: string;
  /** First line of the function (its first decorator); 0 unknown. */
  readonly firstLine: number;
  readonly origin: CodeOrigin;
  /** By weight id, from samplers. */
  readonly sampled: ReadonlyMap<string, FunctionWeight>;
  readonly traced: TracedNumbers | null;
}

/** A profile file that was read, with what the server knows beyond its content. */
export type LoadedProfile = LoadedTree | LoadedGraph;
interface LoadedBase {
  readonly passIndex: number;
  readonly preview: boolean;
}
export interface LoadedTree extends LoadedBase {
  readonly profile: TreeProfile;
}
export interface LoadedGraph extends LoadedBase {
  readonly profile: GraphProfile;
}

/** The text of a file as it ran. `known` is false where the file was written after the run began and not kept. */
export interface SourceThen {
  readonly text: string | null;
  readonly known: boolean;
}

/** Everything known of a loaded run, or of an opened profile. Immutable: a reload makes a new one. */
export interface RunIndex {
  /** The run directory or the profile file. */
  readonly path: string;
  readonly recording: Recording;
  /** The numbers come from a run that goes on. */
  readonly live: boolean;
  /** Best first. */
  readonly weights: readonly Weight[];
  /** By weight id. */
  readonly totals: ReadonlyMap<string, number>;
  /** Samples behind the time weight. */
  readonly samples: number;
  readonly warnings: readonly string[];
  /** The numbers are of this part of the recording; null: of all of it. */
  readonly part: ProfilePart | null;
  /** The same run or profile with other trees: those of a part. */
  withPart(part: ProfilePart, trees: readonly LoadedTree[]): RunIndex;
  readonly trees: readonly LoadedTree[];
  readonly graphs: readonly LoadedGraph[];
  /** Functions of all files, and those of one file by its key. */
  readonly functions: readonly FunctionNumbers[];
  functionsIn(key: string): readonly FunctionNumbers[];
  /** Keys of the files that have numbers, with the path to show and where they belong. */
  readonly files: ReadonlyMap<string, { readonly path: string; readonly origin: CodeOrigin }>;
  readonly facts: FileFacts;
  /** What the tests of the run keep; null where it is no run of tests. */
  readonly tests: readonly TestMemory[] | null;
  /** Numbers of a file's lines, by line. Empty for files that the run did not touch. */
  linesOf(key: string, weightId: string): Promise<ReadonlyMap<number, LineNumbers>>;
  sourceOf(key: string): Promise<SourceThen>;
  /** Syntax of the text that ran; null where the text is not known. */
  syntaxOf(key: string): Promise<PythonSyntax | null>;
}
