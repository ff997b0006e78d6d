import type { TreeProfile } from "../profile/model.ts";

/** The profile with some of its weights: what was not measured is left out, not 0. */
export function keepWeights(profile: TreeProfile, isKept: (weightIndex: number) => boolean): TreeProfile {
  const keep = (_: unknown, index: number): boolean => isKept(index);
  return {
    ...profile,
    weights: profile.weights.filter(keep),
    nodes: { ...profile.nodes, self: profile.nodes.self.filter(keep) },
  };
}
