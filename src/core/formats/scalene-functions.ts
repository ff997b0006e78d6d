import { type JsonObject, lineOr0, requireArray, requireObject, stringOr } from "./json.ts";

/** Names the functions that lines belong to. `firstLine` 0: unknown. */
export interface FunctionNamer {
  /** The function around a line; `<module>` where there is none. */
  at(path: string, line: number): NamedFunction;
  /** First line of a function whose qualified name is known. */
  firstLine(path: string, name: string): number;
}

interface NamedFunction {
  readonly name: string;
  readonly firstLine: number;
}

const MODULE: NamedFunction = { name: "<module>", firstLine: 0 };

/**
 * Scalene lists the functions that were active with their first lines, but only 2.x says where functions end. A line
 * belongs to the nearest function listed above it whose `def` is indented less.
 */
export function createFunctionNamer(files: readonly (readonly [path: string, entry: unknown])[]): FunctionNamer {
  const known = new Map<string, FileFunctions>(files.map(([path, entry]) => [path, readFile(entry)]));
  return {
    at(path, line) {
      const { functions, indents } = known.get(path) ?? NO_FUNCTIONS;
      const indent = indents.get(line) ?? 0;
      const around = functions.findLast(
        ({ firstLine }) => firstLine === line || (firstLine < line && (indents.get(firstLine) ?? 0) < indent),
      );
      return around ?? MODULE;
    },
    firstLine: (path, name) => known.get(path)?.firstLines.get(name) ?? 0,
  };
}

interface FileFunctions {
  /** By first line. */
  readonly functions: readonly NamedFunction[];
  readonly firstLines: ReadonlyMap<string, number>;
  /** Indentation by line, where the text of the line is in the file. */
  readonly indents: ReadonlyMap<number, number>;
}

const NO_FUNCTIONS: FileFunctions = { functions: [], firstLines: new Map(), indents: new Map() };

function readFile(entry: unknown): FileFunctions {
  const file = requireObject(entry, "A file");
  const functions = requireArray(file["functions"] ?? [], "'functions'").map(readFunction);
  const indents = new Map<number, number>();
  for (const value of requireArray(file["lines"], "'lines'")) {
    const { line, lineno }: JsonObject = requireObject(value, "A line");
    const indent = stringOr(line, "").search(/\S/);
    if (indent > 0) indents.set(lineOr0(lineno), indent);
  }
  return {
    functions: functions.sort((a, b) => a.firstLine - b.firstLine),
    firstLines: new Map(functions.map(({ name, firstLine }) => [name, firstLine])),
    indents,
  };
}

function readFunction(value: unknown): NamedFunction {
  const entry = requireObject(value, "A function");
  return { name: unescaped(stringOr(entry["line"], "(no name)")), firstLine: lineOr0(entry["lineno"]) };
}

/** Scalene writes `&`, `<` and `>` of source text as `\u0026` and so on before it writes JSON. */
export function unescaped(text: string): string {
  return text.replaceAll("\\u0026", "&").replaceAll("\\u003c", "<").replaceAll("\\u003e", ">");
}
