import { existsSync } from "node:fs";
import path from "node:path";
import { createOriginClassifier, isNotebookCell, type OriginClassifier } from "../core/profile/code-origin.ts";
import { isWindowsPath, mappedPaths, type PathMapping } from "../core/profile/path-mapping.ts";
import type { RunManifest } from "../core/protocol/run.ts";
import type { Places } from "../core/protocol/server.ts";
import { createPathKeys, type PathKeys } from "./path-keys.ts";

/** Where a recorded file name leads. */
export interface FilePlace {
  /** `PathKeys.key` of the file. */
  readonly key: string;
  /** Absolute, as the user opened the workspace. */
  readonly path: string;
}

/** What a run knows of the file names in its profiles. */
export interface FileFacts {
  readonly paths: PathKeys;
  /** Null for what is no file: `<string>`, `<frozen importlib._bootstrap>`, `~`, native code, a notebook's cell. */
  place(recordedFile: string): FilePlace | null;
  /** Knows a workspace behind a symbolic link as the workspace. */
  readonly classify: OriginClassifier;
}

/** Of a run: relative names (cProfile writes the script as it was given) are below its working directory. */
export function runFileFacts(manifest: RunManifest, mappings: readonly PathMapping[]): FileFacts {
  const { cwd, interpreter } = manifest;
  const workspaceFolder = foundByMapping(manifest.workspaceFolder, mappings) ?? manifest.workspaceFolder;
  const paths = createPathKeys(workspaceFolder);
  const classify = createOriginClassifier({
    ...interpreter,
    ...{ workspaceFolder, cwd, platform: process.platform, elsewhere: "library" },
  });
  return fileFacts(paths, classify, (file) => foundByMapping(file, mappings) ?? path.resolve(cwd, file));
}

/**
 * Of a profile file, which says nothing of its working directory or interpreter: relative names are below a workspace
 * folder or the profile's own folder, wherever such a file is.
 */
export function profileFileFacts(profileFile: string, { folders, mappings }: Places): FileFacts {
  const workspaceFolder = folders.find((folder) => isBelow(folder, profileFile)) ?? folders[0] ?? "";
  const bases = [...new Set([workspaceFolder, ...folders, path.dirname(profileFile)])].filter((base) => base !== "");
  const paths = createPathKeys(workspaceFolder);
  const classify = createOriginClassifier({
    ...{ stdlib: "", sitePackages: [], prefix: "", basePrefix: "" },
    ...{ workspaceFolder, cwd: bases[0] ?? "/", platform: process.platform, elsewhere: "own" },
  });
  return fileFacts(paths, classify, (file) => {
    const mapped = foundByMapping(file, mappings);
    if (mapped !== null) return mapped;
    if (isAbsoluteAnywhere(file)) return file;
    const candidates = bases.map((base) => path.resolve(base, file));
    return candidates.find((candidate) => existsSync(candidate)) ?? candidates[0] ?? file;
  });
}

function fileFacts(paths: PathKeys, classify: OriginClassifier, absolute: (file: string) => string): FileFacts {
  const places = new Map<string, FilePlace | null>();
  function place(file: string): FilePlace | null {
    const known = places.get(file);
    if (known !== undefined) return known;
    const found = isFileName(file) ? absolute(file) : null;
    const made = found === null ? null : { key: paths.key(found), path: paths.shown(found) };
    places.set(file, made);
    return made;
  }
  return { paths, place, classify: (file) => classify(place(file)?.path ?? file) };
}

/** A mapping counts where it leads to a file that is there. */
function foundByMapping(file: string, mappings: readonly PathMapping[]): string | null {
  return mappedPaths(file, mappings).find((candidate) => existsSync(candidate)) ?? null;
}

/** A path from Windows is absolute on any machine, but leads nowhere on most. */
function isAbsoluteAnywhere(file: string): boolean {
  return path.isAbsolute(file) || isWindowsPath(file);
}

function isBelow(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Names in angle brackets and `~` stand for code without a file; a name with NUL can be none. */
function isFileName(file: string): boolean {
  return file !== "" && file !== "~" && !file.startsWith("<") && !file.includes("\0") && !isNotebookCell(file);
}
