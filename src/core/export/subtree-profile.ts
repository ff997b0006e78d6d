import { createTreeBuilder } from "../profile/builder.ts";
import { pathTo } from "../profile/flamegraph-view-boxes.ts";
import type { Flamegraph, TreeProfile } from "../profile/model.ts";

/**
 * What a flamegraph shows below a node, as a profile of one weight: the node is the root of its stacks; -1 is all of it.
 * Upside down the stacks are turned back, and are whole: from the outermost caller down to the function at the graph's root.
 * @param name what the only thread is called
 */
export function subtreeProfile(graph: Flamegraph, node: number, name: string): TreeProfile {
  const builder = createTreeBuilder({ format: "heatline", producer: "Heatline", pid: null });
  const thread = builder.thread(name, name);
  const { frames } = graph;
  const frameOf = Array.from({ length: frames.name.length }, () => -1);
  const frameAt = (at: number): number => {
    const frame = graph.frame[at] ?? 0;
    if (frameOf[frame] === -1) {
      const file = builder.file(frames.file[frame] ?? "");
      const owner = builder.function(frames.name[frame] ?? "", file, frames.firstLine[frame] ?? 0);
      frameOf[frame] = builder.frame(owner, frames.line[frame] ?? 0);
    }
    return frameOf[frame] ?? 0;
  };
  const first = Math.max(0, node);
  const end = node < 0 ? graph.frame.length : (graph.subtreeEnd[node] ?? 0);
  const made = new Int32Array(end - first);
  for (let at = first; at < end; at++) {
    const self = graph.self[at] ?? 0;
    if (graph.inverted) {
      if (!(self > 0)) continue;
      const turned = pathTo(graph, at).reduceRight((parent, up) => builder.node(parent, frameAt(up), thread), -1);
      builder.add(turned, 0, self);
      continue;
    }
    const up = at === node ? -1 : (graph.parent[at] ?? -1);
    made[at - first] = builder.node(up < 0 ? -1 : (made[up - first] ?? -1), frameAt(at), thread);
    if (self > 0) builder.add(made[at - first] ?? 0, 0, self);
  }
  return builder.build([graph.weight]);
}
