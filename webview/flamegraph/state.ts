import type { Scale } from "../../src/core/profile/comparison.ts";
import { parseSearch, type SearchQuery } from "../../src/core/profile/flamegraph-search.ts";
import type { Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { FlamegraphTotals, TotalsColumn } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph, Unit } from "../../src/core/profile/model.ts";
import type { ToFlamegraph } from "../../src/core/protocol/webview.ts";
import type { Coloring, ColorKey } from "./coloring.ts";
import type { View } from "./views.ts";

export type EmptyMessage = Extract<ToFlamegraph, { type: "empty" }>;
export type ReadingMessage = Extract<ToFlamegraph, { type: "reading" }>;
export type DataMessage = Extract<ToFlamegraph, { type: "flamegraph" }>;

/** A function, as it survives new data. */
export interface FocusedFunction {
  readonly name: string;
  readonly file: string;
  readonly firstLine: number;
}
export type Tab = "functions" | "lines";

export interface ComparisonOptions {
  /** null: what is usual for the weight. */
  readonly scale: Scale | null;
  /** The older one is compared with the newer one. */
  readonly swapped: boolean;
}

/** What is compared with what. */
export interface ComparisonScene {
  readonly before: { readonly name: string; readonly total: number };
  readonly after: { readonly name: string; readonly total: number };
  readonly unit: Unit;
  readonly scale: Scale;
  /** Nobody chose the scale. */
  readonly isUsual: boolean;
}

/** What the user chose; none of it depends on the data. */
export interface Options {
  readonly search: string;
  readonly ownOnly: boolean;
  readonly colorBy: ColorKey;
  readonly view: View;
  /** Only this function: what it called or, bottom up, who called it; null: everything. */
  readonly focus: FocusedFunction | null;
  readonly tab: Tab;
  readonly comparison: ComparisonOptions;
  readonly sort: { readonly column: TotalsColumn; readonly descending: boolean };
}

/** All that follows from the data and the options alone; made anew when one of them changes. */
export interface Scene {
  readonly header: DataMessage["header"];
  readonly weights: DataMessage["weights"];
  /** What the editor said of a comparison; null: there is none. */
  readonly against: NonNullable<DataMessage["against"]> | null;
  readonly comparison: ComparisonScene | null;
  /** As measured. */
  readonly full: Flamegraph;
  /** As shown: the same, or own code only, or one function, or upside down. */
  readonly graph: Flamegraph;
  /** The graph is of the focused function alone; a function that the data does not have is not focused. */
  readonly focused: boolean;
  /** Weight outside own code; 0 where everything is shown. */
  readonly outside: number;
  readonly totals: Readonly<Record<Tab, FlamegraphTotals>>;
  readonly coloring: Coloring;
}

/** Which frames stand out while the others are dimmed. */
export interface Lit {
  /** 1 per frame that stands out. */
  readonly frames: Uint8Array;
  /** Matching nodes, heaviest first. */
  readonly nodes: Int32Array;
  /** Weight below them, nothing counted twice. */
  readonly weight: number;
  /** `before[node]`: matching nodes before it in preorder; one entry more than nodes. */
  readonly before: Int32Array;
}

export interface PageState {
  readonly scene: Scene | null;
  readonly empty: EmptyMessage | null;
  /** A file is being read, and there is nothing of it to show yet. */
  readonly reading: ReadingMessage | null;
  readonly options: Options;
  readonly query: SearchQuery;
  /** Matches of the search; null without one. */
  readonly found: Lit | null;
  /** Frames of the chosen table row; null without one. */
  readonly row: { readonly tab: Tab; readonly index: number; readonly lit: Lit } | null;
  /** Selected node; -1: none. */
  readonly selected: number;
  /** Node that was zoomed to; -1: the whole. `span` lies within it. */
  readonly zoomNode: number;
  readonly span: Span;
}

export const DEFAULT_OPTIONS: Options = {
  search: "",
  ownOnly: false,
  colorBy: "file",
  view: "merged",
  focus: null,
  tab: "functions",
  comparison: { scale: null, swapped: false },
  sort: { column: "self", descending: true },
};

export function initialState(options: Options): PageState {
  const query = parseSearch(options.search);
  return {
    scene: null,
    empty: null,
    reading: null,
    options,
    query,
    found: null,
    row: null,
    selected: -1,
    zoomNode: -1,
    span: { start: 0, end: 1 },
  };
}

/** What stands out now: a chosen row before the search. */
export function litOf(state: PageState): Lit | null {
  return state.row?.lit ?? state.found;
}
