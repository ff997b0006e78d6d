import type { Profile } from "./model.ts";

/** Index of the weight with this id in `profile.weights`, -1 where the profile has none. */
export function weightIndex(profile: Profile, weightId: string): number {
  return profile.weights.findIndex((weight) => weight.id === weightId);
}

/**
 * The whole of a weight over a profile, in the weight's unit. For a graph: time spent inside any profiled function, or
 * all calls counted (calls the producer did not count are left out).
 */
export function weightTotal(profile: Profile, weightId: string): number {
  if (profile.kind === "tree") return sum(profile.nodes.self[weightIndex(profile, weightId)] ?? []);
  if (weightIndex(profile, weightId) < 0) return 0;
  return weightId === "calls" ? sum(profile.calls) : sum(profile.selfNs);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) if (!Number.isNaN(value)) total += value;
  return total;
}
