import {
  collapseLibraries,
  collapseRecursion,
  hideFrames,
  subtreeOf,
} from "../../src/core/profile/flamegraph-reshape.ts";
import { withoutOrigins } from "../../src/core/profile/flamegraph-view.ts";
import { exactNodeAt } from "../../src/core/profile/flamegraph-view-path.ts";
import type { Flamegraph, FlamegraphFrames } from "../../src/core/profile/model.ts";
import type { NamedFunction, Options } from "./state.ts";

export interface ShapedTree {
  readonly graph: Flamegraph;
  /** What the table counts: a function's total counts recursion once per stack anyway, and its lines stay apart. */
  readonly counted: Flamegraph;
  readonly outside: number;
}

/** The tree as the options leave it, top down. The root comes last: it is a path in the tree that the user saw. */
export function shapeTree(full: Flamegraph, { hidden, shape }: Pick<Options, "hidden" | "shape">): ShapedTree {
  const own = hidden.length > 0 ? withoutOrigins(full, hidden) : { graph: full, outside: 0 };
  const folded = shape.libraries === "collapsed" ? collapseLibraries(own.graph) : own.graph;
  const seen =
    shape.hidden.length > 0 ? hideFrames(folded, framesOf(folded, shape.hidden)) : { graph: folded, outside: 0 };
  const graph = shape.recursion === "collapsed" ? collapseRecursion(seen.graph) : seen.graph;
  const root = shape.root === null ? -1 : exactNodeAt(graph, shape.root);
  if (root < 0) return { graph, counted: seen.graph, outside: own.outside + seen.outside };
  const below = subtreeOf(graph, root);
  return { graph: below, counted: below, outside: 0 };
}

/** 1 per frame of any of the functions. */
function framesOf({ frames }: Flamegraph, functions: readonly NamedFunction[]): Uint8Array {
  const keys = new Set(functions.map(({ name, file, firstLine }) => `${firstLine}\0${name}\0${file}`));
  return Uint8Array.from(frames.name, (name, frame) =>
    keys.has(`${frames.firstLine[frame]}\0${name}\0${frames.file[frame]}`) ? 1 : 0,
  );
}

export function functionOf({ frames }: Flamegraph, frame: number): NamedFunction {
  return {
    name: frames.name[frame] ?? "",
    file: frames.file[frame] ?? "",
    firstLine: frames.firstLine[frame] ?? 0,
  };
}

/** The frame of the function among some frames, -1 where it is not there. */
export function frameOf(frames: FlamegraphFrames, among: Int32Array, wanted: NamedFunction | null): number {
  if (wanted === null) return -1;
  const { name, file, firstLine } = wanted;
  const isWanted = (frame: number) =>
    frames.name[frame] === name && frames.file[frame] === file && frames.firstLine[frame] === firstLine;
  return among.find(isWanted) ?? -1;
}
