import type { TreeProfile } from "../core/profile/model.ts";

/** Finds where the functions of a source file begin. */
export interface Definitions {
  /**
   * First line (of the first decorator, as `co_firstlineno` has it) of the function or class body of this name that a
   * line belongs to; 0 where there is none.
   */
  firstLine(name: string, line: number): number;
}

const DEFINITION = /^[ \t\f]*(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*)/u;
const DECORATOR = /^[ \t\f]*@/;

/**
 * Looks through a source for `def` and `class` lines. Reading lines instead of a syntax tree costs a hundredth, which
 * matters because it is done for every library file of a profile; a `def` inside a string may be taken for one.
 */
export function findDefinitions(text: string): Definitions {
  const byName = new Map<string, number[]>();
  let decorator = 0;
  text.split(/\r\n|\r|\n/).forEach((content, index) => {
    const line = index + 1;
    if (decorator === 0 && DECORATOR.test(content)) decorator = line;
    const name = DEFINITION.exec(content)?.[1];
    if (name === undefined) return;
    const lines = byName.get(name) ?? [];
    lines.push(decorator || line);
    byName.set(name, lines);
    decorator = 0;
  });
  return {
    firstLine(name, line) {
      if (name === "<module>") return 1;
      return byName.get(lastPart(name))?.findLast((first) => first <= line) ?? 0;
    },
  };
}

/**
 * `Parser.parse` -> `parse`: some producers give qualified names, some do not. Names with spaces are no such names:
 * `<built-in method builtins.compile>` is another function than `<built-in method _sre.compile>`.
 */
export function lastPart(name: string): string {
  return name.includes(" ") ? name : name.slice(name.lastIndexOf(".") + 1);
}

/**
 * Gives functions their first line where the producer does not say it (py-spy), so that two methods of one name in
 * one file are two functions. `definitionsOf` answers for an index into `profile.files`, null where there is no source.
 */
export function refineFunctions(
  profile: TreeProfile,
  definitionsOf: (file: number) => Definitions | null,
): TreeProfile {
  const { functions, frames } = profile;
  const name: string[] = [];
  const file: number[] = [];
  const firstLine: number[] = [];
  const known = new Map<string, number>();
  const refined = frames.function.map((old, frame) => {
    const oldFile = functions.file[old] ?? -1;
    const oldName = functions.name[old] ?? "";
    const line = frames.line[frame] ?? 0;
    const first =
      functions.firstLine[old] || (oldFile < 0 ? 0 : (definitionsOf(oldFile)?.firstLine(oldName, line) ?? 0));
    const key = `${old} ${first}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, name.length);
    name.push(oldName);
    file.push(oldFile);
    firstLine.push(first);
    return name.length - 1;
  });
  return {
    ...profile,
    functions: { name, file: Int32Array.from(file), firstLine: Int32Array.from(firstLine) },
    frames: { ...frames, function: refined },
  };
}
