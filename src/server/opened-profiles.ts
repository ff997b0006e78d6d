import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Profile } from "../core/profile/model.ts";
import type { Places } from "../core/protocol/server.ts";
import type { LoadedGraph, LoadedTree, RunIndex } from "./evidence.ts";
import { profileFileFacts } from "./file-facts.ts";
import { openedSource } from "./opened-source.ts";
import { profileFileOf } from "./profile-file.ts";
import type { ReadOutcome } from "./profile-reader.ts";
import { createRunIndex } from "./run-index.ts";
import { refineTree } from "./source-definitions.ts";

/** Follows and ends the reading of a large file. */
export interface ReadControl {
  /** 0..1 */
  onProgress?(share: number): void;
  readonly signal?: AbortSignal;
}

export type ReadProfileFile = (file: string, control: ReadControl) => Promise<ReadOutcome>;

/** The profile files that someone looks at, read once for as long as a file keeps its time and size. */
export interface OpenedProfiles {
  /** @throws an Error with a sentence where the file is no profile or cannot be read, an AbortError where it was cancelled */
  open(file: string, places: Places, control?: ReadControl): Promise<RunIndex>;
  /** What `open` gave last; null where the file is not open. */
  find(file: string): RunIndex | null;
  forget(file: string): void;
}

interface Opened {
  readonly stamp: string;
  readonly places: string;
  readonly profiles: readonly Profile[];
  readonly index: RunIndex;
}

export function createOpenedProfiles(read: ReadProfileFile): OpenedProfiles {
  const opened = new Map<string, Opened>();
  return {
    async open(file, places, control = {}) {
      const facts = await stat(file).catch((error: NodeJS.ErrnoException) => {
        throw new Error(`${path.basename(file)} cannot be opened: ${reasonOf(error)}.`);
      });
      if (!facts.isFile()) throw new Error(`${path.basename(file)} is a folder, not a profile.`);
      const stamp = `${facts.mtimeMs} ${facts.size}`;
      const before = opened.get(file);
      const isRead = before?.stamp === stamp;
      if (isRead && before.places === JSON.stringify(places)) return before.index;
      const profiles = isRead ? before.profiles : await readWhole(file, read, control);
      const index = await indexOf(file, profiles, places, facts);
      opened.set(file, { stamp, places: JSON.stringify(places), profiles, index });
      return index;
    },
    find: (file) => opened.get(file)?.index ?? null,
    forget: (file) => {
      opened.delete(file);
    },
  };
}

async function readWhole(file: string, read: ReadProfileFile, control: ReadControl): Promise<readonly Profile[]> {
  const outcome = await read(file, control);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.profiles;
}

async function indexOf(file: string, profiles: readonly Profile[], places: Places, stats: Stats): Promise<RunIndex> {
  const facts = profileFileFacts(file, places);
  const base = { passIndex: 0, preview: false };
  const trees: LoadedTree[] = [];
  const graphs: LoadedGraph[] = [];
  for (const profile of profiles) {
    if (profile.kind === "graph") graphs.push({ ...base, profile });
    else trees.push(await refineTree({ ...base, profile }, facts));
  }
  return createRunIndex({
    path: file,
    recording: { kind: "profile", file: profileFileOf(file, profiles, stats) },
    ...{ facts, trees, graphs, tests: null, warnings: warningsOf(profiles) },
    sourceThen: (source, functions) => openedSource(source, stats.mtimeMs, functions),
  });
}

/** Each once: the processes of a file mostly lack the same things. */
function warningsOf(profiles: readonly Profile[]): string[] {
  const all = [...new Set(profiles.flatMap(({ warnings }) => warnings))];
  return profiles.length > 0 ? all : [...all, "This file holds no measurements: there is nothing to show."];
}

/** Why a file cannot be opened, in words. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "it is not there any more";
  return code === "EACCES" ? "you have no right to read it" : message;
}
