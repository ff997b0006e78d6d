import { comparedAs, swapSides, usualScale } from "../../src/core/profile/comparison.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import type { ComparisonOptions, ComparisonScene, DataMessage } from "./state.ts";

export interface ComparedView {
  readonly graph: Flamegraph;
  readonly comparison: ComparisonScene | null;
}

/** A comparison as the user wants to see it. The older one is before, unless the sides were swapped. */
export function comparedView(
  full: Flamegraph,
  { scale, swapped }: ComparisonOptions,
  { against }: { readonly against?: DataMessage["against"] | null },
): ComparedView {
  if (!full.comparison || !against) return { graph: full, comparison: null };
  const chosen = scale ?? usualScale(full.weight.unit);
  const isTurned = against.isNewer !== swapped;
  const { before, after } = full.comparison;
  const other = { name: against.name, total: before.total };
  const shown = { name: against.shownName, total: after.total };
  const scaled = comparedAs(full, chosen);
  return {
    graph: isTurned ? swapSides(scaled) : scaled,
    comparison: {
      ...(isTurned ? { before: shown, after: other } : { before: other, after: shown }),
      ...{ unit: full.weight.unit, scale: chosen, isUsual: scale === null },
    },
  };
}

/** What is after, with all of its weights as they were measured; a graph that is no comparison as it is. */
export function afterAlone({ comparison, ...graph }: Flamegraph): Flamegraph {
  if (!comparison) return graph;
  const { self, totals, scale } = comparison.after;
  return { ...graph, self: self.map((value) => value / scale), totals: totals.map((value) => value / scale) };
}
