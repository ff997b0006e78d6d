import { flamegraphFrames } from "../core/profile/flamegraph.ts";
import type { TreeProfile, Weight } from "../core/profile/model.ts";
import { threadPlace } from "../core/profile/thread-lanes.ts";
import { threadSamples } from "../core/profile/time-samples.ts";
import { packTimeSamples } from "../core/profile/time-samples-pack.ts";
import type { ThreadKey } from "../core/protocol/lanes.ts";
import { flamegraphTrees, type SentFlamegraph } from "./flamegraph.ts";

export interface PackedTimeOrder {
  readonly thread: ThreadKey;
  readonly weight: Weight;
  /** See core/profile/time-samples-pack.ts. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** What a thread did, in the frames of the flamegraph that was sent last; null where no order is known, and of two that are compared. */
export function timeOrderOf(
  { index, weight, isComparison }: SentFlamegraph,
  wanted: ThreadKey | null,
): PackedTimeOrder | null {
  if (isComparison) return null;
  const trees = flamegraphTrees(index, weight.id);
  const place = threadPlace(trees, weight.id, wanted);
  if (place === null) return null;
  const { profile, thread, pid, id } = place;
  const frames = flamegraphFrames(trees, index.facts.classify)[trees.indexOf(profile)] ?? new Int32Array();
  const samples = threadSamples(profile, thread, frames);
  return {
    thread: { pid, id },
    weight: timeWeight(profile, thread),
    data: new Uint8Array(packTimeSamples(samples)),
  };
}

/** What the axis measures, with the samples of this thread alone. */
function timeWeight(profile: TreeProfile, thread: number): Weight {
  const { weights, timeline, nodes } = profile;
  const isTime = timeline?.unit !== "samples";
  const known = weights.find(({ id }) => id === (isTime ? "wall" : "samples"));
  const weight: Weight = known ?? {
    id: "wall",
    label: "Time",
    unit: "ns",
    certainty: weights[0]?.certainty ?? { kind: "exact" },
  };
  if (weight.certainty.kind !== "sampled") return weight;
  let samples = 0;
  timeline?.node.forEach((node, index) => {
    if (nodes.thread[node] === thread) samples += isTime ? 1 : (timeline.durationNs[index] ?? 0);
  });
  return { ...weight, certainty: { kind: "sampled", samples } };
}
