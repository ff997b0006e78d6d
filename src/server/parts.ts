import { isEverything, selectProfiles } from "../core/profile/profile-selection.ts";
import { threadLanes } from "../core/profile/thread-lanes.ts";
import { weightTotal } from "../core/profile/weights.ts";
import type { Lanes, ProfileSelection, ThreadKey } from "../core/protocol/lanes.ts";
import { selectionTitle } from "../core/selection-title.ts";
import type { RunIndex } from "./evidence.ts";

/** Which part of each loaded run or profile is looked at. A part outlives new numbers of the same run. */
export interface Parts {
  /** The index, or that of its part. */
  of(whole: RunIndex): RunIndex;
  /** Chooses a part; null, and no change, where nothing is in it. */
  select(whole: RunIndex, selection: ProfileSelection): RunIndex | null;
  forget(path: string): void;
}

interface Chosen {
  readonly selection: ProfileSelection;
  readonly whole: RunIndex;
  /** Null: the part is empty. */
  readonly part: RunIndex | null;
}

export function createParts(): Parts {
  const chosen = new Map<string, Chosen>();
  return {
    of(whole) {
      const known = chosen.get(whole.path);
      if (known === undefined) return whole;
      if (known.whole === whole) return known.part ?? whole;
      const next = { selection: known.selection, whole, part: partOf(whole, known.selection) };
      chosen.set(whole.path, next);
      return next.part ?? whole;
    },
    select(whole, selection) {
      if (isEverything(selection)) {
        chosen.delete(whole.path);
        return whole;
      }
      const part = partOf(whole, selection);
      if (part !== null) chosen.set(whole.path, { selection, whole, part });
      return part;
    },
    forget: (path) => {
      chosen.delete(path);
    },
  };
}

function partOf(whole: RunIndex, selection: ProfileSelection): RunIndex | null {
  const profiles = whole.trees.map(({ profile }) => profile);
  const selected = selectProfiles(profiles, selection, whole.facts.classify);
  const trees = whole.trees.map((tree, index) => ({ ...tree, profile: selected[index] ?? tree.profile }));
  const hasWeight = trees.some(({ profile }) => profile.weights.some(({ id }) => weightTotal(profile, id) > 0));
  if (!hasWeight) return null;
  const { lanes, unit } = lanesOf(whole, whole.weights[0]?.id ?? "");
  return whole.withPart({ selection, title: selectionTitle(selection, lanes, unit) }, trees);
}

const known = new WeakMap<RunIndex, Map<string, Lanes>>();

/** The threads of a whole run or profile, worked out once. */
export function lanesOf(whole: RunIndex, weightId: string): Lanes {
  const byWeight = known.get(whole) ?? new Map<string, Lanes>();
  known.set(whole, byWeight);
  const profiles = whole.trees.map(({ profile }) => profile);
  const lanes = byWeight.get(weightId) ?? threadLanes(profiles, weightId);
  byWeight.set(weightId, lanes);
  return lanes;
}

/** Of all threads whose order is known; that of a part may be another one, and would change under the reader's eyes. */
export function busiestThread(whole: RunIndex, weightId: string): ThreadKey | null {
  return lanesOf(whole, weightId).lanes.find(({ density }) => density !== null) ?? null;
}
