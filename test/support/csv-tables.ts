import { expect } from "vitest";
import { functionsCsv, linesCsv } from "../../src/core/export/csv.ts";
import type { Profile } from "../../src/core/profile/model.ts";
import { functionRows, lineRows, type ProfileRow } from "../../src/core/profile/profile-rows.ts";

/**
 * Writes the tables of every weight and reads them with a reader of RFC 4180: the rows are those of the profiles, to the
 * last digit. An apostrophe before what looks like a formula is all that is added.
 */
export function checkTables(profiles: readonly Profile[]): void {
  const weights = new Set(profiles.flatMap((profile) => profile.weights.map(({ id }) => id)));
  for (const id of weights) {
    const functions = functionRows(profiles, id).map((row) => [...cellsOf(row), cellOf(row.calls)]);
    expect(bodyOf(functionsCsv.write(profiles, [id])), `functions, ${id}`).toEqual(functions.sort());
    expect(bodyOf(linesCsv.write(profiles, [id])), `lines, ${id}`).toEqual(lineRows(profiles, id).map(cellsOf).sort());
  }
}

function cellsOf({ file, line, function: name, self, total }: ProfileRow): string[] {
  return [textOf(file), line === 0 ? "" : String(line), textOf(name), cellOf(self), cellOf(total)];
}

function cellOf(value: number | null): string {
  return value === null || Number.isNaN(value) ? "" : String(value);
}

function textOf(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** The rows below the head, sorted. */
function bodyOf(table: string | Uint8Array): string[][] {
  if (typeof table !== "string") throw new Error("bytes, not text");
  return readCsv(table).slice(1).sort();
}

function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
