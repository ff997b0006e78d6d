import { compareFlamegraphs } from "../core/profile/comparison.ts";
import { buildFlamegraph } from "../core/profile/flamegraph.ts";
import type { Flamegraph, Weight } from "../core/profile/model.ts";
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

/**
 * The run's call tree in one weight; null where there is none. Sampled trees go before those made from call graphs. With
 * `against` both in one tree, by function: lines move when a file is edited.
 * @throws Error with a sentence where the two cannot be compared
 */
export function runFlamegraph(
  index: RunIndex,
  weightId: string | null,
  against: RunIndex | null = null,
): PackedFlamegraph | null {
  if (against !== null) return packed(index, ...comparedGraph(index, against, weightId));
  const weight = chooseWeight(index, weightId);
  const graph = weight && graphOf(index, weight, true);
  return graph && packed(index, graph, index.weights);
}

function packed(index: RunIndex, graph: Flamegraph, weights: readonly Weight[]): PackedFlamegraph {
  return { sent: { index, graph }, data: Buffer.from(packFlamegraph(graph)).toString("base64"), weights };
}

function graphOf(index: RunIndex, weight: Weight, byLine: boolean): Flamegraph | null {
  const trees = index.trees.filter(({ profile }) => weightIndex(profile, weight.id) >= 0);
  const profiles = (trees.length > 0 ? trees : index.graphs).map(({ profile }) => profile);
  return buildFlamegraph(profiles, weight.id, index.facts.classify, byLine && trees.length > 0);
}

/** Of call graphs only their time makes a tree. */
function hasTree({ trees }: RunIndex, id: string): boolean {
  return id === "wall" || trees.some(({ profile }) => weightIndex(profile, id) >= 0);
}

function comparedGraph(
  index: RunIndex,
  against: RunIndex,
  weightId: string | null,
): [graph: Flamegraph, weights: readonly Weight[]] {
  const weights = index.weights.filter(
    ({ id, unit }) =>
      against.weights.some((other) => other.id === id && other.unit === unit) &&
      hasTree(index, id) &&
      hasTree(against, id),
  );
  const weight = weights.find(({ id }) => id === weightId) ?? weights[0];
  const names = (of: RunIndex) => of.weights.map(({ label }) => label.toLowerCase()).join(", ") || "nothing";
  if (weight === undefined)
    throw new Error(
      `These two cannot be compared: one measured ${names(index)}, the other ${names(against)}. Choose one that measured the same.`,
    );
  const [before, after] = [graphOf(against, weight, false), graphOf(index, weight, false)];
  if (before === null || after === null)
    throw new Error(
      `These two cannot be compared: ${after === null ? "this one" : "the other one"} has no ${weight.label.toLowerCase()} to draw.`,
    );
  return [compareFlamegraphs(before, after), weights];
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
