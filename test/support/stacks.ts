import type { Profile, TreeProfile } from "../../src/core/profile/model.ts";

/** A stack as text, root first: `name (file:line)` joined by `; `. */
export function stackText(profile: TreeProfile, node: number): string {
  const { nodes, frames, functions, files } = profile;
  const stack: string[] = [];
  for (let at = node; at >= 0; at = nodes.parent[at] ?? -1) {
    const frame = nodes.frame[at] ?? 0;
    const index = frames.function[frame] ?? 0;
    stack.unshift(`${functions.name[index]} (${files[functions.file[index] ?? -1] ?? ""}:${frames.line[frame]})`);
  }
  return stack.join("; ");
}

/** The only profile of a file, which must be a tree. */
export function onlyTree(profiles: readonly Profile[]): TreeProfile {
  const [profile, ...others] = profiles;
  if (profile?.kind !== "tree" || others.length > 0) throw new Error("not one tree");
  return profile;
}

/** Sums by key, sorted: two ways to the same sums give equal lists. Sums of zeros are left out. */
export function sumsByKey(rows: Iterable<readonly [key: string, values: readonly number[]]>): [string, number[]][] {
  const sums = new Map<string, number[]>();
  for (const [key, values] of rows) {
    const sum = sums.get(key) ?? values.map(() => 0);
    sums.set(
      key,
      sum.map((value, index) => value + (values[index] ?? 0)),
    );
  }
  return [...sums].filter(([, values]) => values.some((value) => value !== 0)).sort(([a], [b]) => (a < b ? -1 : 1));
}
