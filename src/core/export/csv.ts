import type { Profile } from "../profile/model.ts";
import { functionRows, lineRows, type ProfileRow } from "../profile/profile-rows.ts";
import { type ExportFormat, firstWeight } from "./export-format.ts";
import { spreadsheetText } from "./spreadsheet-text.ts";

/**
 * Comma-separated tables (RFC 4180) of one weight, one row per line or function, most first. The heads of the numbers
 * name their unit. What is unknown is an empty cell.
 */
export const linesCsv: ExportFormat = {
  id: "csv-lines",
  label: "CSV of lines",
  extension: ".csv",
  ofStacks: false,
  weights: firstWeight,
  write: (profiles, [weightId = ""]) =>
    table(["file", "line", "function", ...valueHeads(profiles, weightId)], lineRows(profiles, weightId), (row) => [
      ...placeCells(row),
      String(row.self),
      String(row.total),
    ]),
};

/** The same of functions, with their calls where these were counted. */
export const functionsCsv: ExportFormat = {
  id: "csv-functions",
  label: "CSV of functions",
  extension: ".csv",
  ofStacks: false,
  weights: firstWeight,
  write: (profiles, [weightId = ""]) =>
    table(
      ["file", "line", "function", ...valueHeads(profiles, weightId), "calls"],
      functionRows(profiles, weightId),
      (row) => [...placeCells(row), String(row.self), String(row.total), row.calls === null ? "" : String(row.calls)],
    ),
};

function valueHeads(profiles: readonly Profile[], weightId: string): string[] {
  const weight = profiles.flatMap(({ weights }) => weights).find(({ id }) => id === weightId);
  const unit = weight?.unit ?? "count";
  return [`self_${unit}`, `total_${unit}`];
}

function placeCells({ file, line, function: name }: ProfileRow): string[] {
  return [textCell(file), line > 0 ? String(line) : "", textCell(name)];
}

function textCell(text: string): string {
  const safe = spreadsheetText(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function table(head: readonly string[], rows: readonly ProfileRow[], cellsOf: (row: ProfileRow) => string[]): string {
  const sorted = rows.toSorted((a, b) => b.total - a.total || b.self - a.self);
  return [head, ...sorted.map(cellsOf)].map((cells) => `${cells.join(",")}\r\n`).join("");
}
