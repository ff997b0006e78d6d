import path from "node:path";
import { parseArgs } from "node:util";
import type { ProfileRow } from "../core/profile/profile-rows.ts";
import { orUsageError, UsageError } from "./usage-error.ts";

/** What `heatline lines` and `heatline functions` are told. */
export interface TableArguments {
  readonly source: string;
  readonly measure: "self" | "total";
  /** Id of a weight; null: the first that the profile has. */
  readonly weight: string | null;
  /** Rows of files whose path ends with this; null: all. */
  readonly file: string | null;
  readonly top: number;
  readonly json: boolean;
}

const TOP_OF_TEXT = 20;

/** @throws UsageError */
export function parseTableArguments(command: string, argv: readonly string[]): TableArguments {
  const { values, positionals } = parse(argv);
  const [source, more] = positionals;
  if (source === undefined || more !== undefined)
    throw new UsageError(`heatline ${command} needs one run directory or profile`);
  const top = topOf(values.top, values.json);
  if (values.self && values.total) throw new UsageError("--self and --total exclude each other");
  const measure = values.self ? "self" : "total";
  return { source, measure, weight: values.weight ?? null, file: values.file ?? null, top, json: values.json };
}

/** How many rows: a program wants everything, a screen what fits. Throws a UsageError for what is no number. */
export function topOf(given: string | undefined, json: boolean): number {
  if (given === undefined) return json ? Number.POSITIVE_INFINITY : TOP_OF_TEXT;
  const top = Number(given);
  if (!(Number.isInteger(top) && top >= 1)) throw new UsageError(`--top is a whole number from 1 on, not ${given}`);
  return top;
}

/** The rows to show: those with something in them, hottest first. */
export function chosenRows(rows: readonly ProfileRow[], { measure, file, top }: TableArguments): ProfileRow[] {
  return rows
    .filter((row) => row[measure] > 0 && (file === null || endsWithPath(row.file, file)))
    .sort((a, b) => b[measure] - a[measure])
    .slice(0, top);
}

/** `parser.py` and `logreport/parser.py` both mean `/home/me/logreport/parser.py`, not `/home/me/other_parser.py`. */
function endsWithPath(file: string, end: string): boolean {
  const parts = (text: string) => path.normalize(text).split(/[\\/]/);
  const wanted = parts(end);
  return parts(file).slice(-wanted.length).join("/") === wanted.join("/");
}

function parse(argv: readonly string[]) {
  return orUsageError(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        top: { type: "string" },
        weight: { type: "string" },
        file: { type: "string" },
        self: { type: "boolean" },
        total: { type: "boolean" },
        json: { type: "boolean", default: false },
      },
    }),
  );
}
