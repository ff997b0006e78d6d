import type { HotSpot, Measure } from "../core/protocol/server.ts";
import { chooseWeight } from "./choose-weight.ts";
import type { FunctionNumbers, RunIndex } from "./evidence.ts";
import { isBelowFloor } from "./heat.ts";
import { treeLines } from "./tree-lines.ts";

export interface HotSpotOptions {
  readonly kind: "functions" | "lines";
  readonly weight: string | null;
  readonly ownOnly: boolean;
  readonly measure: Measure;
  readonly limit: number;
}

export interface HotSpots {
  readonly weight: RunIndex["weights"][number] | null;
  readonly total: number;
  readonly rows: HotSpot[];
  /** How many there are in all; `rows` may be cut. */
  readonly count: number;
}

/** Functions or lines of the run, by falling self or total value. Lines are those of the text that ran. */
export async function hotSpots(
  index: RunIndex,
  { kind, weight: id, ownOnly, measure, limit }: HotSpotOptions,
): Promise<HotSpots> {
  const weight = chooseWeight(index, id);
  if (weight === null) return { weight, total: 0, rows: [], count: 0 };
  const total = index.totals.get(weight.id) ?? 0;
  const rows =
    kind === "functions"
      ? hotFunctions(index, weight.id, ownOnly, total)
      : await hotLines(index, weight.id, ownOnly, total);
  rows.sort((a, b) => b[measure] - a[measure] || b.self - a.self || b.total - a.total);
  return { weight, total, rows: rows.slice(0, Math.max(0, Math.trunc(limit))), count: rows.length };
}

/** A function's numbers in a weight: the samplers', else cProfile's. Null where neither has it. */
export function functionValue(entry: FunctionNumbers, weightId: string): { self: number; total: number } | null {
  const sampled = entry.sampled.get(weightId);
  if (sampled !== undefined) return sampled;
  if (entry.traced === null) return null;
  if (weightId === "wall") return { self: entry.traced.selfNs, total: entry.traced.totalNs };
  if (weightId !== "calls" || Number.isNaN(entry.traced.calls)) return null;
  return { self: entry.traced.calls, total: entry.traced.calls };
}

function hotFunctions(index: RunIndex, weightId: string, ownOnly: boolean, total: number): HotSpot[] {
  const isSampled = index.trees.some(({ profile }) => profile.weights.some(({ id }) => id === weightId));
  return index.functions.flatMap((entry) => {
    const value = isSampled ? (entry.sampled.get(weightId) ?? null) : functionValue(entry, weightId);
    if (value === null || !(value.total > 0) || (ownOnly && entry.origin !== "own")) return [];
    const { name, path, file, origin, firstLine, traced } = entry;
    return [
      {
        name,
        location: { path, line: Math.max(1, firstLine) },
        file,
        origin,
        ...shares(value, total),
        calls: traced === null || Number.isNaN(traced.calls) ? null : traced.calls,
      },
    ];
  });
}

async function hotLines(index: RunIndex, weightId: string, ownOnly: boolean, total: number): Promise<HotSpot[]> {
  const rows: HotSpot[] = [];
  for (const [key, { path, origin }] of index.files) {
    if (ownOnly && origin !== "own") continue;
    for (const [line, numbers] of await linesOf(index, key, origin, weightId)) {
      // A `def` line stands for a function, which is not a line.
      if (!(numbers.total > 0) || numbers.role === "def" || isBelowFloor(numbers)) continue;
      const name = `${path.split(/[\\/]/).at(-1) ?? path}:${line}`;
      rows.push({
        name,
        location: { path, line },
        file: path,
        origin,
        ...shares(numbers, total),
        calls: numbers.calls,
      });
    }
  }
  return rows;
}

/**
 * cProfile's numbers need the syntax of every file: that is worth it for own code only. Lines of libraries come from
 * samplers, without calls.
 */
async function linesOf(index: RunIndex, key: string, origin: HotSpot["origin"], weightId: string) {
  return origin === "own" ? index.linesOf(key, weightId) : treeLines(index.trees, weightId, key, index.facts);
}

function shares({ self, total }: { readonly self: number; readonly total: number }, whole: number) {
  return { self, total, selfShare: whole > 0 ? self / whole : 0, totalShare: whole > 0 ? total / whole : 0 };
}
