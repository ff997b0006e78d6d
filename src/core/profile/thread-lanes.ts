import type { Lane, Lanes, ThreadKey } from "../protocol/lanes.ts";
import type { TreeProfile } from "./model.ts";
import { weightIndex } from "./weights.ts";

/** More lanes than anyone scrolls through. */
const MOST_LANES = 200;
/** Parts of the axis over all lanes, and the most and least of one. */
const PARTS = { all: 60_000, most: 600, least: 100 } as const;

const PY_SPY_NOTE =
  "py-spy leaves out the time in which a thread waited: lanes show running time and need not line up.";

/** Whether two profiles mean the same thread. */
export function isSameThread(a: ThreadKey, b: ThreadKey): boolean {
  return a.pid === b.pid && a.id === b.id;
}

/** The threads of all profiles that have a weight, with how densely each was seen over the time of the recording. */
export function threadLanes(profiles: readonly TreeProfile[], weightId: string): Lanes {
  const having = profiles.filter((profile) => weightIndex(profile, weightId) >= 0);
  const threads = collectThreads(having, weightId);
  const sum = threads.reduce((all, { total }) => all + total, 0);
  const shown = threads.sort((a, b) => b.total - a.total).slice(0, MOST_LANES);
  const end = having.reduce((latest, profile) => Math.max(latest, endOf(profile)), 0);
  const parts = Math.min(PARTS.most, Math.max(PARTS.least, Math.floor(PARTS.all / Math.max(1, shown.length))));
  return {
    lanes: shown.map(({ places, ...thread }) => ({
      ...thread,
      share: sum > 0 ? thread.total / sum : Number.NaN,
      density: densityOf(places, end, parts),
    })),
    more: threads.length - shown.length,
    end,
    unit: having.find(({ timeline }) => timeline !== null)?.timeline?.unit ?? "ns",
    note: noteOf(having),
  };
}

/** Where a thread is: the same one may be in several profiles. */
export interface ThreadPlace {
  readonly profile: TreeProfile;
  readonly thread: number;
}

interface Collected extends Omit<Lane, "share" | "density"> {
  total: number;
  readonly places: ThreadPlace[];
}

function collectThreads(profiles: readonly TreeProfile[], weightId: string): Collected[] {
  const threads = new Map<string, Collected>();
  for (const profile of profiles) {
    const totals = threadTotals(profile, weightId);
    for (const [thread, { id, name }] of profile.threads.entries()) {
      const total = totals[thread] ?? 0;
      if (!(total > 0)) continue;
      const key = `${profile.pid}\0${id}`;
      const known = threads.get(key) ?? { pid: profile.pid, id, name, total: 0, places: [] };
      threads.set(key, known);
      known.total += total;
      known.places.push({ profile, thread });
    }
  }
  return [...threads.values()];
}

function threadTotals(profile: TreeProfile, weightId: string): Float64Array {
  const { nodes, threads } = profile;
  const totals = new Float64Array(threads.length);
  nodes.self[weightIndex(profile, weightId)]?.forEach((value, node) => {
    const thread = nodes.thread[node] ?? 0;
    totals[thread] = (totals[thread] ?? 0) + value;
  });
  return totals;
}

function endOf({ timeline }: TreeProfile): number {
  let end = 0;
  timeline?.startNs.forEach((start, index) => {
    end = Math.max(end, start + (timeline.durationNs[index] ?? 0));
  });
  return end;
}

function noteOf(profiles: readonly TreeProfile[]): string {
  if (profiles.some(leavesWaitingOut)) return PY_SPY_NOTE;
  const own = profiles.filter(({ format, timeline }) => format === "heatline-sampler" && timeline !== null);
  return own.length > 1 ? "The time of each process begins with its own recording." : "";
}

function leavesWaitingOut({ format, producer, timeline }: TreeProfile): boolean {
  return timeline !== null && format === "speedscope" && producer.startsWith("py-spy");
}

function densityOf(places: readonly ThreadPlace[], end: number, parts: number): number[] | null {
  const having = places.filter(({ profile }) => profile.timeline !== null);
  if (having.length === 0 || !(end > 0)) return null;
  const seen = new Float64Array(parts);
  const width = end / parts;
  for (const place of having) eachStretch(place, (from, to) => addStretch(seen, from / width, to / width));
  return Array.from(seen, (value) => Math.min(100, Math.round(value * 100)));
}

function eachStretch({ profile, thread }: ThreadPlace, visit: (from: number, to: number) => void): void {
  const { timeline, nodes } = profile;
  timeline?.node.forEach((node, index) => {
    if (nodes.thread[node] !== thread) return;
    const start = timeline.startNs[index] ?? 0;
    visit(start, start + (timeline.durationNs[index] ?? 0));
  });
}

/** Adds to each part what of it lies between two places on the axis, both counted in parts. */
function addStretch(seen: Float64Array, from: number, to: number): void {
  for (let part = Math.floor(from); part < to && part < seen.length; part++)
    seen[part] = (seen[part] ?? 0) + Math.min(to, part + 1) - Math.max(from, part);
}

/** The first place of a thread whose order is known; the busiest thread that has one for null. */
export function threadPlace(
  profiles: readonly TreeProfile[],
  weightId: string,
  wanted: ThreadKey | null,
): (ThreadPlace & ThreadKey) | null {
  const threads = collectThreads(
    profiles.filter((profile) => weightIndex(profile, weightId) >= 0 && profile.timeline !== null),
    weightId,
  ).sort((a, b) => b.total - a.total);
  const found = threads.find((each) => wanted !== null && isSameThread(each, wanted)) ?? threads[0];
  const place = found?.places[0];
  return found === undefined || place === undefined ? null : { ...place, pid: found.pid, id: found.id };
}
