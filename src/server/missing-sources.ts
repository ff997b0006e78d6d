import { existsSync } from "node:fs";
import { opendir } from "node:fs/promises";
import path from "node:path";
import { type ProposedMapping, proposeMapping, slashed } from "../core/profile/path-mapping.ts";
import type { Places } from "../core/protocol/server.ts";
import type { RunIndex } from "./evidence.ts";

/** A workspace with more sources is searched up to here. */
const MOST_LOCAL_FILES = 20_000;
/** Folders with sources of others, or none. */
const SKIPPED = /^(?:\.|node_modules$|__pycache__$|site-packages$|venv$|env$)/;

/** What a profile names but this machine does not have, and how it could be found in the workspace. */
export interface MissingSources {
  readonly files: number;
  readonly proposal: ProposedMapping | null;
}

/** Libraries and the standard library are not missed: nobody looks for the heat of another machine's there. */
export async function missingSources(index: RunIndex, { folders }: Places): Promise<MissingSources> {
  const missing = [...recordedFiles(index)].filter((file) => {
    const place = index.facts.place(file);
    return place !== null && index.facts.classify(file).origin === "own" && !existsSync(place.path);
  });
  if (missing.length === 0 || folders.length === 0) return { files: missing.length, proposal: null };
  const local: string[] = [];
  for (const folder of folders) await collectSources(folder, local);
  return { files: missing.length, proposal: proposeMapping(missing, local) };
}

function recordedFiles({ trees, graphs }: RunIndex): Set<string> {
  return new Set([...trees, ...graphs].flatMap(({ profile }) => profile.files));
}

/** Adds the Python files below a folder, with `/` between the parts. A folder that cannot be read has none. */
async function collectSources(folder: string, found: string[]): Promise<void> {
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      for await (const entry of await opendir(next)) {
        const file = path.join(next, entry.name);
        if (entry.isDirectory() && !SKIPPED.test(entry.name)) waiting.push(file);
        else if (entry.isFile() && /\.pyw?$/i.test(entry.name)) found.push(slashed(file));
        if (found.length >= MOST_LOCAL_FILES) return;
      }
    } catch {
      // No right to look: what is in there cannot be opened either.
    }
  }
}
