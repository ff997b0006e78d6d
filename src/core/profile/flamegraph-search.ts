import type { Flamegraph, FlamegraphFrames } from "./model.ts";

/** What was typed into the search field, understood. */
export type SearchQuery =
  | { readonly kind: "none" }
  | { readonly kind: "query"; readonly matches: (text: string) => boolean }
  | { readonly kind: "invalid"; readonly reason: string };

/** Text beyond this is not searched: names are untrusted, and some expressions take quadratic time. */
const SEARCHED_LENGTH = 400;

/** Plain text is found anywhere, whatever its case; `/expression/` and `/expression/flags` are regular expressions. */
export function parseSearch(typed: string): SearchQuery {
  const text = typed.trim();
  if (text === "") return { kind: "none" };
  const expression = /^\/(.+)\/([dimsuvy]*)$/su.exec(text);
  if (!expression) {
    const wanted = text.toLowerCase();
    return { kind: "query", matches: (candidate) => candidate.toLowerCase().includes(wanted) };
  }
  try {
    const pattern = new RegExp(expression[1] ?? "", expression[2]?.replace("y", "") ?? "");
    return { kind: "query", matches: (candidate) => pattern.test(candidate.slice(0, SEARCHED_LENGTH)) };
  } catch (error) {
    return { kind: "invalid", reason: error instanceof Error ? error.message : "Not a regular expression." };
  }
}

/** Last part of a path, whatever its separators. */
export function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}

/** 1 for each frame whose function, file name or package matches. Names are searched, not nodes: they are few. */
export function matchFrames(frames: FlamegraphFrames, matches: (text: string) => boolean): Uint8Array {
  const remembered = new Map<string, boolean>();
  const once = (text: string) => {
    let known = remembered.get(text);
    if (known === undefined) {
      known = matches(text);
      remembered.set(text, known);
    }
    return known;
  };
  return Uint8Array.from(frames.name, (name, frame) =>
    once(name) || once(baseName(frames.file[frame] ?? "")) || once(frames.package[frame] ?? "") ? 1 : 0,
  );
}

export interface SearchResult {
  /** Matching nodes. */
  readonly count: number;
  /** Weight below matching nodes, a match inside a match counted once; in the graph's unit. */
  readonly weight: number;
  /**
   * Matching nodes before every `BLOCK`th node in preorder, and last all of them: a count for each node would take longer
   * to write than to search.
   */
  readonly before: Int32Array;
}

const BLOCK = 64;

/** One linear pass; the subtree of a match adds no weight again. Nothing is sorted: one letter can match millions. */
export function findMatches({ frame, totals, subtreeEnd }: Flamegraph, matchingFrames: Uint8Array): SearchResult {
  const blocks = Math.ceil(frame.length / BLOCK);
  const before = new Int32Array(blocks + 1);
  let count = 0;
  let weight = 0;
  let coveredUntil = 0;
  for (let block = 0; block < blocks; block++) {
    before[block] = count;
    const end = Math.min(frame.length, (block + 1) * BLOCK);
    for (let node = block * BLOCK; node < end; node++) {
      if (matchingFrames[frame[node] ?? 0] !== 1) continue;
      count++;
      if (node < coveredUntil) continue;
      weight += totals[node] ?? 0;
      coveredUntil = subtreeEnd[node] ?? 0;
    }
  }
  before[blocks] = count;
  return { count, weight, before };
}

/** Whether a node from `from` up to but without `to` matches. Constant time. */
export function hasMatchBetween(
  { frame }: Flamegraph,
  matchingFrames: Uint8Array,
  { before }: SearchResult,
  from: number,
  to: number,
): boolean {
  const firstWhole = Math.ceil(from / BLOCK);
  const lastWhole = Math.floor(to / BLOCK);
  const hasOne = (start: number, end: number): boolean => {
    for (let node = start; node < end; node++) if (matchingFrames[frame[node] ?? 0] === 1) return true;
    return false;
  };
  if (firstWhole >= lastWhole) return hasOne(from, to);
  if ((before[lastWhole] ?? 0) > (before[firstWhole] ?? 0)) return true;
  return hasOne(from, firstWhole * BLOCK) || hasOne(lastWhole * BLOCK, to);
}

/**
 * The match after a node (`step` 1) or before it (-1) in falling order of totals, around at the ends; from a node that is
 * no match the first, or the last. -1 where nothing matches. Linear in the nodes.
 */
export function matchBeside(graph: Flamegraph, matchingFrames: Uint8Array, from: number, step: 1 | -1): number {
  const { frame } = graph;
  const isMatch = from >= 0 && matchingFrames[frame[from] ?? 0] === 1;
  let outermost = -1;
  let beside = -1;
  for (let node = 0; node < frame.length; node++) {
    if (matchingFrames[frame[node] ?? 0] !== 1) continue;
    if (outermost < 0 || order(graph, node, outermost) * step < 0) outermost = node;
    if (!isMatch || order(graph, from, node) * step >= 0) continue;
    if (beside < 0 || order(graph, node, beside) * step < 0) beside = node;
  }
  return beside < 0 ? outermost : beside;
}

/** The place of a match among all in falling order of totals, from 1; 0 for a node that is none. Linear in the nodes. */
export function rankOfMatch(graph: Flamegraph, matchingFrames: Uint8Array, match: number): number {
  const { frame } = graph;
  if (match < 0 || matchingFrames[frame[match] ?? 0] !== 1) return 0;
  let rank = 0;
  for (let node = 0; node < frame.length; node++)
    if (matchingFrames[frame[node] ?? 0] === 1 && order(graph, node, match) <= 0) rank++;
  return rank;
}

/** Below 0 where `a` comes first: heavier nodes do, of the same weight those that are drawn first. */
function order({ totals }: Flamegraph, a: number, b: number): number {
  return (totals[b] ?? 0) - (totals[a] ?? 0) || a - b;
}
