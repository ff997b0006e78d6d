import { type LineTotals, treeLineHeat } from "../core/profile/line-heat.ts";
import type { TreeProfile } from "../core/profile/model.ts";
import { weightIndex } from "../core/profile/weights.ts";
import type { LineNumbers, LoadedTree } from "./evidence.ts";
import type { FileFacts } from "./file-facts.ts";

/** Totals cost a walk over all nodes; profiles are immutable, so they are kept for as long as the profile is. */
const totalsOfProfile = new WeakMap<TreeProfile, Map<string, LineTotals>>();

/**
 * What samplers say of the lines of one file, over all processes of the run. Files of a profile that are the same file
 * under two names are summed, too.
 */
export function treeLines(
  trees: readonly LoadedTree[],
  weightId: string,
  key: string,
  facts: FileFacts,
): Map<number, LineNumbers> {
  const lines = new Map<number, LineNumbers>();
  for (const { profile } of trees) {
    const totals = lineTotals(profile, weightId);
    const weight = profile.weights[weightIndex(profile, weightId)];
    if (totals === null || weight === undefined) continue;
    const isSampled = weight.certainty.kind === "sampled";
    profile.files.forEach((file, fileIndex) => {
      if (facts.place(file)?.key !== key) return;
      const end = totals.fileStart[fileIndex + 1] ?? 0;
      for (let row = totals.fileStart[fileIndex] ?? 0; row < end; row++) {
        const line = totals.line[row] ?? 0;
        const before = lines.get(line);
        lines.set(line, {
          self: (before?.self ?? 0) + (totals.self[row] ?? 0),
          total: (before?.total ?? 0) + (totals.total[row] ?? 0),
          samples: isSampled ? (before?.samples ?? 0) + (totals.samples[row] ?? 0) : null,
          calls: null,
          callsCertainty: null,
          certainty: weight.certainty.kind,
          role: "line",
          because: "",
        });
      }
    });
  }
  return lines;
}

/** Line totals of a profile in one weight; null where it has no such weight. */
function lineTotals(profile: TreeProfile, weightId: string): LineTotals | null {
  const index = weightIndex(profile, weightId);
  if (index < 0) return null;
  const kept = totalsOfProfile.get(profile) ?? new Map<string, LineTotals>();
  totalsOfProfile.set(profile, kept);
  const totals = kept.get(weightId) ?? treeLineHeat(profile, index);
  kept.set(weightId, totals);
  return totals;
}
