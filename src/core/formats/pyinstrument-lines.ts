/** Seconds that a frame was seen at one line, callees included. */
export interface LineSeconds {
  readonly line: number;
  readonly seconds: number;
}

/** What a frame's time consists of: a callee, or a stretch of its own time. */
export interface Part {
  /** Parts with the same key are calls of the same function. */
  readonly key: string;
  readonly seconds: number;
}

/** The share of a part that belongs to a line; shares of a part add up to 1. `line` indexes the lines. */
export interface Piece {
  readonly line: number;
  readonly share: number;
}

/** Parts are written with six decimals, so sums of them and the exact seconds of a line differ by this much per part. */
const ROUNDING_SECONDS = 1e-6;

/**
 * Finds the lines of a frame's parts: pyinstrument says how long each line took and what the frame called, but not which
 * line called what. Where all calls of one function, or else one call, took just as long as one line, they are that
 * line's. What remains is shared out in the order of time: the time of each line stays as measured, the callee is then a
 * guess (`isGuess`). `parts` and `lines` are in the order of first occurrence.
 */
export function placeOnLines(
  parts: readonly Part[],
  lines: readonly LineSeconds[],
): { readonly pieces: readonly (readonly Piece[])[]; readonly isGuess: boolean } {
  if (lines.length <= 1) return { pieces: parts.map(() => [{ line: 0, share: 1 }]), isGuess: false };
  const left = lines.map(({ seconds }) => seconds);
  const pieces: Piece[][] = parts.map(() => []);
  const take = (group: readonly number[]): void => {
    const seconds = group.reduce((sum, part) => sum + (parts[part]?.seconds ?? 0), 0);
    const line = matchingLine(left, seconds, ROUNDING_SECONDS * (group.length + 1));
    if (line < 0) return;
    left[line] = 0;
    for (const part of group) pieces[part]?.push({ line, share: 1 });
  };
  for (const group of groupsOf(parts)) take(group);
  parts.forEach((_, part) => {
    if (pieces[part]?.length === 0) take([part]);
  });
  return { pieces, isGuess: shareOut(parts, left, pieces) };
}

/** Comparing everything with everything would be slow where a file has thousands of lines in one function. */
const MOST_LINES_COMPARED = 200;

function matchingLine(left: readonly number[], seconds: number, tolerance: number): number {
  if (left.length > MOST_LINES_COMPARED) return -1;
  return left.findIndex((value) => value > 0 && Math.abs(value - seconds) <= tolerance);
}

function groupsOf(parts: readonly Part[]): number[][] {
  const groups = new Map<string, number[]>();
  parts.forEach(({ key }, part) => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  });
  return [...groups.values()];
}

/** Fills the lines one after the other with the parts that have none yet; true where a callee's line is a guess. */
function shareOut(parts: readonly Part[], left: readonly number[], pieces: Piece[][]): boolean {
  let line = 0;
  let room = left[0] ?? 0;
  let isGuess = false;
  parts.forEach(({ key, seconds }, part) => {
    const places = pieces[part];
    if (places === undefined || places.length > 0) return;
    isGuess ||= key !== "";
    let missing = seconds;
    while (missing > room && line < left.length - 1) {
      if (room > ROUNDING_SECONDS) {
        places.push({ line, share: room / seconds });
        missing -= room;
      }
      line += 1;
      room = left[line] ?? 0;
    }
    room = Math.max(0, room - missing);
    places.push({ line, share: seconds > 0 ? missing / seconds : 1 });
  });
  return isGuess;
}
