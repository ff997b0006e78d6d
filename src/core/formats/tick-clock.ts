/**
 * When samples were taken, for samplers that write how long it was since the last look at a thread: all threads are
 * looked at in one tick, so a thread that comes again begins the next one.
 */
export interface TickClock {
  /** Where the sample of a thread begins; each thread's samples follow one another. */
  start(threadKey: string, durationNs: number): number;
}

export function createTickClock(): TickClock {
  const seenInTick = new Set<string>();
  const ends = new Map<string, number>();
  let nowNs = 0;

  return {
    start(threadKey, durationNs) {
      if (seenInTick.size === 0 || seenInTick.has(threadKey)) {
        seenInTick.clear();
        nowNs += durationNs;
      }
      seenInTick.add(threadKey);
      const startNs = Math.max(ends.get(threadKey) ?? 0, nowNs - durationNs);
      ends.set(threadKey, startNs + durationNs);
      nowNs = Math.max(nowNs, startNs + durationNs);
      return startNs;
    },
  };
}
