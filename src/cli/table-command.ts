import { certaintyText } from "../core/certainty-text.ts";
import type { ChosenWeight } from "../core/profile/chosen-weight.ts";
import { functionRows, lineRows, type ProfileRow } from "../core/profile/profile-rows.ts";
import { CLI_SCHEMA_VERSION, type FunctionsOutput, type LinesOutput } from "../core/protocol/cli.ts";
import { formatCount, formatShare, formatValue } from "../core/units.ts";
import { readProfiles } from "./read-profiles.ts";
import { chosenRows, parseTableArguments, type TableArguments } from "./table-arguments.ts";
import { visible } from "./visible.ts";
import { chooseWeight } from "./weight-choice.ts";

/** `heatline lines`: the hottest lines of a run or of a profile file, on stdout. */
export function linesCommand(argv: readonly string[]): Promise<number> {
  return tableCommand("lines", argv, lineRows);
}

/** `heatline functions`: the same of functions, with their calls where these are known. */
export function functionsCommand(argv: readonly string[]): Promise<number> {
  return tableCommand("functions", argv, functionRows);
}

async function tableCommand(
  what: "lines" | "functions",
  argv: readonly string[],
  rowsOf: typeof lineRows,
): Promise<number> {
  const wanted = parseTableArguments(what, argv);
  const read = await readProfiles(wanted.source);
  const chosen = chooseWeight(
    read.flatMap(({ profiles }) => profiles),
    wanted.weight,
  );
  const rows = chosenRows(rowsOf(chosen.profiles, chosen.weight.id), wanted);
  process.stdout.write(wanted.json ? asJson(what, chosen, rows) : asText(chosen, rows, wanted));
  return 0;
}

function asJson(what: "lines" | "functions", { weight, total }: ChosenWeight, rows: readonly ProfileRow[]): string {
  const { id, unit, certainty } = weight;
  const head = { schema: CLI_SCHEMA_VERSION, weight: { id, unit, certainty }, total } as const;
  const output: LinesOutput | FunctionsOutput =
    what === "functions" ? { ...head, functions: [...rows] } : { ...head, lines: rows.map(({ calls, ...row }) => row) };
  return `${JSON.stringify(output, null, 1)}\n`;
}

function asText({ weight, total }: ChosenWeight, rows: readonly ProfileRow[], { measure }: TableArguments): string {
  const lines = rows.map((row) => {
    const share = formatShare(total > 0 ? row[measure] / total : Number.NaN).padStart(8);
    const value = formatValue(row[measure], weight.unit).padStart(12);
    const calls = row.calls === null || weight.id === "calls" ? "" : `  ${formatCount(row.calls)} calls`;
    const place = row.file === "" ? "" : `  ${row.file}${row.line > 0 ? `:${row.line}` : ""}`;
    const name = row.function === "" ? "" : `  ${row.function}`;
    return `${share} ${value}${visible(place + name)}${calls}\n`;
  });
  return `${measure} of ${formatValue(total, weight.unit)} (${certaintyText(weight.certainty)})\n${lines.join("")}`;
}
