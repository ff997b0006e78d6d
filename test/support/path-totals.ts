import type { TreeProfile } from "../../src/core/profile/model.ts";

/** What a frame is called in a path. */
type NameFrame = (profile: TreeProfile, frame: number) => string;

/** `name|file|first line`, as most tools tell functions apart. */
export const functionName: NameFrame = ({ frames, functions, files }, frame) => {
  const index = frames.function[frame] ?? -1;
  return `${functions.name[index]}|${files[functions.file[index] ?? -1] ?? ""}|${functions.firstLine[index]}`;
};

/** `name|file|first line:line`. */
export const functionAtLine: NameFrame = (profile, frame) =>
  `${functionName(profile, frame)}:${profile.frames.line[frame]}`;

/**
 * The total of every path of names from the root, in a weight, callees included: what tools that draw trees report.
 * `lastName` names the last frame of the path, where that should say more.
 */
export function pathTotals(
  profile: TreeProfile,
  weight: number,
  name: NameFrame,
  lastName: NameFrame = name,
): Map<string, number> {
  const { parent, frame, self } = profile.nodes;
  const sums = Float64Array.from(self[weight] ?? []);
  for (let node = sums.length - 1; node >= 0; node--) {
    const above = parent[node] ?? -1;
    if (above >= 0) sums[above] = (sums[above] ?? 0) + (sums[node] ?? 0);
  }
  const paths: string[] = [];
  const totals = new Map<string, number>();
  for (let node = 0; node < sums.length; node++) {
    const above = paths[parent[node] ?? -1] ?? "";
    paths.push(`${above}/${name(profile, frame[node] ?? 0)}`);
    const key = `${above}/${lastName(profile, frame[node] ?? 0)}`;
    totals.set(key, (totals.get(key) ?? 0) + (sums[node] ?? 0));
  }
  return totals;
}
