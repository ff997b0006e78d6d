import type { OriginClassifier } from "./code-origin.ts";
import type { FlamegraphFrames, FunctionTable } from "./model.ts";
import { createTripleTable } from "./triple-table.ts";

/** Collects the frames of several profiles: the same function (at the same line) of the same file becomes one. */
export interface FrameMerger {
  /** Index in the merged table; `line` 0 where the tree is by function. */
  frame(name: string, file: string, firstLine: number, line: number): number;
  /** Index of the function alone; it need not have frames. */
  function(name: string, file: string, firstLine: number): number;
  frames(): FlamegraphFrames;
  /** The function of each frame. */
  functionOfFrame(): Int32Array;
}

export function createFrameMerger(classify: OriginClassifier): FrameMerger {
  const names = createTextTable();
  const files = createTextTable();
  const functions = createTripleTable();
  const lines = createTripleTable();
  const functionIndex = (name: string, file: string, firstLine: number): number =>
    functions.index(names.index(name), files.index(classify(file).path ?? file), firstLine);
  return {
    frame: (name, file, firstLine, line) => lines.index(functionIndex(name, file, firstLine), line, 0),
    function: functionIndex,
    functionOfFrame: () => lines.columns().a,
    frames() {
      const byFunction = functions.columns();
      const { a: functionOf, b: line } = lines.columns();
      const nameOf = (frame: number): string => names.text(byFunction.a[frame] ?? -1);
      const fileOf = (frame: number): string => files.text(byFunction.b[frame] ?? -1);
      const indices = [...functionOf];
      return {
        name: indices.map(nameOf),
        file: indices.map(fileOf),
        firstLine: functionOf.map((frame) => byFunction.c[frame] ?? 0),
        line,
        origin: indices.map((frame) => classify(fileOf(frame)).origin),
        package: indices.map((frame) => classify(fileOf(frame)).package),
      };
    },
  };
}

/** The merged frame of each function of a profile, 0 lines: for trees by function. */
export function functionNames(functions: FunctionTable, files: readonly string[]) {
  return (index: number): { name: string; file: string; firstLine: number } => ({
    name: functions.name[index] ?? "",
    file: files[functions.file[index] ?? -1] ?? "",
    firstLine: functions.firstLine[index] ?? 0,
  });
}

function createTextTable() {
  const indices = new Map<string, number>();
  const texts: string[] = [];
  return {
    index(text: string): number {
      const known = indices.get(text);
      if (known !== undefined) return known;
      indices.set(text, texts.length);
      return texts.push(text) - 1;
    },
    text: (index: number): string => texts[index] ?? "",
  };
}
