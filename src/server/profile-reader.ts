import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseProfile } from "../core/formats/registry.ts";
import { bytesSource } from "../core/formats/source.ts";
import type { Profile } from "../core/profile/model.ts";

/** JavaScript strings end at 2^29 - 24 characters; a text profile above this cannot be decoded in one piece. */
export const MAX_PROFILE_BYTES = 500_000_000;

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
        const outcome = await parseFile(file, size);
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

async function parseFile(file: string, sizeBytes: number): Promise<ReadOutcome> {
  const name = path.basename(file);
  if (sizeBytes > MAX_PROFILE_BYTES) {
    const megabytes = Math.round(MAX_PROFILE_BYTES / 1e6);
    return {
      ok: false,
      message: `${name} is too large to be read: more than ${megabytes} MB. Sample at a lower rate.`,
    };
  }
  const bytes = await readFile(file);
  const outcome = parseProfile(bytesSource(name, bytes, (part) => new TextDecoder().decode(part)));
  if (outcome.ok) return outcome;
  const at = outcome.offset === null ? "" : ` (at ${outcome.offset})`;
  return { ok: false, message: `${name} cannot be used${at}: ${outcome.message}` };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
