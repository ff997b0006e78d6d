import { buildFlamegraph } from "../core/profile/flamegraph.ts";
import type { Flamegraph, TreeProfile, Weight } from "../core/profile/model.ts";
import { packFlamegraph } from "../core/profile/pack.ts";
import { weightIndex } from "../core/profile/weights.ts";
import { chooseWeight } from "./choose-weight.ts";
import { documentMap, type OpenDocument } from "./document-map.ts";
import type { RunIndex } from "./evidence.ts";

/** The flamegraph that was sent last; its frames are named by their index from then on. */
export interface SentFlamegraph {
  readonly index: RunIndex;
  readonly graph: Flamegraph;
}

export interface PackedFlamegraph {
  readonly sent: SentFlamegraph;
  /** base64 of core/profile/pack.ts. */
  readonly data: string;
  readonly weights: readonly Weight[];
}

/** The sampled trees of a run that have a weight: what its flamegraph is made of, in this order. */
export function flamegraphTrees(index: RunIndex, weightId: string): TreeProfile[] {
  return index.trees.map(({ profile }) => profile).filter((profile) => weightIndex(profile, weightId) >= 0);
}

/** The run's call tree in one weight; null where there is none. Sampled trees go before those made from call graphs. */
export function runFlamegraph(index: RunIndex, weightId: string | null): PackedFlamegraph | null {
  const weight = chooseWeight(index, weightId);
  if (weight === null) return null;
  const trees = flamegraphTrees(index, weight.id);
  const profiles = trees.length > 0 ? trees : index.graphs.map(({ profile }) => profile);
  const graph = buildFlamegraph(profiles, weight.id, index.facts.classify, trees.length > 0);
  if (graph === null) return null;
  const data = Buffer.from(packFlamegraph(graph)).toString("base64");
  return { sent: { index, graph }, data, weights: index.weights };
}

/** Where a frame is; null for frames without a file and for indices that the flamegraph does not have. */
export function frameLocation({ index, graph }: SentFlamegraph, frame: number): { path: string; line: number } | null {
  const { frames } = graph;
  const file = frames.file[frame];
  if (file === undefined) return null;
  const place = index.facts.place(file);
  if (place === null || frames.origin[frame] === "native") return null;
  return { path: place.path, line: Math.max(1, frames.line[frame] || (frames.firstLine[frame] ?? 1)) };
}

/** The heaviest frame of a line of a document as it stands now, else of the function around the line. */
export async function frameAt(
  { index, graph }: SentFlamegraph,
  document: OpenDocument,
  line: number,
): Promise<{ frame: number } | null> {
  const mapped = await documentMap(index, document);
  const then = mapped?.map?.thenFromNow(line)?.line;
  if (mapped === null || then === undefined) return null;
  const syntax = await index.syntaxOf(mapped.key);
  const scope = syntax?.scopes
    .filter(({ kind, firstLine, endLine }) => kind !== "comprehension" && firstLine <= then && then <= endLine)
    .reduce((inner, next) => (next.firstLine >= inner.firstLine ? next : inner));
  const weights = frameWeights(graph);
  let best = -1;
  let bestRank = 0;
  for (let frame = 0; frame < weights.length; frame++) {
    if (index.facts.place(graph.frames.file[frame] ?? "")?.key !== mapped.key) continue;
    const onLine = graph.frames.line[frame] === then;
    const inScope = scope !== undefined && graph.frames.firstLine[frame] === scope.firstLine;
    // On the line beats in the function; within each the heavier frame wins.
    const rank = (onLine ? 2 : inScope ? 1 : 0) + (weights[frame] ?? 0) / (graph.total * weights.length + 1);
    if (rank < 1 || rank <= bestRank) continue;
    best = frame;
    bestRank = rank;
  }
  return best < 0 ? null : { frame: best };
}

function frameWeights({ frame, totals, frames }: Flamegraph): Float64Array {
  const weights = new Float64Array(frames.name.length);
  frame.forEach((index, node) => {
    weights[index] = (weights[index] ?? 0) + (totals[node] ?? 0);
  });
  return weights;
}
