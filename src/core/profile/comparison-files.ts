import { mappedPaths, type PathMapping, proposeMapping, slashed } from "./path-mapping.ts";

/** What comes after these is the same wherever an environment or an interpreter is. */
const INSTALLED = /(?:^|\/)(?:site-packages|dist-packages)\/(.+)$/;
const STANDARD_LIBRARY = /(?:^|\/)(?:lib(?:64)?\/(?:python|pypy)\d[\d.]*t?|Python\d+(?:-\d+)?\/Lib)\/(.+)$/i;
/** Folders that one recording has elsewhere: the workspace, perhaps a second one. */
const MOST_FOLDERS = 8;

/**
 * The name under which the files of one recording are compared with those of another, by file: files of the same package
 * or of the standard library are the same in any environment; others where their paths are equal, or where one folder
 * stands for another (a checkout beside the first, a container), as `proposeMapping` finds it.
 * @returns the names of the files of `before`; a file of `after` has the one that `portableFile` gives
 */
export function comparedFiles(before: Iterable<string>, after: Iterable<string>): Map<string, string> {
  const there = new Set<string>();
  for (const file of after) there.add(portableFile(file));
  const names = new Map<string, string>();
  for (const file of before) names.set(file, portableFile(file));
  const here = new Set(names.values());
  let missing = [...here].filter((name) => isPath(name) && !there.has(name));
  let free = [...there].filter((name) => isPath(name) && !here.has(name));
  const moved = new Map<string, string>();
  for (let round = 0; round < MOST_FOLDERS && missing.length > 0 && free.length > 0; round++) {
    const mapping = mutualMapping(missing, free);
    if (mapping === null) break;
    const isFree = new Set(free);
    for (const name of missing) {
      const [found] = mappedPaths(name, [mapping]);
      if (found !== undefined && isFree.delete(found)) moved.set(name, found);
    }
    missing = missing.filter((name) => !moved.has(name));
    free = [...isFree];
  }
  for (const [file, name] of names) names.set(file, moved.get(name) ?? name);
  return names;
}

/** The folder that stands for another seen from either side: else the comparison would depend on its direction. */
function mutualMapping(before: readonly string[], after: readonly string[]): PathMapping | null {
  const forth = proposeMapping(before, after);
  const back = proposeMapping(after, before);
  return forth !== null && forth.from === back?.to && forth.to === back.from ? forth : null;
}

/** With `/` between its parts, of libraries only what does not depend on where they are installed. */
export function portableFile(file: string): string {
  const path = slashed(file);
  const installed = INSTALLED.exec(path)?.[1];
  if (installed !== undefined) return `site-packages/${installed}`;
  const standard = STANDARD_LIBRARY.exec(path)?.[1];
  return standard === undefined ? path : `lib/${standard}`;
}

/** Code without a file (`<string>`, `~`) and installed code are nowhere else under another name. */
function isPath(name: string): boolean {
  return name !== "" && name !== "~" && !name.startsWith("<") && !/^(?:site-packages|lib)\//.test(name);
}
