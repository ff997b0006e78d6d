import path from "node:path";
import { createOriginClassifier, type OriginClassifier } from "../core/profile/code-origin.ts";
import type { RunManifest } from "../core/protocol/run.ts";
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
  /** Null for what is no file: `<string>`, `<frozen importlib._bootstrap>`, `~`, native code. */
  place(recordedFile: string): FilePlace | null;
  /** Knows a workspace behind a symbolic link as the workspace. */
  readonly classify: OriginClassifier;
}

/** Relative names (cProfile writes the script as it was given) are below the working directory of the run. */
export function createFileFacts(manifest: RunManifest): FileFacts {
  const { cwd, workspaceFolder, interpreter } = manifest;
  const paths = createPathKeys(workspaceFolder);
  const classifyPath = createOriginClassifier({ ...interpreter, workspaceFolder, cwd, platform: process.platform });
  const places = new Map<string, FilePlace | null>();
  function place(file: string): FilePlace | null {
    const known = places.get(file);
    if (known !== undefined) return known;
    const absolute = isFileName(file) ? path.resolve(cwd, file) : null;
    const made = absolute === null ? null : { key: paths.key(absolute), path: paths.shown(absolute) };
    places.set(file, made);
    return made;
  }
  return { paths, place, classify: (file) => classifyPath(place(file)?.path ?? file) };
}

/** Names in angle brackets and `~` stand for code without a file; a name with NUL can be none. */
function isFileName(file: string): boolean {
  return file !== "" && file !== "~" && !file.startsWith("<") && !file.includes("\0");
}
