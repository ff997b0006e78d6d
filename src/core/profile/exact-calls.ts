import { type FrameMerger, functionNames } from "./flamegraph-frames.ts";
import type { Profile, TreeProfile } from "./model.ts";
import { weightIndex } from "./weights.ts";

/**
 * `calls` of a flamegraph: how often the function of each frame was called, summed over all profiles, also where boxes of
 * it are too small to be drawn. NaN where a profile that has the function did not count it; empty where none did.
 */
export function exactCalls(profiles: readonly Profile[], merger: FrameMerger): { readonly calls?: Float64Array } {
  if (!profiles.some(countsCalls)) return {};
  const byFunction = new Map<number, number>();
  for (const profile of profiles) {
    const counted = countsCalls(profile) ? callsOf(profile) : null;
    const describe = functionNames(profile.functions, profile.files);
    profile.functions.name.forEach((_, index) => {
      const { name, file, firstLine } = describe(index);
      const merged = merger.function(name, file, firstLine);
      byFunction.set(merged, (byFunction.get(merged) ?? 0) + (counted?.[index] ?? Number.NaN));
    });
  }
  const calls = Float64Array.from(merger.functionOfFrame(), (index) => byFunction.get(index) ?? Number.NaN);
  return calls.some((count) => !Number.isNaN(count)) ? { calls } : {};
}

function countsCalls(profile: Profile): boolean {
  const weight = profile.weights[weightIndex(profile, "calls")];
  return weight?.unit === "calls" && weight.certainty.kind === "exact";
}

function callsOf(profile: Profile): Float64Array {
  return profile.kind === "graph" ? profile.calls : treeCalls(profile);
}

/**
 * Calls of a node are those that it stands for. A node without any is no call that was counted but the caller of one, as
 * traces have them that began in its middle: then its function was called more often than anyone knows.
 */
function treeCalls(profile: TreeProfile): Float64Array {
  const { nodes, frames, functions } = profile;
  const counts = nodes.self[weightIndex(profile, "calls")];
  const calls = new Float64Array(functions.name.length);
  nodes.frame.forEach((frame, node) => {
    const index = frames.function[frame] ?? 0;
    calls[index] = (calls[index] ?? 0) + (counts?.[node] || Number.NaN);
  });
  return calls;
}
