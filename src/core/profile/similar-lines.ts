/** Two lines are versions of each other when at least this much of the longer one stayed. */
const LEAST_SIMILARITY = 0.5;

/** Above this many pairs to compare, only lines in the same place are. */
const MOST_COMPARISONS = 10_000;

/**
 * Pairs lines that were replaced by similar ones, in order: of all pairings that do not cross, the one that keeps most
 * (alignment by dynamic programming). Blank lines are like nothing.
 */
export function pairSimilarLines(then: readonly string[], now: readonly string[]): [number, number][] {
  if (then.length === 0 || now.length === 0) return [];
  if (then.length * now.length > MOST_COMPARISONS) return pairByPlace(then, now);
  const width = now.length + 1;
  const best = new Float64Array((then.length + 1) * width);
  for (let i = then.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const skip = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
      best[i * width + j] = Math.max(skip, gain(then[i], now[j]) + (best[(i + 1) * width + j + 1] ?? 0));
    }
  }
  return trace(then, now, best);
}

function trace(then: readonly string[], now: readonly string[], best: Float64Array): [number, number][] {
  const width = now.length + 1;
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < then.length && j < now.length) {
    const here = best[i * width + j] ?? 0;
    if (here === 0) break;
    if (here === best[(i + 1) * width + j]) i++;
    else if (here === best[i * width + j + 1]) j++;
    else pairs.push([i++, j++]);
  }
  return pairs;
}

function pairByPlace(then: readonly string[], now: readonly string[]): [number, number][] {
  if (then.length !== now.length) return [];
  const pairs: [number, number][] = [];
  for (let index = 0; index < then.length; index++) if (gain(then[index], now[index]) > 0) pairs.push([index, index]);
  return pairs;
}

function gain(then: string | undefined, now: string | undefined): number {
  const similarity = similarityOf(then?.trim() ?? "", now?.trim() ?? "");
  return similarity >= LEAST_SIMILARITY ? similarity : 0;
}

/** Share of the longer line that the common beginning and the common end make up, 0..1. */
function similarityOf(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  if (shorter === 0) return 0;
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return (start + end) / Math.max(a.length, b.length);
}
