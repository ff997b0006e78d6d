import { stat } from "node:fs/promises";
import path from "node:path";
import { parseProfile } from "../core/formats/registry.ts";
import { FormatError, type ParseOutcome } from "../core/formats/source.ts";
import type { Profile } from "../core/profile/model.ts";
import { openProfileSource } from "./profile-source.ts";

export type ReadOutcome =
  | { readonly ok: true; readonly profiles: readonly Profile[] }
  | { readonly ok: false; readonly message: string };

/** Reads profile files and remembers what it read for as long as a file keeps its time and size. */
export interface ProfileReader {
  /** Never rejects: a file that cannot be read is one sentence. */
  read(file: string): Promise<ReadOutcome>;
  /** Forgets everything but these files. */
  keepOnly(files: readonly string[]): void;
}

export function createProfileReader(): ProfileReader {
  const known = new Map<string, { readonly stamp: string; readonly outcome: ReadOutcome }>();
  return {
    async read(file) {
      try {
        const { mtimeMs, size } = await stat(file);
        const stamp = `${mtimeMs} ${size}`;
        const remembered = known.get(file);
        if (remembered?.stamp === stamp) return remembered.outcome;
        const outcome = readProfileFile(file);
        known.set(file, { stamp, outcome });
        return outcome;
      } catch (error) {
        return { ok: false, message: `${path.basename(file)} cannot be read: ${reason(error)}.` };
      }
    },
    keepOnly(files) {
      const keep = new Set(files);
      for (const file of known.keys()) if (!keep.has(file)) known.delete(file);
    },
  };
}

/**
 * Reads one profile file, whatever its format. Throws only for what the file system says. `onRead` is told how many bytes
 * of a big file have been read.
 */
export function readProfileFile(file: string, onRead?: (readBytes: number) => void): ReadOutcome {
  const outcome = parsed(file, onRead);
  if (outcome.ok) return outcome;
  const at = outcome.offset === null ? "" : ` (at ${outcome.offset})`;
  return { ok: false, message: `${path.basename(file)} cannot be used${at}: ${outcome.message}` };
}

function parsed(file: string, onRead?: (readBytes: number) => void): ParseOutcome {
  try {
    return parseProfile(openProfileSource(file, onRead));
  } catch (error) {
    if (error instanceof FormatError) return { ok: false, message: error.message, offset: error.offset };
    throw error;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
