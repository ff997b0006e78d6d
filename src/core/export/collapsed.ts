import type { TreeProfile } from "../profile/model.ts";
import { weightIndex } from "../profile/weights.ts";
import { type ExportFormat, firstWeight } from "./export-format.ts";
import { stackOf, stacksOf } from "./stacks.ts";

/**
 * Collapsed stacks (`stackcollapse` of FlameGraph) in py-spy's spelling: `name (file:line);name (file:line) value`, root
 * first, one line per stack. The value is the weight in its unit (times in ns), rounded; what rounds to 0 is left out.
 * The format knows no escapes and ends frames at `;` and stacks at the end of a line: there these characters are written
 * as `\u003b`, `\u000a` and `\u000d`. It cannot hold threads, processes, columns and lines of definitions: equal stacks
 * are summed.
 */
export const collapsed: ExportFormat = {
  id: "collapsed",
  label: "Collapsed stacks",
  extension: ".collapsed",
  ofStacks: true,
  weights: firstWeight,
  write(profiles, [weightId = ""]) {
    const sums = new Map<string, number>();
    for (const tree of stacksOf(profiles)) addStacks(tree, weightId, sums);
    let text = "";
    for (const [stack, value] of sums) if (Math.round(value) > 0) text += `${stack} ${Math.round(value)}\n`;
    return text;
  },
};

function addStacks(tree: TreeProfile, weightId: string, sums: Map<string, number>): void {
  const names = Array.from(tree.frames.line, (_, frame) => frameText(tree, frame));
  tree.nodes.self[weightIndex(tree, weightId)]?.forEach((value, node) => {
    if (!(value > 0)) return;
    const stack = stackOf(tree, node)
      .map((frame) => names[frame])
      .join(";");
    sums.set(stack, (sums.get(stack) ?? 0) + value);
  });
}

function frameText({ frames, functions, files }: TreeProfile, frame: number): string {
  const index = frames.function[frame] ?? -1;
  const line = frames.line[frame] ?? 0;
  const file = files[functions.file[index] ?? -1] ?? "";
  const place = file === "" ? "" : ` (${file}${line > 0 ? `:${line}` : ""})`;
  return `${functions.name[index] ?? ""}${place}`.replace(
    /[;\n\r]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
