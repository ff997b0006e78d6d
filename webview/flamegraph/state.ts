import type { Scale } from "../../src/core/profile/comparison.ts";
import { parseSearch, type SearchQuery, type SearchResult } from "../../src/core/profile/flamegraph-search.ts";
import type { Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { PathStep } from "../../src/core/profile/flamegraph-view-path.ts";
import type { FlamegraphTotals, Grouping } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { CodeOrigin, Flamegraph, Unit } from "../../src/core/profile/model.ts";
import type { Lanes, ProfilePart, ThreadKey } from "../../src/core/protocol/lanes.ts";
import type { ToFlamegraph } from "../../src/core/protocol/webview.ts";
import type { Coloring, ColorKey } from "./coloring.ts";
import { COLUMNS_BY_WIDTH, type ColumnChoice } from "./column-layout.ts";
import type { ColumnId } from "./table-column.ts";
import type { TimeData } from "./time-scene.ts";
import type { View } from "./views.ts";

export type EmptyMessage = Extract<ToFlamegraph, { type: "empty" }>;
export type ReadingMessage = Extract<ToFlamegraph, { type: "reading" }>;
export type DataMessage = Extract<ToFlamegraph, { type: "flamegraph" }>;

/** A function, as it survives new data. */
export interface NamedFunction {
  readonly name: string;
  readonly file: string;
  readonly firstLine: number;
}
export type Tab = Grouping;

/** What is taken from the tree, or put together in it, before it is shown in any view. */
export interface Shape {
  readonly recursion: "kept" | "collapsed";
  readonly libraries: "kept" | "collapsed";
  /** Their frames vanish: what they called is called by their callers. */
  readonly hidden: readonly NamedFunction[];
  /** Only what is below this call path; null: everything. */
  readonly root: readonly PathStep[] | null;
}

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
  /** Origins of code whose time counts as that of its callers. */
  readonly hidden: readonly CodeOrigin[];
  readonly colorBy: ColorKey;
  readonly view: View;
  /** What the sandwich and the calls are about; null: the function that took most itself. */
  readonly focus: NamedFunction | null;
  readonly shape: Shape;
  /** The thread that is shown in order of time; null: the busiest. */
  readonly thread: ThreadKey | null;
  readonly tab: Tab;
  readonly comparison: ComparisonOptions;
  readonly sort: { readonly column: ColumnId; readonly descending: boolean };
  readonly columns: ColumnChoice;
  /** Leaves rows of the table out, and nothing else. */
  readonly tableFilter: string;
}

export const HALVES = ["callees", "callers"] as const;
export type Half = (typeof HALVES)[number];

/** Where a user was: by names, as data may have changed by the way back. */
export interface Place {
  readonly options: Pick<Options, "view" | "focus" | "shape" | "hidden">;
  readonly half: Half;
  readonly zoom: readonly PathStep[];
  readonly part: Span;
  readonly selected: readonly PathStep[];
  /** Where the selected box begins in order of time; null elsewhere. */
  readonly at: number | null;
}

/** Which half `Scene.graph` is, and the other one. */
export interface Sandwich {
  readonly half: Half;
  readonly other: Flamegraph;
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
  /** The chosen view, or another one where the data has nothing for it. */
  readonly view: View;
  /** Top down, as the options shape it: what the table and the colours are of. */
  readonly whole: Flamegraph;
  /** As drawn: the same, or upside down, or the half of a sandwich that was used last. */
  readonly graph: Flamegraph;
  readonly sandwich: Sandwich | null;
  /** A frame of the function that the sandwich or the calls are about; -1 in other views. */
  readonly subject: number;
  /** Weight of stacks of which nothing is left (code that is not shown, hidden functions); 0 where all is shown. */
  readonly outside: number;
  readonly totals: Readonly<Record<Tab, FlamegraphTotals>>;
  /** The rows of `whole`: its functions say which frame stands for all of a function where its lines are one. */
  readonly shaped: Readonly<Record<Tab, FlamegraphTotals>>;
  readonly coloring: Coloring;
  /** The threads; null where the profile has no call trees. */
  readonly lanes: Lanes | null;
  /** The numbers are of this part only. */
  readonly part: ProfilePart | null;
  /** A thread in order of time, while it is shown. */
  readonly time: TimeData | null;
}

/** Which frames stand out while the others are dimmed. */
export type Lit = SearchResult;

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
  /** Frames of the function at the editor's caret; empty: none. */
  readonly caret: readonly number[];
  /** Selected node; -1: none. */
  readonly selected: number;
  /** Node that was zoomed to; -1: the whole. `span` lies within it. */
  readonly zoomNode: number;
  readonly span: Span;
  /** The same of the other half of a sandwich. */
  readonly aside: { readonly zoomNode: number; readonly span: Span; readonly found: Lit | null };
  /** Places to go back to, the last one last, and forward to, the next one first. */
  readonly past: readonly Place[];
  readonly future: readonly Place[];
  /** A part of the axis of time that is being chosen. */
  readonly brush: Span | null;
  /** Steps of walking so far (arrows, rows of the table, matches), and whether the last change of place was one. */
  readonly walked: { readonly steps: number; readonly last: boolean };
}

export const WHOLE_TREE: Shape = { recursion: "kept", libraries: "kept", hidden: [], root: null };

export const DEFAULT_OPTIONS: Options = {
  search: "",
  hidden: [],
  colorBy: "file",
  view: "merged",
  focus: null,
  shape: WHOLE_TREE,
  thread: null,
  tab: "functions",
  comparison: { scale: null, swapped: false },
  sort: { column: "self", descending: true },
  columns: COLUMNS_BY_WIDTH,
  tableFilter: "",
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
    caret: [],
    selected: -1,
    zoomNode: -1,
    span: { start: 0, end: 1 },
    aside: { zoomNode: -1, span: { start: 0, end: 1 }, found: null },
    past: [],
    future: [],
    brush: null,
    walked: { steps: 0, last: false },
  };
}

/** What stands out now: a chosen row before the search. */
export function litOf(state: PageState): Lit | null {
  return state.row?.lit ?? state.found;
}
