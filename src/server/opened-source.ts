import { readFile, stat } from "node:fs/promises";
import { type PythonSyntax, parsePython } from "../core/python/syntax.ts";
import { lastPart } from "./definitions.ts";
import type { FunctionNumbers, SourceThen } from "./evidence.ts";
import { MAX_SOURCE_BYTES, withoutMark } from "./run-sources.ts";

/**
 * The text of a file that a profile from elsewhere measured. Nothing was kept with such a profile, so it is the file on
 * disk: where it has not been written since the profile was, or where all functions that the profile names in it still
 * are where the profile has them. Else it is not known, and no heat beats heat on wrong lines.
 */
export async function openedSource(
  file: string,
  profileMs: number,
  functions: readonly FunctionNumbers[],
): Promise<SourceThen> {
  try {
    const { mtimeMs, size } = await stat(file);
    if (size > MAX_SOURCE_BYTES) return { text: null, known: false };
    const text = withoutMark(await readFile(file, "utf8"));
    const known = mtimeMs <= profileMs || fits(parsePython(text), functions);
    return { text: known ? text : null, known };
  } catch {
    return { text: null, known: false };
  }
}

/** A function whose first line the profile does not say was given one where the text has such a `def` above its lines. */
function fits({ scopes }: PythonSyntax, functions: readonly FunctionNumbers[]): boolean {
  const named = functions.filter(({ name }) => !name.includes("<"));
  const places = new Set(scopes.map(({ name, firstLine }) => `${name} ${firstLine}`));
  return named.length > 0 && named.every(({ name, firstLine }) => places.has(`${lastPart(name)} ${firstLine}`));
}
