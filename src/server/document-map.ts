import { type LineMap, mapLines } from "../core/profile/line-map.ts";
import type { RunIndex } from "./evidence.ts";

/** A document as the editor has it now. */
export interface OpenDocument {
  readonly path: string;
  readonly text: string;
}

/** What the document's lines are to the lines that ran. Null map: what ran is not known, nothing may be painted. */
export interface DocumentMap {
  readonly key: string;
  readonly map: LineMap | null;
}

/** One map per run and text: hover, lenses and heat ask for the same one. */
const lastMap = new WeakMap<RunIndex, Map<string, { readonly text: string; readonly map: LineMap | null }>>();

/** Null where the run has no numbers for the document. */
export async function documentMap(index: RunIndex, { path, text }: OpenDocument): Promise<DocumentMap | null> {
  const key = index.facts.paths.key(path);
  if (!index.files.has(key)) return null;
  const maps = lastMap.get(index) ?? new Map<string, { text: string; map: LineMap | null }>();
  lastMap.set(index, maps);
  const known = maps.get(key);
  if (known?.text === text) return { key, map: known.map };
  const source = await index.sourceOf(key);
  const map = source.text === null ? null : mapLines(source.text, text);
  maps.set(key, { text, map });
  return { key, map };
}
