import type { Flamegraph, FlamegraphFrames } from "./model.ts";
import { type SearchTerm, termsOf } from "./search-terms.ts";

/** What was typed into the search field, understood. */
export type SearchQuery =
  | { readonly kind: "none" }
  /** All terms hold. */
  | { readonly kind: "query"; readonly terms: readonly SearchTerm[] }
  /** A sentence for whoever typed it. */
  | { readonly kind: "invalid"; readonly reason: string };

/** Words, "phrases" and /expressions/, anywhere or in a `field:`, any of them excluded by a `-`. */
export function parseSearch(typed: string): SearchQuery {
  const terms = termsOf(typed);
  if (typeof terms === "string") return { kind: "invalid", reason: terms };
  return terms.length === 0 ? { kind: "none" } : { kind: "query", terms };
}

/** Last part of a path, whatever its separators. */
export function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}

/** The texts of a frame table, each once, so that a search looks at a name once and not per node or frame. */
interface Texts {
  readonly texts: readonly string[];
  /** Index into `texts` of each frame. */
  readonly of: Int32Array;
}
interface SearchedFrames {
  readonly function: Texts;
  readonly file: Texts;
  readonly base: Texts;
  readonly package: Texts;
}

/** What can be searched of frames, or of rows of a table. */
export type SearchedTable = Pick<FlamegraphFrames, "name" | "file" | "package" | "line" | "firstLine">;

/** Views of one profile share their frame table. */
const searched = new WeakMap<SearchedTable, SearchedFrames>();

function searchedFrames(frames: SearchedTable): SearchedFrames {
  const known = searched.get(frames) ?? {
    function: textsOf(frames.name),
    file: textsOf(frames.file),
    base: textsOf(frames.file.map(baseName)),
    package: textsOf(frames.package),
  };
  searched.set(frames, known);
  return known;
}

function textsOf(all: readonly string[]): Texts {
  const indices = new Map<string, number>();
  const of = Int32Array.from(all, (text) => {
    const index = indices.get(text) ?? indices.size;
    indices.set(text, index);
    return index;
  });
  return { texts: [...indices.keys()], of };
}

/** 1 for each frame for which every term of a query holds. */
export function matchFrames(frames: SearchedTable, terms: readonly SearchTerm[]): Uint8Array {
  const matching = new Uint8Array(frames.name.length).fill(1);
  for (const term of terms) {
    const found = framesOfTerm(frames, term);
    const wanted = term.excluded ? 0 : 1;
    for (let frame = 0; frame < matching.length; frame++) if (found[frame] !== wanted) matching[frame] = 0;
  }
  return matching;
}

function framesOfTerm(frames: SearchedTable, term: SearchTerm): Uint8Array {
  const found = new Uint8Array(frames.name.length);
  if (term.field === "line") {
    for (let frame = 0; frame < found.length; frame++) {
      const line = frames.line[frame] || (frames.firstLine[frame] ?? 0);
      if (line >= term.first && line <= term.last) found[frame] = 1;
    }
    return found;
  }
  const all = searchedFrames(frames);
  const columns = term.field === "any" ? [all.function, all.base, all.package] : [all[term.field]];
  for (const { texts, of } of columns) {
    const matches = Uint8Array.from(texts, (text) => (term.matches(text) ? 1 : 0));
    for (let frame = 0; frame < found.length; frame++) if (matches[of[frame] ?? 0] === 1) found[frame] = 1;
  }
  return found;
}

/**
 * The nodes of some frames, in the order of falling total; of equal totals the first in the graph comes first. In order of
 * time they follow one another as they came.
 */
export interface SearchResult {
  /** 1 per frame that was looked for. */
  readonly frames: Uint8Array;
  /** How many nodes they have. */
  readonly count: number;
  /** The heaviest of them, -1 where there is none. */
  readonly heaviest: number;
  /** Weight below them, a match inside a match counted once; in the graph's unit. */
  readonly weight: number;
  /**
   * Matching nodes before every `BLOCK`th node in preorder, and last all of them: a count for each node would take longer
   * to write than to search.
   */
  readonly before: Int32Array;
}

const BLOCK = 64;

/** One linear pass over the nodes; the subtree of a match adds no weight again. */
export function findMatches(graph: Flamegraph, frames: Uint8Array): SearchResult {
  const { frame, totals, subtreeEnd } = graph;
  const blocks = Math.ceil(frame.length / BLOCK);
  const before = new Int32Array(blocks + 1);
  let count = 0;
  let weight = 0;
  let heaviest = -1;
  let coveredUntil = 0;
  for (let block = 0; block < blocks; block++) {
    before[block] = count;
    const end = Math.min(frame.length, (block + 1) * BLOCK);
    for (let node = block * BLOCK; node < end; node++) {
      if (frames[frame[node] ?? 0] !== 1) continue;
      count++;
      const total = totals[node] ?? 0;
      if (heaviest < 0 || total > (totals[heaviest] ?? 0)) heaviest = node;
      if (node < coveredUntil) continue;
      weight += total;
      coveredUntil = subtreeEnd[node] ?? 0;
    }
  }
  before[blocks] = count;
  return { frames, count, heaviest, weight, before };
}

/** Whether a node from `from` up to but without `to` matches. Constant time. */
export function hasMatchBetween({ frame }: Flamegraph, found: SearchResult, from: number, to: number): boolean {
  const { frames, before } = found;
  const firstWhole = Math.ceil(from / BLOCK);
  const lastWhole = Math.floor(to / BLOCK);
  const hasOne = (start: number, end: number): boolean => {
    for (let node = start; node < end; node++) if (frames[frame[node] ?? 0] === 1) return true;
    return false;
  };
  if (firstWhole >= lastWhole) return hasOne(from, to);
  if ((before[lastWhole] ?? 0) > (before[firstWhole] ?? 0)) return true;
  return hasOne(from, firstWhole * BLOCK) || hasOne(lastWhole * BLOCK, to);
}

/** The place of a node among the matches, from 0; -1 where it is none. O(nodes): a million are never sorted for one step. */
export function rankOfMatch(graph: Flamegraph, { frames }: SearchResult, node: number): number {
  if (node < 0 || frames[graph.frame[node] ?? 0] !== 1) return -1;
  let rank = 0;
  for (let other = 0; other < graph.frame.length; other++)
    if (frames[graph.frame[other] ?? 0] === 1 && isBefore(graph, other, node)) rank++;
  return rank;
}

/** The match after a node, or before it; around at the ends, and the first or last where the node is no match. -1: no match. */
export function nextMatch(graph: Flamegraph, { frames }: SearchResult, node: number, step: 1 | -1): number {
  const isMatch = node >= 0 && frames[graph.frame[node] ?? 0] === 1;
  let next = -1;
  let end = -1;
  for (let other = 0; other < graph.frame.length; other++) {
    if (frames[graph.frame[other] ?? 0] !== 1) continue;
    if (end < 0 || isNearer(graph, other, end, step)) end = other;
    if (!isMatch || other === node || isNearer(graph, other, node, step)) continue;
    if (next < 0 || isNearer(graph, other, next, step)) next = other;
  }
  return next < 0 ? end : next;
}

function isNearer(graph: Flamegraph, a: number, b: number, step: 1 | -1): boolean {
  return step > 0 ? isBefore(graph, a, b) : isBefore(graph, b, a);
}

function isBefore({ totals, rows }: Flamegraph, a: number, b: number): boolean {
  if (rows) return a < b;
  const difference = (totals[a] ?? 0) - (totals[b] ?? 0);
  return difference > 0 || (difference === 0 && a < b);
}
