import type { CollapsedStacks } from "./collapsed-scanner.ts";
import type { PlacedStacks } from "./labelled-stacks.ts";

const US_NS = 1000;

/**
 * austin writes a line per sample and thread as it takes them, with the microseconds since the sample before. Puts them on
 * the timeline, unless the file was summed up afterwards (no stack twice) or holds bytes; gives the number of samples
 * of each process. A thread begins where its process is when it is seen first.
 */
export function addSamplesInOrder(stacks: CollapsedStacks, placed: PlacedStacks, hasTime: boolean): Float64Array {
  const { builders, process, thread, node } = placed;
  const samples = new Float64Array(builders.length);
  const order = stacks.order;
  if (order === null) return samples;
  const isInOrder = hasTime && order.node.length > new Set(order.node.toArray()).size;
  const processNow = new Float64Array(builders.length);
  const threadNow = new Map<string, number>();
  for (let line = 0; line < order.node.length; line++) {
    const at = order.node.get(line);
    const index = process[at] ?? -1;
    if (index < 0) continue;
    const durationNs = order.amount.get(line) * US_NS;
    const key = `${index} ${thread[at]}`;
    const startNs = threadNow.get(key) ?? Math.max(0, (processNow[index] ?? 0) - durationNs);
    threadNow.set(key, startNs + durationNs);
    processNow[index] = Math.max(processNow[index] ?? 0, startNs + durationNs);
    const leaf = node[at] ?? -1;
    if (leaf < 0) continue;
    samples[index] = (samples[index] ?? 0) + 1;
    if (isInOrder) builders[index]?.span(leaf, startNs, durationNs);
  }
  return samples;
}
