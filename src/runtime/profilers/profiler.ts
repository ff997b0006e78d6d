import type { Interpreter, Note, Pass, ProfilerId } from "../../core/protocol/run.ts";
import type { Settings } from "../../core/protocol/settings.ts";

/** What a profiler may look at before a run. */
export interface ProfilerContext {
  readonly interpreter: Interpreter;
  readonly settings: Pick<Settings, "pySpy" | "sampler">;
  /** The private folder that py-spy was installed into with consent; null: none. */
  readonly pySpyFolder: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type Availability =
  | { readonly available: true; readonly version: string | null; readonly binary: string | null }
  | { readonly available: false; readonly note: Note };

/** What the launcher and the probe are told, and what the manifest says of a pass. */
export interface LaunchParts {
  /** Longest wait of the target for its profiler, 0: it does not wait. */
  readonly waitForGoMs: number;
  /** Rate of the in-process sampler; 0: off. */
  readonly samplerRateHz: number;
  /** Frames that tracemalloc keeps of each allocation; 0: off. */
  readonly allocationFrames: number;
  readonly subprocesses: boolean;
  /** Rate of the profiler itself; null where it does not sample. */
  readonly rateHz: number | null;
  readonly options: Pass["options"];
}

/** One entry of the list of profilers (`index.ts`). */
export interface Profiler<Id extends ProfilerId = ProfilerId> {
  readonly id: Id;
  readonly label: string;
  /** What it measures and what it cannot. The list to choose from cuts off what is longer than 80 characters. */
  readonly sentence: string;
  readonly level: "line" | "function";
  /** True where first results can be read while the program runs. */
  readonly live: boolean;
  /** Whether it works here and now, proved as far as that is quick. */
  check(context: ProfilerContext): Promise<Availability>;
  launch(context: ProfilerContext, found: { readonly binary: string | null }): LaunchParts;
}
