import type { HoverEntry, HoverList } from "../core/hover/hover-content.ts";
import { functionEdges } from "../core/profile/function-edges.ts";
import type { Profile, TreeProfile } from "../core/profile/model.ts";
import { outermost, subtreeSums } from "../core/profile/tree-walk.ts";
import { weightIndex } from "../core/profile/weights.ts";
import { formatCount, formatShare } from "../core/units.ts";
import { chooseWeight } from "./choose-weight.ts";
import { lineHref } from "./document-path.ts";
import type { FunctionNumbers, RunIndex } from "./evidence.ts";
import { functionId } from "./function-numbers.ts";

const SHOWN = 5;

/** A caller or callee over all profiles of the run. */
export interface RunEdge {
  readonly entry: FunctionNumbers;
  /** In the run's best weight; 0 where only calls are known. */
  total: number;
  calls: number | null;
}

export interface RunEdges {
  readonly callers: readonly RunEdge[];
  readonly callees: readonly RunEdge[];
}

/** Callers and callees of a function; with a line, the callees are those called from it (samplers only know that). */
export function edgesOf(index: RunIndex, subject: FunctionNumbers, line: number): RunEdges {
  const weight = chooseWeight(index, null);
  if (weight === null) return { callers: [], callees: [] };
  const entries = new Map(index.functions.map((entry) => [entry.id, entry]));
  const callers = new Map<string, RunEdge>();
  const callees = new Map<string, RunEdge>();
  const isSampled = index.trees.some(({ profile }) => weightIndex(profile, weight.id) >= 0);
  for (const { profile } of [...index.trees, ...index.graphs]) {
    const column = weightIndex(profile, weight.id);
    const self = indexOf(index, profile, subject);
    if (self < 0 || column < 0) continue;
    const edges = functionEdges(profile, column, self);
    const counted = profile.kind === "graph";
    const add = (into: Map<string, RunEdge>, other: number, total: number, calls: number | null): void => {
      const entry = entries.get(functionId(profile, other, index.facts));
      if (entry === undefined) return;
      const edge = into.get(entry.id) ?? { entry, total: 0, calls: null };
      // Times under cProfile are not added to sampled ones: beside a sampler it only gives the calls.
      if (!(counted && isSampled)) edge.total += Number.isNaN(total) ? 0 : total;
      if (calls !== null) edge.calls = (edge.calls ?? 0) + calls;
      into.set(entry.id, edge);
    };
    for (const edge of edges.callers) add(callers, edge.function, edge.total, edge.calls);
    if (line > 0 && profile.kind === "tree")
      for (const [other, total] of lineCallees(profile, column, self, line)) add(callees, other, total, null);
    else if (line === 0 || !isSampled)
      for (const edge of edges.callees) add(callees, edge.function, edge.total, edge.calls);
  }
  return { callers: heaviestFirst(callers), callees: heaviestFirst(callees) };
}

/** The lists of a hover: top callers and callees as links to their definitions. */
export function hoverEdges(index: RunIndex, subject: FunctionNumbers, line: number): HoverList[] {
  const { callers, callees } = edgesOf(index, subject, line);
  const whole = index.totals.get(chooseWeight(index, null)?.id ?? "") ?? 0;
  const isByLine = line > 0 && index.trees.length > 0;
  const lists = [
    listOf(line > 0 ? `${subject.name} is called by` : "Called by", callers, whole),
    listOf(isByLine ? "This line calls" : line > 0 ? `${subject.name} calls` : "Calls", callees, whole),
  ];
  return lists.filter(({ entries }) => entries.length > 0);
}

function listOf(heading: string, edges: readonly RunEdge[], whole: number): HoverList {
  const entries = edges.slice(0, SHOWN).map(({ entry, total, calls }): HoverEntry => {
    const figures = [
      total > 0 && whole > 0 ? formatShare(total / whole) : "",
      calls === null ? "" : `${formatCount(calls)} ${calls === 1 ? "call" : "calls"}`,
    ];
    return {
      name: entry.name,
      href: entry.path === null ? null : lineHref(entry.path, entry.firstLine),
      figures: figures.filter((figure) => figure !== "").join(" · "),
    };
  });
  return { heading, entries, more: Math.max(0, edges.length - SHOWN) };
}

function indexOf(index: RunIndex, profile: Profile, subject: FunctionNumbers): number {
  return profile.functions.name.findIndex((_, at) => functionId(profile, at, index.facts) === subject.id);
}

/** Time in the functions called from one line of a function; recursion counts once per stack. */
function lineCallees(profile: TreeProfile, weight: number, self: number, line: number): Map<number, number> {
  const { nodes, frames, functions } = profile;
  const column = nodes.self[weight];
  const totals = new Map<number, number>();
  if (column === undefined) return totals;
  const key = nodes.frame.map((frame, node) => {
    const above = nodes.frame[nodes.parent[node] ?? -1] ?? -1;
    const isHere = frames.function[above] === self && frames.line[above] === line;
    return isHere ? (frames.function[frame] ?? -1) : -1;
  });
  const first = outermost(nodes, key, functions.name.length);
  subtreeSums(nodes, column).forEach((value, node) => {
    const callee = key[node] ?? -1;
    if (first[node] === 1 && value > 0) totals.set(callee, (totals.get(callee) ?? 0) + value);
  });
  return totals;
}

function heaviestFirst(edges: ReadonlyMap<string, RunEdge>): RunEdge[] {
  return [...edges.values()].sort((a, b) => b.total - a.total || (b.calls ?? 0) - (a.calls ?? 0));
}
