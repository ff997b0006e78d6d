import type { TreeProfile } from "../profile/model.ts";
import { weightIndex } from "../profile/weights.ts";
import { frameText } from "./collapsed-frame.ts";
import { type ExportFormat, firstWeight } from "./export-format.ts";
import { stackOf, stacksOf } from "./stacks.ts";

/**
 * Collapsed stacks (`stackcollapse` of FlameGraph) in py-spy's spelling: `name (file:line);name (file:line) value`, root
 * first, one line per stack. The value is the weight in its unit (times in ns), rounded; what rounds to 0 is left out.
 * It cannot hold threads, processes, columns, lines of definitions and which weight it is: equal stacks are summed.
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
  const { frames, functions, files } = tree;
  const names = Array.from(frames.line, (line, frame) => {
    const index = frames.function[frame] ?? -1;
    return frameText(functions.name[index] ?? "", files[functions.file[index] ?? -1] ?? "", line);
  });
  tree.nodes.self[weightIndex(tree, weightId)]?.forEach((value, node) => {
    if (!(value > 0)) return;
    const stack = stackOf(tree, node)
      .map((frame) => names[frame])
      .join(";");
    sums.set(stack, (sums.get(stack) ?? 0) + value);
  });
}
