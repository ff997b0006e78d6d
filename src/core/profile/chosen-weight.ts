import type { Certainty, Profile, Weight } from "./model.ts";
import { weightTotal } from "./weights.ts";

export interface ChosenWeight {
  readonly weight: Weight;
  /** Over all profiles that are counted, in the weight's unit. */
  readonly total: number;
  /** Those that have the weight; of a run with samples and exact calls those that say more about it. */
  readonly profiles: readonly Profile[];
}

/**
 * A weight of a run, null where no profile has it. A run may have been measured twice, sampled and counted: its times come
 * from the samples, which know lines, and are not added up with cProfile's.
 */
export function chosenWeight(profiles: readonly Profile[], id: string): ChosenWeight | null {
  const having = profiles.filter(({ weights }) => weights.some((weight) => weight.id === id));
  const kind = having.some((profile) => profile.kind === "tree") ? "tree" : "graph";
  const used = having.filter((profile) => profile.kind === kind);
  const found = used.flatMap(({ weights }) => weights.filter((weight) => weight.id === id));
  const [first] = found;
  if (first === undefined) return null;
  return {
    weight: { ...first, certainty: joined(found.map(({ certainty }) => certainty)) },
    total: used.reduce((sum, profile) => sum + weightTotal(profile, id), 0),
    profiles: used,
  };
}

/** A sum is as certain as its least certain part; samples add up. */
function joined(certainties: readonly Certainty[]): Certainty {
  const estimated = certainties.find(({ kind }) => kind === "estimated");
  if (estimated !== undefined) return estimated;
  const samples = certainties.reduce((sum, each) => sum + (each.kind === "sampled" ? each.samples : 0), 0);
  return certainties.some(({ kind }) => kind === "sampled") ? { kind: "sampled", samples } : { kind: "exact" };
}
