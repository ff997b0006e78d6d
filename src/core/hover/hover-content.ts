/** What a hover says, as data. Every string may hold untrusted text; the renderers escape it. */
export interface HoverContent {
  /** e.g. `parse_line` or `Line 12 of parse_line`. */
  readonly title: string;
  /** One column per measurement, e.g. `py-spy wall time`; cells are finished text, unknown ones `—`. */
  readonly table: {
    readonly columns: readonly string[];
    readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[];
  };
  readonly lists: readonly HoverList[];
  /** Sentences: what the numbers are shares of, why they are estimated, changed since. */
  readonly notes: readonly string[];
  /** Facts of the run: title, profiler, interpreter, when, commit. */
  readonly run: readonly string[];
}

/** Callers or callees. */
export interface HoverList {
  readonly heading: string;
  readonly entries: readonly HoverEntry[];
  /** How many more there are than `entries`. */
  readonly more: number;
}

export interface HoverEntry {
  readonly name: string;
  /** Percent-encoded `file:` URI with a line fragment; null where there is no file to open. */
  readonly href: string | null;
  readonly figures: string;
}
