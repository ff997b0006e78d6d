import type { PythonSyntax } from "../python/syntax.ts";
import { type CallSites, createCallSites } from "./call-sites.ts";
import type { GraphProfile } from "./model.ts";

/** A function called from a line. */
export interface LineCallee {
  /** Index into `profile.functions`. */
  readonly function: number;
  readonly calls: number;
  /** NaN where the profiler did not measure pairs. */
  readonly totalNs: number;
  readonly certainty: "exact" | "estimated";
}

/**
 * Heat that a call graph gives a line.
 * - `def`: the function's own numbers, exact. Stands on the `def` line (not on its decorators).
 * - `call`: what the calls made from this line took. `totalNs` is the time in the callees, once where a generator or a
 *   lambda of the line makes calls within others; `selfNs` only that of callees
 *   without a source of their own (built-ins), since Python callees keep theirs on their own lines.
 */
export interface GraphLine {
  readonly role: "def" | "call";
  readonly line: number;
  /** NaN where a part of it is not known: the `profile` module counts the calls of a pair and not their time. */
  readonly selfNs: number;
  readonly totalNs: number;
  /** NaN where calls are not counted. */
  readonly calls: number;
  /** `estimated`: several lines of the caller could have made the calls; each gets the same part. */
  readonly certainty: "exact" | "estimated";
  /** For `def`: index of the function. -1 for calls. */
  readonly function: number;
  /** For `call`: heaviest first, those of unknown time last. */
  readonly callees: readonly LineCallee[];
}

/**
 * Places a call graph's numbers on the lines of one file, which cProfile does not do: functions by their first line,
 * pairs by the calls in the caller's body that have the callee's name. A pair with one possible line is exact, with
 * several it is shared equally and estimated, with none it is not placed. Sorted by line, `def` first.
 */
export function graphLineHeat(profile: GraphProfile, fileIndex: number, syntax: PythonSyntax): GraphLine[] {
  const sites = createCallSites(profile, fileIndex, syntax);
  return [...definitions(profile, fileIndex, sites), ...callLines(profile, fileIndex, sites)].sort(
    (a, b) => a.line - b.line || (a.role === b.role ? 0 : a.role === "def" ? -1 : 1),
  );
}

function definitions(profile: GraphProfile, fileIndex: number, sites: CallSites): GraphLine[] {
  const lines: GraphLine[] = [];
  for (const [index, file] of profile.functions.file.entries()) {
    if (file !== fileIndex) continue;
    const scope = sites.scopesOf(index)[0];
    // The module and inlined comprehensions are no definitions: their totals would stand on unrelated lines.
    if (scope === undefined || scope.kind === "module" || scope.kind === "comprehension") continue;
    lines.push({
      role: "def",
      line: scope.defLine,
      selfNs: profile.selfNs[index] ?? 0,
      totalNs: profile.totalNs[index] ?? 0,
      calls: profile.calls[index] ?? 0,
      certainty: "exact",
      function: index,
      callees: [],
    });
  }
  return lines;
}

function callLines(profile: GraphProfile, fileIndex: number, sites: CallSites): GraphLine[] {
  const { edges, functions } = profile;
  const byLine = new Map<number, { selfNs: number; totalsNs: number[]; callees: LineCallee[] }>();
  for (let edge = 0; edge < edges.caller.length; edge++) {
    const caller = edges.caller[edge] ?? 0;
    if (functions.file[caller] !== fileIndex) continue;
    const callee = edges.callee[edge] ?? 0;
    const { lines, certain } = sites.linesOf(caller, callee);
    const depth = sites.expressionDepth(caller);
    for (const line of lines) {
      const place = byLine.get(line) ?? { selfNs: 0, totalsNs: [], callees: [] };
      byLine.set(line, place);
      place.totalsNs[depth] = (place.totalsNs[depth] ?? 0) + (edges.totalNs[edge] ?? 0) / lines.length;
      if ((functions.file[callee] ?? -1) < 0) place.selfNs += (edges.selfNs[edge] ?? 0) / lines.length;
      place.callees.push({
        function: callee,
        calls: (edges.calls[edge] ?? 0) / lines.length,
        totalNs: (edges.totalNs[edge] ?? 0) / lines.length,
        certainty: certain ? "exact" : "estimated",
      });
    }
  }
  return [...byLine].map(([line, { selfNs, totalsNs, callees }]) => ({
    role: "call",
    line,
    selfNs,
    // `sum(f(x) for x in y)`: the time in `f`, called by the generator, is in the time of `sum` already.
    // What is not known (NaN) in one of them is not known in the whole: so `Math.max` has it.
    totalNs: totalsNs.reduce((most, each) => Math.max(most, each), 0),
    calls: callees.reduce((sum, { calls }) => sum + calls, 0),
    certainty: callees.every(({ certainty }) => certainty === "exact") ? "exact" : "estimated",
    function: -1,
    callees: callees.sort(heaviestFirst),
  }));
}

function heaviestFirst(a: LineCallee, b: LineCallee): number {
  const [left, right] = [a, b].map(({ totalNs }) => (Number.isNaN(totalNs) ? -1 : totalNs)) as [number, number];
  return right - left || b.calls - a.calls || a.function - b.function;
}
