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
  /** Matching nodes, heaviest first; in order of time as they came. */
  readonly nodes: Int32Array;
  /** Weight below matching nodes, a match inside a match counted once; in the graph's unit. */
  readonly weight: number;
}

/** One linear pass; the subtree of a match adds no weight again. */
export function findMatches(graph: Flamegraph, matchingFrames: Uint8Array): SearchResult {
  const nodes: number[] = [];
  let weight = 0;
  let coveredUntil = 0;
  for (let node = 0; node < graph.frame.length; node++) {
    if (matchingFrames[graph.frame[node] ?? 0] !== 1) continue;
    nodes.push(node);
    if (node < coveredUntil) continue;
    weight += graph.totals[node] ?? 0;
    coveredUntil = graph.subtreeEnd[node] ?? 0;
  }
  const totalOf = (node: number) => graph.totals[node] ?? 0;
  // In order of time the next match is the next one in time.
  if (graph.rows) return { nodes: Int32Array.from(nodes), weight };
  return { nodes: Int32Array.from(nodes).sort((a, b) => totalOf(b) - totalOf(a) || a - b), weight };
}
