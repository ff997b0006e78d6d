import { createTreeBuilder } from "../profile/builder.ts";
import { createFrameMerger } from "../profile/flamegraph-frames.ts";
import { graphTree } from "../profile/graph-tree.ts";
import type { GraphProfile, Profile, TreeProfile } from "../profile/model.ts";

/** The name of the only thread of a tree that was made from a call graph. */
const ESTIMATED = "estimated from a call graph";

/** Trees of all profiles. A call graph has no stacks: its tree is the estimate that the flamegraph shows, and named so. */
export function stacksOf(profiles: readonly Profile[]): TreeProfile[] {
  return profiles.map((profile) => (profile.kind === "tree" ? profile : estimatedTree(profile)));
}

function estimatedTree(graph: GraphProfile): TreeProfile {
  const merger = createFrameMerger(() => ({ path: null, origin: "library", package: "" }));
  const { tree } = graphTree([graph], merger);
  const frames = merger.frames();
  const builder = createTreeBuilder({ format: graph.format, producer: graph.producer, pid: graph.pid });
  const thread = builder.thread(ESTIMATED, ESTIMATED);
  const nodes = new Int32Array(tree.parent.length);
  tree.parent.forEach((parent, index) => {
    const at = tree.frame[index] ?? 0;
    const file = builder.file(frames.file[at] ?? "");
    const owner = builder.function(frames.name[at] ?? "", file, frames.firstLine[at] ?? 0);
    const node = builder.node(parent < 0 ? -1 : (nodes[parent] ?? -1), builder.frame(owner, 0), thread);
    nodes[index] = node;
    builder.add(node, 0, tree.self[index] ?? 0);
  });
  const because = "a call graph has no stacks: times are shared out in proportion to those of the callers";
  return builder.build([{ id: "wall", label: "Time", unit: "ns", certainty: { kind: "estimated", because } }]);
}

/** Frames of the stack that ends at `node`, root first. */
export function stackOf({ nodes }: TreeProfile, node: number): number[] {
  const stack: number[] = [];
  for (let at = node; at >= 0; at = nodes.parent[at] ?? -1) stack.push(nodes.frame[at] ?? 0);
  return stack.reverse();
}
