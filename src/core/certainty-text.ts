import type { Certainty } from "./profile/model.ts";
import { formatValue } from "./units.ts";

/** How far a weight can be trusted, in a word or two: `2,412 samples`, `exact`, `estimated`. */
export function certaintyText(certainty: Certainty): string {
  return certainty.kind === "sampled" ? formatValue(certainty.samples, "samples") : certainty.kind;
}
