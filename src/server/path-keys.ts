import { realpathSync } from "node:fs";
import path from "node:path";

/** Tells whether two spellings name the same file: symlinked workspaces, relative and case-folded paths. */
export interface PathKeys {
  /** Equal for all spellings of one file. Only for comparing, never to open or show. */
  key(file: string): string;
  /** The file as the user opened the workspace: a path through the folder's own link, not through its target. */
  shown(file: string): string;
}

const FOLDS_CASE = process.platform === "win32" || process.platform === "darwin";

/** `workspaceFolder` as the manifest names it, '' where there is none. Answers are remembered: a profile names few files, many times. */
export function createPathKeys(workspaceFolder: string): PathKeys {
  const real = new Map<string, string>();

  function realPath(file: string): string {
    const known = real.get(file);
    if (known !== undefined) return known;
    // A path of another platform leads nowhere here.
    const resolved = path.isAbsolute(file) ? resolveLinks(path.normalize(file)) : file;
    real.set(file, resolved);
    return resolved;
  }

  const realFolder = realPath(workspaceFolder);
  return {
    key: (file) => (FOLDS_CASE ? realPath(file).toLowerCase() : realPath(file)),
    shown(file) {
      const inside = path.relative(realFolder, realPath(file));
      const isInside =
        inside !== "" && inside !== ".." && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
      return isInside && workspaceFolder !== "" ? path.join(workspaceFolder, inside) : file;
    },
  };
}

/** A file that is gone keeps the real path of the nearest folder that is still there. */
function resolveLinks(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(resolveLinks(parent), path.basename(file));
  }
}
