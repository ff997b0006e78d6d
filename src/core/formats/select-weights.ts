import type { TreeProfile } from "../profile/model.ts";

/** The profile with those of its weights for which `keep` says yes: files measure less than their format can hold. */
export function selectWeights(profile: TreeProfile, keep: (weight: number) => boolean): TreeProfile {
  const isKept = (_: unknown, weight: number): boolean => keep(weight);
  const self = profile.nodes.self.filter(isKept);
  return { ...profile, weights: profile.weights.filter(isKept), nodes: { ...profile.nodes, self } };
}
