import { treeFunctionTotals, treeLineHeat } from "./line-heat.ts";
import type { GraphProfile, Profile, TreeProfile } from "./model.ts";
import { weightIndex } from "./weights.ts";

/** A line or a function with its numbers in one weight, summed over profiles. */
export interface ProfileRow {
  /** As recorded; '' for what has no file (built-ins). */
  readonly file: string;
  /** 1-based, 0 unknown. Of a function: its definition. */
  readonly line: number;
  readonly function: string;
  self: number;
  total: number;
  /** null where calls are not counted. */
  calls: number | null;
}

/**
 * Rows of all lines. A call graph has no lines: its functions stand on their `def` lines. Profiles without the weight
 * add nothing; equal lines of several processes are summed.
 */
export function lineRows(profiles: readonly Profile[], weightId: string): ProfileRow[] {
  return summed(
    profiles.flatMap((profile) =>
      profile.kind === "tree"
        ? treeLines(profile, weightId)
        : graphFunctions(profile, weightId).filter(({ line }) => line > 0),
    ),
    ({ file, line }) => `${line}\0${file}`,
  );
}

/** Rows of all functions. */
export function functionRows(profiles: readonly Profile[], weightId: string): ProfileRow[] {
  return summed(
    profiles.flatMap((profile) =>
      profile.kind === "tree" ? treeFunctions(profile, weightId) : graphFunctions(profile, weightId),
    ),
    (row) => `${row.line}\0${row.file}\0${row.function}`,
  );
}

function treeLines(profile: TreeProfile, weightId: string): ProfileRow[] {
  const weight = weightIndex(profile, weightId);
  if (weight < 0) return [];
  const { file, line, self, total } = treeLineHeat(profile, weight);
  const nameOf = functionsOfLines(profile);
  return Array.from(line, (number, row) => ({
    file: profile.files[file[row] ?? -1] ?? "",
    line: number,
    function: nameOf.get(`${file[row]} ${number}`) ?? "",
    self: self[row] ?? 0,
    total: total[row] ?? 0,
    calls: null,
  }));
}

/** The function of a line; the first that was seen where lines of several functions meet (a lambda in its caller's line). */
function functionsOfLines({ frames, functions }: TreeProfile): Map<string, string> {
  const names = new Map<string, string>();
  frames.line.forEach((line, frame) => {
    const index = frames.function[frame] ?? -1;
    const key = `${functions.file[index]} ${line}`;
    if (!names.has(key)) names.set(key, functions.name[index] ?? "");
  });
  return names;
}

function treeFunctions(profile: TreeProfile, weightId: string): ProfileRow[] {
  const weight = weightIndex(profile, weightId);
  if (weight < 0) return [];
  const { self, total } = treeFunctionTotals(profile, weight);
  const calls = weightIndex(profile, "calls");
  const counted = calls < 0 ? null : treeFunctionTotals(profile, calls).self;
  return profile.functions.name.map((name, index) => ({
    ...placeOf(profile, index),
    function: name,
    self: self[index] ?? 0,
    total: total[index] ?? 0,
    calls: counted === null ? null : (counted[index] ?? 0),
  }));
}

function graphFunctions(profile: GraphProfile, weightId: string): ProfileRow[] {
  if (weightIndex(profile, weightId) < 0) return [];
  return profile.functions.name.map((name, index) => {
    const calls = profile.calls[index] ?? Number.NaN;
    const known = Number.isNaN(calls) ? null : calls;
    const numbers =
      weightId === "calls"
        ? { self: known ?? 0, total: known ?? 0 }
        : { self: profile.selfNs[index] ?? 0, total: profile.totalNs[index] ?? 0 };
    return { ...placeOf(profile, index), function: name, ...numbers, calls: known };
  });
}

function placeOf({ functions, files }: Profile, index: number): { file: string; line: number } {
  return { file: files[functions.file[index] ?? -1] ?? "", line: functions.firstLine[index] ?? 0 };
}

function summed(rows: readonly ProfileRow[], keyOf: (row: ProfileRow) => string): ProfileRow[] {
  const sums = new Map<string, ProfileRow>();
  for (const row of rows) {
    const key = keyOf(row);
    const sum = sums.get(key);
    if (sum === undefined) {
      sums.set(key, { ...row });
      continue;
    }
    sum.self += row.self;
    sum.total += row.total;
    sum.calls = sum.calls === null ? row.calls : sum.calls + (row.calls ?? 0);
  }
  return [...sums.values()];
}
