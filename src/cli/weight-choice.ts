import { type ChosenWeight, chosenWeight } from "../core/profile/chosen-weight.ts";
import type { Profile } from "../core/profile/model.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The weight that is asked for, or the first of the first profile.
 * @throws UsageError where no profile has it
 */
export function chooseWeight(profiles: readonly Profile[], wanted: string | null): ChosenWeight {
  const trees = profiles.filter(({ kind }) => kind === "tree");
  const id = wanted ?? (trees[0] ?? profiles[0])?.weights[0]?.id ?? "wall";
  const chosen = chosenWeight(profiles, id);
  if (chosen !== null) return chosen;
  const known = [...new Set(profiles.flatMap(({ weights }) => weights.map((weight) => weight.id)))];
  throw new UsageError(`there is no weight ${id} here; --weight is one of ${known.join(", ")}`);
}
