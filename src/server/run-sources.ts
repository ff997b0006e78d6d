import { readFile, stat } from "node:fs/promises";
import type { RunManifest } from "../core/protocol/run.ts";
import { readSource } from "../runtime/run-directory.ts";
import type { SourceThen } from "./evidence.ts";
import type { FileFacts } from "./file-facts.ts";

/** A source above this is generated, or no source. */
export const MAX_SOURCE_BYTES = 10_000_000;

/**
 * The text of a file as it ran: the copy that the run keeps; else the file on disk when it has not been written since
 * the run began (library files are not kept). Where neither is there, the text is not known.
 */
export async function sourceThen(
  dir: string,
  manifest: RunManifest,
  facts: FileFacts,
  file: string,
): Promise<SourceThen> {
  const key = facts.paths.key(file);
  // A run from elsewhere names its sources by the paths they had there.
  const kept = manifest.sources.find((source) => facts.place(source.path)?.key === key);
  if (kept !== undefined) {
    const text = await readSource(dir, kept.path);
    if (text !== null) return { text: withoutMark(text), known: true };
  }
  try {
    const { mtimeMs, size } = await stat(file);
    if (mtimeMs > Date.parse(manifest.startedAt) || size > MAX_SOURCE_BYTES) return { text: null, known: false };
    return { text: withoutMark(await readFile(file, "utf8")), known: true };
  } catch {
    return { text: null, known: false };
  }
}

/** Editors do not show a byte order mark as text. */
export function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
