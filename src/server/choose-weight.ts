import type { Weight } from "../core/profile/model.ts";
import type { RunIndex } from "./evidence.ts";

/** The weight asked for where the run has it, else its best one; null: the run measured nothing. */
export function chooseWeight(index: RunIndex, weightId: string | null): Weight | null {
  return index.weights.find(({ id }) => id === weightId) ?? index.weights[0] ?? null;
}
