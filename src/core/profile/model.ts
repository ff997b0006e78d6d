/**
 * The model every profiler's output becomes: immutable, columnar (one typed array per attribute), without a clock,
 * files or an editor. Lines are 1-based; 0 means "unknown". Times are nanoseconds.
 */

/** What a number counts. A number never travels without its unit. */
export type Unit = (typeof UNITS)[number];
/** `hits` counts how often a line was executed; `count` is for what a file counts without saying what. */
export const UNITS = ["ns", "samples", "calls", "hits", "bytes", "blocks", "count"] as const;

/** How far a number can be trusted. `samples` is the number of samples behind the whole weight. */
export type Certainty =
  | { readonly kind: "exact" }
  | { readonly kind: "sampled"; readonly samples: number }
  | { readonly kind: "estimated"; readonly because: string };

/**
 * One measured quantity of a profile. Ids that mean the same in every format: `wall` (ns, elapsed), `cpu` (ns, on a
 * processor), `samples`, `calls`, `hits`, `bytes`, `blocks`; a format with quantities of its own adds ids of its own.
 */
export interface Weight {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly certainty: Certainty;
}

/** Functions of a profile. A function is (file, first line, name); `file` indexes `Profile.files`. */
export interface FunctionTable {
  readonly name: readonly string[];
  /** Index into `Profile.files`; -1 where the function has no file (built-ins, native code without symbols). */
  readonly file: Int32Array;
  /** Line of the `def`; 0 where the producer does not say. */
  readonly firstLine: Int32Array;
}

/** A frame is a function at a line: what samplers see. */
export interface FrameTable {
  /** Index into `functions`. */
  readonly function: Int32Array;
  /** The line that was executing; 0 where unknown. */
  readonly line: Int32Array;
  /** 1-based column of what was executing; 0 where unknown. */
  readonly column: Int32Array;
}

/** What was seen one after the other, where the file keeps that. One entry per sample or span, each thread in order of time. */
export interface Timeline {
  /** `samples` where a file keeps the order alone: starts and durations then count samples. */
  readonly unit: "ns" | "samples";
  /** Leaf node; its thread is the sample's. */
  readonly node: Int32Array;
  /** From the beginning of the recording. */
  readonly startNs: Float64Array;
  readonly durationNs: Float64Array;
}

export interface ThreadInfo {
  readonly id: string;
  readonly name: string;
}

interface ProfileBase {
  /** Which parser made it: `speedscope`, `pstats`, `heatline-sampler`. */
  readonly format: string;
  /** The tool and its version as the file names it, e.g. `py-spy@0.4.3`. */
  readonly producer: string;
  readonly pid: number | null;
  /** As recorded, in the order of first use; not yet resolved against a cwd. */
  readonly files: readonly string[];
  readonly functions: FunctionTable;
  readonly weights: readonly Weight[];
  /** Sentences about what the file lacks or what was repaired. */
  readonly warnings: readonly string[];
}

/** What samplers give: a call tree whose nodes carry self weights. */
export interface TreeProfile extends ProfileBase {
  readonly kind: "tree";
  readonly frames: FrameTable;
  readonly threads: readonly ThreadInfo[];
  readonly nodes: {
    /** Index of the parent node, always smaller than the node's own; -1 for a root. */
    readonly parent: Int32Array;
    /** Index into `frames`. */
    readonly frame: Int32Array;
    /** Index into `threads`. */
    readonly thread: Int32Array;
    /** `self[w][node]`: self value in `weights[w]`. */
    readonly self: readonly Float64Array[];
  };
  /** Null where the file holds sums only. */
  readonly timeline: Timeline | null;
}

/** Columns of numbers about calls. A count is NaN where the producer did not count. */
export interface CallColumns {
  readonly calls: Float64Array;
  /** Calls that were not recursive. */
  readonly primitiveCalls: Float64Array;
  readonly selfNs: Float64Array;
  /** Elapsed in outermost activations, callees included. */
  readonly totalNs: Float64Array;
  /** The times as the file gives them, bit for bit: `selfNs` is `selfSeconds * 1e9` and so may lose the last digit. */
  readonly selfSeconds: Float64Array;
  readonly totalSeconds: Float64Array;
}

/**
 * What cProfile gives: exact numbers per function and per caller-callee pair; no lines, no tree. The columns have one
 * entry per function, those of `edges` one per pair. `weights` are `wall` (ns) and `calls`.
 */
export interface GraphProfile extends ProfileBase, CallColumns {
  readonly kind: "graph";
  readonly edges: CallColumns & { readonly caller: Int32Array; readonly callee: Int32Array };
}

export type Profile = TreeProfile | GraphProfile;

/** Where a file belongs: decides colours, folding and what is shown. */
export type CodeOrigin = (typeof CODE_ORIGINS)[number];
/** Own code first, what is farthest from it last. */
export const CODE_ORIGINS = ["own", "library", "stdlib", "native", "generated"] as const;

/**
 * What call graphs say exactly, of all processes together: numbers of functions and of the pairs that called each other.
 * Times in ns; NaN where a producer does not say.
 */
export interface CallGraph {
  /** One entry per function: its frame in the flamegraph that the graph comes with. */
  readonly frame: Int32Array;
  readonly calls: Float64Array;
  readonly selfNs: Float64Array;
  /** Elapsed in outermost activations, callees included. */
  readonly totalNs: Float64Array;
  /** One entry per pair; `caller` and `callee` index the functions, the times are the callee's. */
  readonly pairs: {
    readonly caller: Int32Array;
    readonly callee: Int32Array;
    readonly calls: Float64Array;
    readonly selfNs: Float64Array;
    readonly totalNs: Float64Array;
  };
}

/**
 * A merged call tree in preorder, ready to be drawn: children follow their parent, siblings by falling total
 * ("left-heavy"). All arrays have one entry per node. `start` and `total` are in the unit of `weight`.
 */
export interface Flamegraph {
  readonly weight: Weight;
  /** Sum over the roots. */
  readonly total: number;
  readonly start: Float64Array;
  readonly totals: Float64Array;
  readonly self: Float64Array;
  readonly depth: Uint16Array;
  readonly parent: Int32Array;
  /** One past the last node of the node's subtree. */
  readonly subtreeEnd: Int32Array;
  /** Index into `frames`. */
  readonly frame: Int32Array;
  readonly maxDepth: number;
  readonly frames: FlamegraphFrames;
  /** A sentence where the tree is not what was measured (built from a call graph, small frames together), else ''. */
  readonly estimated: string;
  /** The call graph that the tree was estimated from. */
  readonly callGraph?: CallGraph;
  /** Turned upside down: `totals` are the self (flamegraph-inverted.ts) or total weights of the roots, by who called them. */
  readonly inverted?: "self" | "total";
  /** Two profiles in one tree (comparison.ts): the widths (`start`, `totals`, `self`, `total`) are the mean of both. */
  readonly comparison?: Comparison;
  /** Absent where no profile counted calls. Not of `frames`, which graphs of a part of the stacks share. */
  readonly counts?: FunctionCounts;
  /** In order of time (time-order.ts): siblings follow one another, with gaps, and `total` is less than the axis is long. */
  readonly rows?: TimeRows;
}

/** What each of two profiles has of the nodes of their merged tree. */
export interface Comparison {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
}

/** The columns have one entry per node, in the unit of the graph's weight times `scale`. */
export interface ComparedSide {
  readonly self: Float64Array;
  readonly totals: Float64Array;
  /** Of the whole profile, or of the function that the graph is of. */
  readonly total: number;
  /** What one sample stands for; 0 where the numbers are exact. */
  readonly perSample: number;
  /** Both sides have the same total where shares are compared: what was measured is `value / scale`. Else 1. */
  readonly scale: number;
}

/** The boxes of a flamegraph in order of time, row by row. */
export interface TimeRows {
  /** Boxes of depth `d` are `nodes[first[d]]` up to `nodes[first[d + 1] - 1]`. */
  readonly first: Int32Array;
  readonly nodes: Int32Array;
  /** Where each of `nodes` begins: side by side, as searching for a place in time jumps. */
  readonly starts: Float64Array;
  /** Where the axis ends: how long the recording lasted. */
  readonly endNs: number;
}

/**
 * What was measured of the function of each frame, over the whole: exact, while a tree made from a call graph leaves out
 * what is too small. NaN: not known.
 */
export interface FunctionCounts {
  /** Recursive ones included. */
  readonly calls: Float64Array;
  /** In the unit of the graph's weight. */
  readonly self: Float64Array;
  readonly total: Float64Array;
}

/** The frames a flamegraph names: structure of arrays, strings as they are (untrusted text). */
export interface FlamegraphFrames {
  readonly name: readonly string[];
  /** Absolute path, or what the profiler gave where there is none (`<frozen ...>`, `~`, ''). */
  readonly file: readonly string[];
  /** `def` line of the function; 0 unknown. */
  readonly firstLine: Int32Array;
  /** The sampled line, 0 where the tree is by function. */
  readonly line: Int32Array;
  readonly origin: readonly CodeOrigin[];
  /** Top-level package or module of the file, '' unknown: the colour key. */
  readonly package: readonly string[];
}
