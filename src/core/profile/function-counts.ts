import { type FrameMerger, functionNames } from "./flamegraph-frames.ts";
import { treeFunctionTotals } from "./line-heat.ts";
import type { FunctionCounts, Profile, TreeProfile } from "./model.ts";
import { weightIndex } from "./weights.ts";

/**
 * `counts` of a flamegraph in a weight that all profiles have: what was measured of the function of each frame, summed over
 * the profiles, also where boxes of it are too small to be drawn. Empty where no profile counted calls exactly.
 */
export function functionCounts(
  profiles: readonly Profile[],
  weightId: string,
  merger: FrameMerger,
): { readonly counts?: FunctionCounts } {
  if (!profiles.some(countsCalls)) return {};
  const sums = new Map<number, { calls: number; self: number; total: number }>();
  for (const profile of profiles) {
    const { calls, self, total } = countsOf(profile, weightId);
    const describe = functionNames(profile.functions, profile.files);
    profile.functions.name.forEach((_, index) => {
      const { name, file, firstLine } = describe(index);
      const merged = merger.function(name, file, firstLine);
      const sum = sums.get(merged) ?? { calls: 0, self: 0, total: 0 };
      sum.calls += calls?.[index] ?? Number.NaN;
      sum.self += self[index] ?? Number.NaN;
      sum.total += total[index] ?? Number.NaN;
      sums.set(merged, sum);
    });
  }
  const functionOf = merger.functionOfFrame();
  const column = (of: "calls" | "self" | "total") =>
    Float64Array.from(functionOf, (index) => sums.get(index)?.[of] ?? Number.NaN);
  const calls = column("calls");
  const isKnown = calls.some((count) => !Number.isNaN(count));
  return isKnown ? { counts: { calls, self: column("self"), total: column("total") } } : {};
}

function countsCalls(profile: Profile): boolean {
  const weight = profile.weights[weightIndex(profile, "calls")];
  return weight?.unit === "calls" && weight.certainty.kind === "exact";
}

/** One entry per function of the profile; no calls where it did not count them. */
function countsOf(profile: Profile, weightId: string) {
  const isCounted = countsCalls(profile);
  if (profile.kind === "tree") {
    const calls = isCounted ? treeCalls(profile) : null;
    return { calls, ...treeFunctionTotals(profile, weightIndex(profile, weightId)) };
  }
  const { calls, selfNs, totalNs } = profile;
  const values = weightId === "calls" ? { self: calls, total: calls } : { self: selfNs, total: totalNs };
  return { calls: isCounted ? calls : null, ...values };
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
