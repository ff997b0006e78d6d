import { FormatError } from "./source.ts";
import { PROBE, type SpeedscopePlace } from "./speedscope-group.ts";
import type { ScannedProfile, SpeedscopeFile } from "./speedscope-scan.ts";

/** What stands in the place of a leaf whose sample is left out: the probe itself was running, or there was no frame. */
const NONE = -1;

/**
 * The builder's node for every node of the file's stacks, without headings: `NONE` for stacks in which the probe itself
 * is, and for those that no sample ends in or passes.
 */
export function placeStacks(
  stacks: SpeedscopeFile["stacks"],
  places: readonly SpeedscopePlace[],
  frameCount: number,
): Int32Array {
  const owner = ownersOf(stacks, frameCount);
  return adoptStacks(stacks, owner, places) ?? copyStacks(stacks, owner, places);
}

/** The stacks as they are, where all are of one process and none is to be left out; else null. */
function adoptStacks(
  { parent, frame }: SpeedscopeFile["stacks"],
  owner: Int32Array,
  places: readonly SpeedscopePlace[],
): Int32Array | null {
  const group = places[0]?.group;
  const isWhole =
    group?.frames.every((own, index) => own === index) === true &&
    places.every((place) => place.group === group) &&
    !usedNodes(parent, new Uint8Array(parent.length), places).includes(0);
  if (!isWhole) return null;
  const thread = new Int32Array(parent.length);
  const placed = new Int32Array(parent.length);
  for (let node = 0; node < parent.length; node++) {
    thread[node] = places[owner[node] ?? 0]?.thread ?? 0;
    placed[node] = node;
  }
  group.builder.adoptNodes(parent, frame, thread);
  return placed;
}

function copyStacks(
  { parent, frame }: SpeedscopeFile["stacks"],
  owner: Int32Array,
  places: readonly SpeedscopePlace[],
): Int32Array {
  const size = parent.length;
  const isOurs = new Uint8Array(size);
  for (let node = 0; node < size; node++) {
    isOurs[node] = isOurs[parent[node] ?? NONE] ?? 0;
    if (places[owner[node] ?? 0]?.group.frames[frame[node] ?? 0] === PROBE) isOurs[node] = 1;
  }
  const isUsed = usedNodes(parent, isOurs, places);
  const placed = new Int32Array(size).fill(NONE);
  for (let node = 0; node < size; node++) {
    const place = places[owner[node] ?? 0];
    if (isUsed[node] === 0 || place === undefined) continue;
    const above = placed[parent[node] ?? NONE] ?? NONE;
    const own = place.group.frames[frame[node] ?? 0] ?? NONE;
    placed[node] = own < 0 ? above : place.group.builder.node(above, own, place.thread);
  }
  return placed;
}

/** The profile of every node. Throws `FormatError` for a frame that the file does not have. */
function ownersOf({ profile, parent, frame }: SpeedscopeFile["stacks"], frameCount: number): Int32Array {
  const owner = profile.slice();
  for (let node = 0; node < owner.length; node++) {
    if ((frame[node] ?? 0) >= frameCount) throw new FormatError("A frame of a sample points outside its table.");
    const above = parent[node] ?? NONE;
    if (above >= 0) owner[node] = owner[above] ?? 0;
  }
  return owner;
}

function usedNodes(parent: Int32Array, isOurs: Uint8Array, places: readonly SpeedscopePlace[]): Uint8Array {
  const isUsed = new Uint8Array(parent.length);
  for (const { profile } of places) {
    const leaves = samplesOf(profile)?.toArray() ?? [];
    for (const leaf of leaves) if (leaf >= 0 && isOurs[leaf] === 0) isUsed[leaf] = 1;
  }
  for (let node = parent.length - 1; node >= 0; node--) {
    const above = parent[node] ?? NONE;
    if (above >= 0 && isUsed[node] === 1) isUsed[above] = 1;
  }
  return isUsed;
}

function samplesOf({ type, samples }: ScannedProfile): ScannedProfile["samples"] {
  return type === "sampled" ? samples : null;
}

/** Adds the samples of a profile; those that are left out take their time on the timeline. */
export function addSamples({ profile, group, factor, startNs }: SpeedscopePlace, placed: Int32Array): void {
  const { samples, weights } = profile;
  if (samples === null) throw new FormatError("'samples' should be a list.");
  if (weights === null) throw new FormatError("'weights' should be a list.");
  if (samples.length !== weights.length)
    throw new FormatError(`There are ${samples.length} samples but ${weights.length} weights.`);
  const { builder, unit } = group;
  let now = startNs - group.startNs;
  let counted = 0;
  for (let index = 0; index < samples.length; index++) {
    const leaf = samples.get(index);
    const node = leaf < 0 ? NONE : (placed[leaf] ?? NONE);
    const value = weights.get(index) * factor;
    if (node >= 0) {
      builder.add(node, 0, value);
      if (unit.weight !== "samples") builder.add(node, 1, 1);
      if (unit.weight !== "bytes") builder.span(node, now, value);
      counted += unit.weight === "samples" ? value : 1;
    }
    now += value;
  }
  group.samples += counted;
}
