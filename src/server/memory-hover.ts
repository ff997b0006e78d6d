import type { HoverContent } from "../core/hover/hover-content.ts";
import { growthText, testName } from "../core/memory/test-text.ts";
import { formatBytes, formatCount } from "../core/units.ts";
import type { RunIndex } from "./evidence.ts";
import { runFacts } from "./hover-run.ts";
import { type Keeper, keepersIn } from "./test-memory.ts";

/** A hover is small: so many tests have a column of their own. */
const MOST_COLUMNS = 3;

/** What a line keeps after each run of which tests; null where it keeps nothing. `line` is that of the text that ran. */
export function memoryContent(
  index: RunIndex,
  key: string,
  { line, changed }: { readonly line: number; readonly changed: boolean },
): HoverContent | null {
  const keepers = keepersIn(index, key).get(line);
  if (keepers === undefined) return null;
  const shown = keepers.slice(0, MOST_COLUMNS);
  const others = keepers.slice(MOST_COLUMNS).map(({ test }) => testName(test.id));
  return {
    title: `Line ${line} keeps memory`,
    table: {
      columns: shown.map(({ test }) => testName(test.id)),
      rows: ROWS.map(({ label, cell }) => ({ label, cells: shown.map(cell) })),
    },
    lists: [],
    notes: [
      ...(changed ? ["This line has changed since the run: the figures are those of the line that ran."] : []),
      ...(others.length > 0 ? [`It also keeps memory of ${others.slice(0, 10).join(", ")}.`] : []),
      "Exact: tracemalloc counted every allocation that was alive after garbage collection. A test is said to grow when " +
        "each of its judged runs kept more than the run before.",
    ],
    run: runFacts(index),
  };
}

const ROWS: readonly { readonly label: string; cell(keeper: Keeper): string }[] = [
  { label: "This line keeps", cell: ({ bytesPerRun }) => growthText(bytesPerRun) },
  { label: "In blocks", cell: ({ blocksPerRun }) => `+${blocksText(blocksPerRun)} per run` },
  {
    label: "The test keeps",
    cell: ({ test: { verdict } }) => (verdict.kind === "grows" ? growthText(verdict.bytesPerRun) : ""),
  },
  {
    label: "Middle half of its runs",
    cell: ({ test: { verdict } }) =>
      verdict.kind === "grows" ? `${formatBytes(verdict.low)} to ${formatBytes(verdict.high)}` : "",
  },
  {
    label: "Runs",
    cell: ({ test: { verdict, kept } }) =>
      verdict.kind === "grows" ? `${formatCount(kept.length)}, ${formatCount(verdict.runs)} judged` : "",
  },
];

function blocksText(blocks: number): string {
  return Number.isInteger(blocks) ? formatCount(blocks) : blocks.toFixed(1);
}
