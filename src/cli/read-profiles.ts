import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Profile } from "../core/profile/model.ts";
import { ExplainedError, reasonOf } from "../runtime/explained-error.ts";
import { readManifest } from "../runtime/run-directory.ts";
import { profileFiles } from "../server/profile-files.ts";
import { type ReadOutcome, readProfileFile } from "../server/profile-reader.ts";
import type { OnProgress } from "../server/profile-source.ts";
import { createProgress } from "./progress.ts";

export interface ReadFile {
  readonly file: string;
  readonly profiles: readonly Profile[];
}

/** Codes of ExplainedError that mean: the input cannot be read. The process then ends with 3. */
export const UNREADABLE: readonly string[] = ["not-found", "not-a-run", "no-profile", "profile-unreadable"];

/**
 * Every profile of a run directory or of a profile file.
 * @throws ExplainedError with a code of UNREADABLE; a file's message has the offset where the format tells it
 */
export async function readProfiles(source: string): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  for (const file of await filesOf(path.resolve(source))) {
    const progress = createProgress(file);
    const outcome = readOne(file, progress.read);
    progress.done();
    if (!outcome.ok) throw new ExplainedError("profile-unreadable", outcome.message);
    read.push({ file, profiles: outcome.profiles });
  }
  if (read.every(({ profiles }) => profiles.length === 0))
    throw new ExplainedError("no-profile", `${source} holds no profile.`);
  return read;
}

function readOne(file: string, onProgress: OnProgress): ReadOutcome {
  try {
    return readProfileFile(file, onProgress);
  } catch (error) {
    throw new ExplainedError("profile-unreadable", `${file} cannot be read: ${reasonOf(error)}.`);
  }
}

async function filesOf(source: string): Promise<string[]> {
  const facts = await stat(source).catch((error: unknown) => {
    throw new ExplainedError("not-found", `${source} cannot be read: ${reasonOf(error)}.`);
  });
  if (!facts.isDirectory()) return [source];
  const all = profileFiles(await readManifest(source), await readdir(source));
  const final = all.filter((file) => !file.preview);
  return (final.length > 0 ? final : all).map((file) => path.join(source, file.name));
}
