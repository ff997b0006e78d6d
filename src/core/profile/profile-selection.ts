import type { ProfileSelection } from "../protocol/lanes.ts";
import type { OriginClassifier } from "./code-origin.ts";
import type { Certainty, TreeProfile, Weight } from "./model.ts";
import { isSameThread } from "./thread-lanes.ts";
import { weightIndex } from "./weights.ts";

export const EVERYTHING: ProfileSelection = { threads: null, span: null, through: null };

export function isEverything({ threads, span, through }: ProfileSelection): boolean {
  return threads === null && span === null && through === null;
}

/**
 * The same profiles with the weight of only what is selected: tables and nodes keep their indices, the rest is 0. A node
 * keeps that part of each of its weights which its time on the timeline has inside the span: samples at the edges are cut. A
 * profile without a timeline has nothing in any span. `classify` gives the path that `through.file` is in.
 */
export function selectProfiles(
  profiles: readonly TreeProfile[],
  selection: ProfileSelection,
  classify: OriginClassifier,
): TreeProfile[] {
  if (isEverything(selection)) return [...profiles];
  return profiles.map((profile) => selectProfile(profile, selection, classify));
}

function selectProfile(profile: TreeProfile, selection: ProfileSelection, classify: OriginClassifier): TreeProfile {
  const { nodes, timeline } = profile;
  const isInside = insideNodes(profile, selection, classify);
  const { span } = selection;
  const kept = span === null ? null : keptParts(profile, span);
  const self = nodes.self.map((values) =>
    values.map((value, node) => (isInside[node] === 1 ? value * (kept === null ? 1 : (kept[node] ?? 0)) : 0)),
  );
  const cut = timeline === null ? null : cutTimeline(timeline, isInside, span);
  const selected = { ...profile, nodes: { ...nodes, self }, timeline: cut };
  return { ...selected, weights: profile.weights.map((weight) => ofPart(weight, profile, selected)) };
}

/** 1 for each node of a selected thread whose stack passes through the selected function. */
function insideNodes(profile: TreeProfile, selection: ProfileSelection, classify: OriginClassifier): Uint8Array {
  const { nodes, threads, pid } = profile;
  const hasThread = threads.map(
    ({ id }) => selection.threads === null || selection.threads.some((key) => isSameThread(key, { pid, id })),
  );
  const passes = throughNodes(profile, selection.through, classify);
  return passes.map((through, node) => (through === 1 && hasThread[nodes.thread[node] ?? 0] === true ? 1 : 0));
}

function throughNodes(
  { nodes, frames, functions, files }: TreeProfile,
  through: ProfileSelection["through"],
  classify: OriginClassifier,
): Uint8Array {
  const passes = new Uint8Array(nodes.parent.length);
  if (through === null) return passes.fill(1);
  const isIt = functions.name.map((name, index) => {
    const file = files[functions.file[index] ?? -1] ?? "";
    const isInFile = file === through.file || classify(file).path === through.file;
    return name === through.name && isInFile && functions.firstLine[index] === through.firstLine;
  });
  for (let node = 0; node < passes.length; node++) {
    const above = nodes.parent[node] ?? -1;
    const isHere = isIt[frames.function[nodes.frame[node] ?? 0] ?? 0] === true;
    if (isHere || (above >= 0 && passes[above] === 1)) passes[node] = 1;
  }
  return passes;
}

type Span = NonNullable<ProfileSelection["span"]>;

/** Which part of each node's time lies in a span, 0..1. What took no time is inside if it happened there. */
function keptParts({ nodes, timeline }: TreeProfile, span: Span): Float64Array {
  const all = new Float64Array(nodes.parent.length);
  const inside = new Float64Array(nodes.parent.length);
  const moments = new Float64Array(nodes.parent.length);
  const momentsInside = new Float64Array(nodes.parent.length);
  timeline?.node.forEach((node, index) => {
    const start = timeline.startNs[index] ?? 0;
    const duration = timeline.durationNs[index] ?? 0;
    all[node] = (all[node] ?? 0) + duration;
    inside[node] = (inside[node] ?? 0) + within(start, duration, span);
    moments[node] = (moments[node] ?? 0) + 1;
    if (start >= span.start && start < span.end) momentsInside[node] = (momentsInside[node] ?? 0) + 1;
  });
  return all.map((time, node) => {
    if (time > 0) return (inside[node] ?? 0) / time;
    const count = moments[node] ?? 0;
    return count > 0 ? (momentsInside[node] ?? 0) / count : 0;
  });
}

function within(start: number, duration: number, span: Span): number {
  if (start >= span.start && start + duration <= span.end) return duration;
  return Math.max(0, Math.min(start + duration, span.end) - Math.max(start, span.start));
}

type FullTimeline = NonNullable<TreeProfile["timeline"]>;

function cutTimeline(timeline: FullTimeline, isInside: Uint8Array, span: Span | null): FullTimeline {
  const kept: number[] = [];
  timeline.node.forEach((node, index) => {
    if (isInside[node] !== 1) return;
    const start = timeline.startNs[index] ?? 0;
    if (span === null || within(start, timeline.durationNs[index] ?? 0, span) > 0) kept.push(index);
  });
  const startOf = (index: number) => timeline.startNs[index] ?? 0;
  return {
    unit: timeline.unit,
    node: Int32Array.from(kept, (index) => timeline.node[index] ?? 0),
    startNs: Float64Array.from(kept, (index) => Math.max(span?.start ?? 0, startOf(index))),
    durationNs: Float64Array.from(kept, (index) => {
      const duration = timeline.durationNs[index] ?? 0;
      return span === null ? duration : within(startOf(index), duration, span);
    }),
  };
}

/** Fewer samples are behind the weight of a part. */
function ofPart(weight: Weight, whole: TreeProfile, part: TreeProfile): Weight {
  const { certainty } = weight;
  if (certainty.kind !== "sampled") return weight;
  const counted = weightIndex(part, "samples");
  const index = counted >= 0 ? counted : weightIndex(part, weight.id);
  const all = sumOf(whole.nodes.self[index]);
  const share = all > 0 ? sumOf(part.nodes.self[index]) / all : 0;
  const sampled: Certainty = { kind: "sampled", samples: Math.round(certainty.samples * share) };
  return { ...weight, certainty: sampled };
}

function sumOf(values: Float64Array | undefined): number {
  return values?.reduce((sum, value) => sum + value, 0) ?? 0;
}
