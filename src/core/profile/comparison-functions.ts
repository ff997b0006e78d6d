import { comparedFiles, portableFile } from "./comparison-files.ts";

/** Functions of a recording, as columns; several entries may be of one function (its lines). */
export interface NamedFunctions {
  readonly name: readonly string[];
  readonly file: readonly string[];
  /** Of the `def`; 0 unknown. */
  readonly firstLine: ArrayLike<number>;
}

export interface PairedFunctions {
  /** Number of the function of each entry; the same on both sides where it is the same function. */
  readonly ofBefore: Int32Array;
  readonly ofAfter: Int32Array;
  readonly count: number;
}

/**
 * The functions of two recordings by name and file: an edit above a function moves its line, and does not make it another.
 * Several functions of one name in one file (methods, lambdas) are told apart by their order, where both sides have as
 * many of them; else they are one.
 */
export function pairFunctions(before: NamedFunctions, after: NamedFunctions): PairedFunctions {
  const files = comparedFiles(before.file, after.file);
  const portable = remembered(portableFile);
  const beforeKeys = before.name.map((name, at) => `${name}\0${files.get(before.file[at] ?? "") ?? ""}`);
  const afterKeys = after.name.map((name, at) => `${name}\0${portable(after.file[at] ?? "")}`);
  const beforeLines = linesOf(beforeKeys, before.firstLine);
  const afterLines = linesOf(afterKeys, after.firstLine);
  const numbers = new Map<string, number>();
  const numberOf = (key: string, rank: number): number => {
    const id = rank === 0 ? key : `${key}\0${rank}`;
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known;
  };
  const numbered = (keys: readonly string[], { firstLine }: NamedFunctions, lines: Lines, others: Lines) =>
    Int32Array.from(keys, (key, at) => {
      const mine = lines.get(key) ?? [];
      const isOrdered = mine.length > 1 && mine.length === others.get(key)?.length;
      return numberOf(key, isOrdered ? mine.indexOf(firstLine[at] ?? 0) : 0);
    });
  // What is there now comes first: it names what is on both sides.
  const ofAfter = numbered(afterKeys, after, afterLines, beforeLines);
  const ofBefore = numbered(beforeKeys, before, beforeLines, afterLines);
  return { ofBefore, ofAfter, count: numbers.size };
}

type Lines = ReadonlyMap<string, readonly number[]>;

/** The first lines of each function name of a file, in the order of the file. */
function linesOf(keys: readonly string[], firstLine: ArrayLike<number>): Lines {
  const found = new Map<string, number[]>();
  keys.forEach((key, at) => {
    const line = firstLine[at] ?? 0;
    const lines = found.get(key);
    if (lines === undefined) found.set(key, [line]);
    else if (!lines.includes(line)) lines.push(line);
  });
  for (const lines of found.values()) lines.sort((a, b) => a - b);
  return found;
}

function remembered(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const made = known.get(text) ?? make(text);
    known.set(text, made);
    return made;
  };
}
