/**
 * Where files of another machine are on this one: in a container the workspace is `/app`, on a server
 * `/srv/releases/42`, on a colleague's machine `C:\work`. Compared as text, with `/` between the parts.
 */
export interface PathMapping {
  /** Folder as recorded, without a `/` at its end; '' is the root. */
  readonly from: string;
  /** Folder on this machine. */
  readonly to: string;
}

export interface ProposedMapping extends PathMapping {
  /** How many of the recorded files it finds. */
  readonly files: number;
}

/** Recorded on Windows: `C:\work\a.py`, `C:/work/a.py`, `\\server\share\a.py`. Such paths are compared without case. */
export function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path) || path.startsWith("\\\\");
}

/** With `/` between the parts, and without one at the end. */
export function slashed(path: string): string {
  const separated = isWindowsPath(path) ? path.replaceAll("\\", "/") : path;
  return separated.replace(/\/+$/, "");
}

/** Where the mappings say that a recorded file is, best (longest `from`) first. Nobody has looked whether it is there. */
export function mappedPaths(recorded: string, mappings: readonly PathMapping[]): string[] {
  const path = slashed(recorded);
  const folds = isWindowsPath(recorded);
  const compared = folds ? path.toLowerCase() : path;
  return mappings
    .map(({ from, to }) => ({ from: slashed(from), to }))
    .filter(({ from }) => `${compared}/`.startsWith(`${folds ? from.toLowerCase() : from}/`))
    .sort((a, b) => b.from.length - a.from.length)
    .map(({ from, to }) => `${to.replace(/[\\/]+$/, "")}${path.slice(from.length)}`);
}

/** So many packages have these that a name alone says nothing. */
const EVERYWHERE = new Set(["__init__.py", "__main__.py", "setup.py", "conftest.py"]);

/**
 * The mapping that finds most of the recorded files among the local ones: each recorded file goes with the local file
 * that has the longest equal end of its path, and what stands before the equal ends is the mapping. A file that several
 * local ones fit as well says nothing; one that only has its name in common counts where the name is there once.
 * @param recorded absolute paths as the profile names them, that are not on this machine
 * @param local absolute paths with `/` between the parts
 */
export function proposeMapping(recorded: readonly string[], local: readonly string[]): ProposedMapping | null {
  const byName = groupByName(local);
  const votes = new Map<string, ProposedMapping & { readonly weight: number }>();
  for (const path of new Set(recorded)) {
    const found = longestEnd(slashed(path), byName.get(nameOf(slashed(path))) ?? []);
    if (found === null) continue;
    const key = `${found.from}\0${found.to}`;
    const before = votes.get(key);
    votes.set(key, {
      from: found.from,
      to: found.to,
      files: (before?.files ?? 0) + 1,
      weight: (before?.weight ?? 0) + found.parts,
    });
  }
  const [best] = [...votes.values()].sort((a, b) => b.files - a.files || b.weight - a.weight);
  return best === undefined ? null : { from: best.from, to: best.to, files: best.files };
}

function groupByName(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const group = groups.get(nameOf(path));
    if (group === undefined) groups.set(nameOf(path), [path]);
    else group.push(path);
  }
  return groups;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The one local path whose end fits best, and what is left of both; null where none or several do. */
function longestEnd(path: string, candidates: readonly string[]): (PathMapping & { readonly parts: number }) | null {
  const parts = path.split("/");
  const ends = candidates.map((candidate) => ({ candidate, equal: equalEnd(parts, candidate.split("/")) }));
  const most = ends.reduce((longest, { equal }) => Math.max(longest, equal), 0);
  const [best, second] = ends.filter(({ equal }) => equal === most);
  if (best === undefined || second !== undefined) return null;
  if (most === 1 && EVERYWHERE.has(nameOf(path))) return null;
  const without = (whole: string) => whole.split("/").slice(0, -most).join("/");
  const [from, to] = [without(path), without(best.candidate)];
  return from === to ? null : { from, to, parts: most };
}

function equalEnd(a: readonly string[], b: readonly string[]): number {
  let equal = 0;
  while (equal < Math.min(a.length, b.length) && a.at(-1 - equal) === b.at(-1 - equal)) equal++;
  return equal;
}
