import { diffArrays } from "diff";
import { splitPythonLines } from "../python/lines.ts";
import { pairSimilarLines } from "./similar-lines.ts";

/** Where a line of one text is in another. `changed`: a similar line stands in its place. */
export interface MappedLine {
  readonly line: number;
  readonly changed: boolean;
}

/** Lines are 1-based. Null: the line is gone, or was not there. */
export interface LineMap {
  /** The texts differ in more than line ends. */
  readonly edited: boolean;
  nowFromThen(line: number): MappedLine | null;
  thenFromNow(line: number): MappedLine | null;
}

/**
 * Insertions and deletions that the exact diff may find before it gives up: its work grows with their square. Beyond,
 * only lines that occur once in both texts are mapped.
 */
const MOST_EDITS = 800;

/**
 * Maps the lines of a source as it ran to its text of today. White space counts; line ends do not. Equal texts and
 * common beginnings and ends cost one pass.
 */
export function mapLines(then: string, now: string): LineMap {
  if (then === now) return identity(splitPythonLines(then).length);
  const { before, after } = numbered(splitPythonLines(then), splitPythonLines(now));
  const nowOf = new Int32Array(before.ids.length).fill(-1);
  const changed = new Uint8Array(before.ids.length);
  const start = commonStart(before.ids, after.ids);
  const end = commonEnd(before.ids, after.ids, start);
  for (let index = 0; index < start; index++) nowOf[index] = index;
  for (let index = 1; index <= end; index++) nowOf[before.ids.length - index] = after.ids.length - index;
  mapMiddle(
    before.ids.slice(start, before.ids.length - end),
    after.ids.slice(start, after.ids.length - end),
    (thenIndex, nowIndex) => {
      nowOf[start + thenIndex] = start + nowIndex;
    },
  );
  pairReplaced(before.lines, after.lines, nowOf, changed);
  return fromColumns(nowOf, changed, after.ids.length);
}

interface NumberedLines {
  readonly lines: readonly string[];
  /** Equal lines have equal numbers. */
  readonly ids: Int32Array;
}

function numbered(then: readonly string[], now: readonly string[]): { before: NumberedLines; after: NumberedLines } {
  const numbers = new Map<string, number>();
  const number = (line: string): number => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  return {
    before: { lines: then, ids: Int32Array.from(then, number) },
    after: { lines: now, ids: Int32Array.from(now, number) },
  };
}

function commonStart(a: Int32Array, b: Int32Array): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function commonEnd(a: Int32Array, b: Int32Array, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

function mapMiddle(then: Int32Array, now: Int32Array, match: (then: number, now: number) => void): void {
  if (then.length === 0 || now.length === 0) return;
  const changes = diffArrays([...then], [...now], { maxEditLength: MOST_EDITS });
  if (changes === undefined) {
    matchUniqueLines(then, now, match);
    return;
  }
  let thenAt = 0;
  let nowAt = 0;
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let index = 0; index < count; index++) match(thenAt + index, nowAt + index);
    if (!added) thenAt += count;
    if (!removed) nowAt += count;
  }
}

/** Lines that occur once in both, as long as their order holds (first come, first kept). */
function matchUniqueLines(then: Int32Array, now: Int32Array, match: (then: number, now: number) => void): void {
  const thenPlaces = uniquePlaces(then);
  let least = 0;
  for (const [id, nowIndex] of uniquePlaces(now)) {
    const thenIndex = thenPlaces.get(id) ?? -1;
    if (nowIndex < 0 || thenIndex < least) continue;
    match(thenIndex, nowIndex);
    least = thenIndex + 1;
  }
}

/** Place of every line, -1 for those that occur again. */
function uniquePlaces(ids: Int32Array): Map<number, number> {
  const places = new Map<number, number>();
  for (const [index, id] of ids.entries()) places.set(id, places.has(id) ? -1 : index);
  return places;
}

/** Between two matches, lines that went and lines that came may be the same line, edited. */
function pairReplaced(then: readonly string[], now: readonly string[], nowOf: Int32Array, changed: Uint8Array): void {
  let nowFrom = 0;
  let thenFrom = 0;
  for (let thenTo = 0; thenTo <= nowOf.length; thenTo++) {
    const nowTo = thenTo === nowOf.length ? now.length : (nowOf[thenTo] ?? -1);
    if (nowTo < 0) continue;
    for (const [thenIndex, nowIndex] of pairSimilarLines(then.slice(thenFrom, thenTo), now.slice(nowFrom, nowTo))) {
      nowOf[thenFrom + thenIndex] = nowFrom + nowIndex;
      changed[thenFrom + thenIndex] = then[thenFrom + thenIndex] === now[nowFrom + nowIndex] ? 0 : 1;
    }
    thenFrom = thenTo + 1;
    nowFrom = nowTo + 1;
  }
}

function fromColumns(nowOf: Int32Array, changed: Uint8Array, nowCount: number): LineMap {
  const thenOf = new Int32Array(nowCount).fill(-1);
  for (const [thenIndex, nowIndex] of nowOf.entries()) if (nowIndex >= 0) thenOf[nowIndex] = thenIndex;
  const same = nowOf.length === nowCount && nowOf.every((place, index) => place === index && changed[index] === 0);
  return {
    edited: !same,
    nowFromThen(line) {
      const place = nowOf[line - 1] ?? -1;
      return place < 0 ? null : { line: place + 1, changed: changed[line - 1] === 1 };
    },
    thenFromNow(line) {
      const place = thenOf[line - 1] ?? -1;
      return place < 0 ? null : { line: place + 1, changed: changed[place] === 1 };
    },
  };
}

function identity(count: number): LineMap {
  const itself = (line: number): MappedLine | null => (line >= 1 && line <= count ? { line, changed: false } : null);
  return { edited: false, nowFromThen: itself, thenFromNow: itself };
}
