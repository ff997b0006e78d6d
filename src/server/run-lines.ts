import { type GraphLine, graphLineHeat } from "../core/profile/graph-heat.ts";
import { weightIndex } from "../core/profile/weights.ts";
import type { PythonSyntax } from "../core/python/syntax.ts";
import type { LineNumbers, LoadedGraph, LoadedTree } from "./evidence.ts";
import type { FileFacts } from "./file-facts.ts";
import { treeLines } from "./tree-lines.ts";

export interface LineSources {
  readonly trees: readonly LoadedTree[];
  readonly graphs: readonly LoadedGraph[];
  readonly facts: FileFacts;
  /** Syntax of the text that ran; null where the text is not known. */
  syntaxOf(key: string): Promise<PythonSyntax | null>;
}

const SHARED_CALLS = "several lines of the function could have made these calls, so each got the same part";

/**
 * All numbers of a file's lines in one weight. Lines of samplers get cProfile's calls beside them; without a sampler
 * that has the weight, cProfile's own numbers stand on `def` and call lines.
 */
export async function runLines(sources: LineSources, weightId: string, key: string): Promise<Map<number, LineNumbers>> {
  const { trees, graphs, facts } = sources;
  const isSampled = trees.some(({ profile }) => weightIndex(profile, weightId) >= 0);
  const traced = await tracedLines(sources, isSampled ? "wall" : weightId, key);
  if (!isSampled) return traced;
  const lines = treeLines(trees, weightId, key, facts);
  if (graphs.length === 0) return lines;
  for (const [line, { calls, callsCertainty }] of traced) {
    const sampled = lines.get(line);
    if (sampled !== undefined) lines.set(line, { ...sampled, calls, callsCertainty });
  }
  return lines;
}

async function tracedLines(sources: LineSources, weightId: string, key: string): Promise<Map<number, LineNumbers>> {
  const { graphs, facts, syntaxOf } = sources;
  const lines = new Map<number, LineNumbers>();
  const syntax = graphs.length > 0 ? await syntaxOf(key) : null;
  if (syntax === null) return lines;
  for (const { profile } of graphs) {
    if (weightIndex(profile, weightId) < 0) continue;
    profile.files.forEach((file, fileIndex) => {
      if (facts.place(file)?.key !== key) return;
      for (const entry of graphLineHeat(profile, fileIndex, syntax)) add(lines, entry, weightId);
    });
  }
  return lines;
}

function add(lines: Map<number, LineNumbers>, entry: GraphLine, weightId: string): void {
  const before = lines.get(entry.line);
  // A function on one line (`def f(): return g()`) is its own totals; its calls are inside them.
  if (before?.role === "def" && entry.role === "call") return;
  const isCalls = weightId === "calls";
  const estimated = before?.certainty === "estimated" || entry.certainty === "estimated";
  const calls = (before?.calls ?? 0) + entry.calls;
  lines.set(entry.line, {
    self: (before?.self ?? 0) + (isCalls ? entry.calls : entry.selfNs),
    total: (before?.total ?? 0) + (isCalls ? entry.calls : entry.totalNs),
    samples: null,
    calls: Number.isNaN(calls) ? null : calls,
    callsCertainty: Number.isNaN(calls) ? null : estimated ? "estimated" : "exact",
    certainty: estimated ? "estimated" : "exact",
    role: entry.role,
    because: estimated ? SHARED_CALLS : "",
  });
}
