import type { Note, ProfilerRequest } from "../../core/protocol/run.ts";
import { ExplainedError } from "../explained-error.ts";
import { cprofile } from "./cprofile.ts";
import type { LaunchParts, Profiler, ProfilerContext } from "./profiler.ts";
import { pySpy } from "./py-spy.ts";
import { sampler } from "./sampler.ts";
import { tachyon } from "./tachyon.ts";
import { tracemalloc } from "./tracemalloc.ts";

export interface ChosenProfiler {
  readonly profiler: Profiler;
  readonly version: string | null;
  readonly parts: LaunchParts;
}

export interface Choice {
  /** In the order in which they run. */
  readonly profilers: readonly ChosenProfiler[];
  /** What was chosen and why, as one sentence or two. */
  readonly because: string;
  /** What was lost on the way, and how to get it. */
  readonly notes: readonly Note[];
}

/**
 * Turns what the user asked for into profilers that work here and now. The ladder of line-level profilers is py-spy,
 * then Tachyon where the interpreter has it, then the in-process sampler; each step down is told, never silent.
 * @throws ExplainedError where Tachyon was asked for and the interpreter has none
 */
export async function chooseProfilers(choice: ProfilerRequest, context: ProfilerContext): Promise<Choice> {
  switch (choice) {
    case "cprofile":
      return { profilers: [await take(cprofile, context)], because: "cProfile, as you chose.", notes: [] };
    case "sampler":
      return { profilers: [await take(sampler, context)], because: "The in-process sampler, as you chose.", notes: [] };
    case "tracemalloc":
      return { profilers: [await take(tracemalloc, context)], because: tracemalloc.sentence, notes: [] };
    case "tachyon":
      return onlyTachyon(context);
    case "auto":
      return lineLevel(context, "is the best line-level profiler that works here");
    case "py-spy":
      return lineLevel(context, "was chosen by you");
    case "everything": {
      const lines = await lineLevel(context, "for lines");
      return {
        profilers: [...lines.profilers, await take(cprofile, context)],
        because: `${lines.because} Then cProfile for exact calls.`,
        notes: lines.notes,
      };
    }
  }
}

async function lineLevel(context: ProfilerContext, why: string): Promise<Choice> {
  const found = await pySpy.check(context);
  if (found.available) {
    const parts = pySpy.launch(context, found);
    const profilers = [{ profiler: pySpy, version: found.version, parts }];
    return { profilers, because: `py-spy ${found.version} ${why}.`, notes: [] };
  }
  const instead = await tachyon.check(context);
  if (instead.available) {
    const parts = tachyon.launch(context, instead);
    const because = `profiling.sampling, which comes with Python ${instead.version}, instead of py-spy: ${found.note.message}`;
    return { profilers: [{ profiler: tachyon, version: instead.version, parts }], because, notes: [] };
  }
  return {
    profilers: [await take(sampler, context)],
    because:
      `The in-process sampler instead of py-spy: ${found.note.message} ` +
      "Lost: lines inside C calls that keep the GIL are seen late, and the program pays a little for being looked at.",
    notes: [found.note],
  };
}

async function onlyTachyon(context: ProfilerContext): Promise<Choice> {
  const found = await tachyon.check(context);
  if (!found.available) throw new ExplainedError(found.note.code, found.note.message, found.note.remedy);
  const parts = tachyon.launch(context, found);
  const because = `profiling.sampling of Python ${found.version} was chosen by you.`;
  return { profilers: [{ profiler: tachyon, version: found.version, parts }], because, notes: [] };
}

async function take(profiler: Profiler, context: ProfilerContext): Promise<ChosenProfiler> {
  const found = await profiler.check(context);
  const version = found.available ? found.version : null;
  return { profiler, version, parts: profiler.launch(context, { binary: null }) };
}
