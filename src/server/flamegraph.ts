import { compareFlamegraphs } from "../core/profile/comparison.ts";
import { buildFlamegraph } from "../core/profile/flamegraph.ts";
import type { Flamegraph, FlamegraphFrames, TreeProfile, Weight } from "../core/profile/model.ts";
import { packedPieces } from "../core/profile/pack.ts";
import { weightIndex } from "../core/profile/weights.ts";
import type { PythonScope, PythonSyntax } from "../core/python/syntax.ts";
import { chooseWeight } from "./choose-weight.ts";
import { documentMap, type OpenDocument } from "./document-map.ts";
import type { RunIndex } from "./evidence.ts";

/** What is kept of the flamegraph that was sent last: its frames are named by their index from then on. */
export interface SentFlamegraph {
  readonly index: RunIndex;
  readonly weight: Weight;
  readonly frames: FlamegraphFrames;
  /** Sum of the totals of each frame's nodes, as a share of the sum of all: 0..1. */
  readonly shares: Float64Array;
  /** Of two: frames are of either. */
  readonly isComparison: boolean;
}

export interface PackedFlamegraph {
  readonly sent: SentFlamegraph;
  /** See core/profile/pack.ts. */
  readonly pieces: Uint8Array<ArrayBuffer>[];
  readonly weights: readonly Weight[];
}

/** The sampled trees of a run that have a weight: what its flamegraph is made of, in this order. */
export function flamegraphTrees(index: RunIndex, weightId: string): TreeProfile[] {
  return index.trees.map(({ profile }) => profile).filter((profile) => weightIndex(profile, weightId) >= 0);
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
  const { weight, frames, comparison } = graph;
  const sent = { index, weight, frames, shares: frameShares(graph), isComparison: comparison !== undefined };
  return { sent, pieces: packedPieces(graph), weights };
}

function graphOf(index: RunIndex, weight: Weight, byLine: boolean): Flamegraph | null {
  const trees = flamegraphTrees(index, weight.id);
  const profiles = trees.length > 0 ? trees : index.graphs.map(({ profile }) => profile);
  return buildFlamegraph(profiles, weight.id, index.facts.classify, byLine && trees.length > 0);
}

/** Of call graphs only their time makes a tree. */
function hasTree(index: RunIndex, id: string): boolean {
  return id === "wall" || flamegraphTrees(index, id).length > 0;
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
export function frameLocation({ index, frames }: SentFlamegraph, frame: number): { path: string; line: number } | null {
  const file = frames.file[frame];
  if (file === undefined) return null;
  const place = index.facts.place(file);
  if (place === null || frames.origin[frame] === "native") return null;
  return { path: place.path, line: Math.max(1, frames.line[frame] || (frames.firstLine[frame] ?? 1)) };
}

/** The heaviest frame of a line of a document as it stands now, else of the function around the line. */
export async function frameAt(
  { index, frames, shares }: SentFlamegraph,
  document: OpenDocument,
  line: number,
): Promise<{ frame: number } | null> {
  const mapped = await documentMap(index, document);
  const then = mapped?.map?.thenFromNow(line)?.line;
  if (mapped === null || then === undefined) return null;
  const syntax = await index.syntaxOf(mapped.key);
  const scope = syntax ? innermostScope(syntax, then) : undefined;
  let best = -1;
  let bestRank = 0;
  for (let frame = 0; frame < shares.length; frame++) {
    if (index.facts.place(frames.file[frame] ?? "")?.key !== mapped.key) continue;
    const onLine = frames.line[frame] === then;
    const inScope = scope !== undefined && frames.firstLine[frame] === scope.firstLine;
    // On the line beats in the function; within each the heavier frame wins.
    const rank = (onLine ? 2 : inScope ? 1 : 0) + (shares[frame] ?? 0) / 2;
    if (rank < 1 || rank <= bestRank) continue;
    best = frame;
    bestRank = rank;
  }
  return best < 0 ? null : { frame: best };
}

function frameShares({ frame, totals, frames }: Flamegraph): Float64Array {
  const sums = new Float64Array(frames.name.length);
  let all = 0;
  for (let node = 0; node < frame.length; node++) {
    const total = totals[node] ?? 0;
    const index = frame[node] ?? 0;
    sums[index] = (sums[index] ?? 0) + total;
    all += total;
  }
  return sums.map((sum) => sum / all);
}

/** The function, class or module that a line belongs to. */
export function innermostScope({ scopes }: PythonSyntax, line: number): PythonScope | undefined {
  const around = scopes.filter(
    ({ kind, firstLine, endLine }) => kind !== "comprehension" && firstLine <= line && line <= endLine,
  );
  return around.reduce<PythonScope | undefined>(
    (inner, next) => (inner && next.firstLine < inner.firstLine ? inner : next),
    undefined,
  );
}
