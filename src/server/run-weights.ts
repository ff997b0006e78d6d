import type { Certainty, Weight } from "../core/profile/model.ts";
import { weightTotal } from "../core/profile/weights.ts";
import type { LoadedGraph, LoadedProfile, LoadedTree } from "./evidence.ts";

const BEST_FIRST = ["wall", "cpu", "samples", "calls"];

/** A weight of the whole run: the sum of the profiles that have it. */
export interface RunWeight {
  readonly weight: Weight;
  readonly total: number;
}

/**
 * The weights that a run has line heat for, best first. Where samplers and cProfile both measured time, lines get the
 * samplers': it is not slowed down by tracing, and it knows lines. Calls come from cProfile.
 */
export function runWeights(trees: readonly LoadedTree[], graphs: readonly LoadedGraph[]): RunWeight[] {
  const sampled = summed(trees);
  const known = new Set(sampled.map(({ weight }) => weight.id));
  const traced = summed(graphs).filter(({ weight }) => !known.has(weight.id));
  return [...sampled, ...traced].sort((a, b) => rank(a.weight.id) - rank(b.weight.id));
}

function summed(profiles: readonly LoadedProfile[]): RunWeight[] {
  const weights = new Map<string, RunWeight>();
  for (const { profile } of profiles) {
    for (const weight of profile.weights) {
      const before = weights.get(weight.id);
      weights.set(weight.id, {
        weight: before ? { ...weight, certainty: joined(before.weight.certainty, weight.certainty) } : weight,
        total: (before?.total ?? 0) + weightTotal(profile, weight.id),
      });
    }
  }
  return [...weights.values()];
}

/** What is known of a sum: all samples together; estimated where one part is. */
function joined(a: Certainty, b: Certainty): Certainty {
  if (a.kind === "estimated") return a;
  if (b.kind === "estimated") return b;
  if (a.kind === "sampled" && b.kind === "sampled") return { kind: "sampled", samples: a.samples + b.samples };
  return a.kind === "sampled" ? a : b;
}

function rank(id: string): number {
  const index = BEST_FIRST.indexOf(id);
  return index < 0 ? BEST_FIRST.length : index;
}
