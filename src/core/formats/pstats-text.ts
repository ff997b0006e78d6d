import { createGraphBuilder, type GraphBuilder } from "../profile/builder.ts";
import type { Profile, Weight } from "../profile/model.ts";
import { readCallRow, readEdgeRow, readFunctionName } from "./pstats-rows.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { headText, wholeText } from "./text-bytes.ts";

/**
 * Tables that cProfile, `profile` and `pstats.Stats.print_stats` print (`Lib/pstats.py`): `N function calls in S seconds`, then
 * rows `ncalls tottime percall cumtime percall file:line(function)`, ncalls as `all/primitive` for recursion, times in
 * seconds with three decimals. Each headline begins a profile. Tables of callers and callees give edges between functions
 * that the table before has; alone they have no totals and are refused. Other output may stand around all of it.
 */
export const pstatsText: Format = { id: "pstats-text", label: "printed cProfile table", detect, parse };

const HEADLINE = /^\s*\d+ function calls (?:\(\d+ primitive calls\) )?in -?\d+\.\d+ (?:CPU )?seconds\s*$/;
const COLUMNS = /^\s*ncalls\s+tottime\s+percall\s+cumtime\s+percall\s+filename:lineno\(function\)\s*$/;
const EDGE_COLUMNS = /^\s*(?:Function\s+(?:was called by|called)\.\.\.|ncalls\s+tottime\s+cumtime)\s*$/;
const REDUCED = /^\s*List reduced from (\d+) to (\d+) due to restriction/;

function detect(source: ProfileSource): boolean {
  const lines = headText(source).split(/\r?\n/);
  return lines.some(
    (line) =>
      HEADLINE.test(line) || COLUMNS.test(line) || /^\s*Function +(?:was called by|called)\.\.\.\s*$/.test(line),
  );
}

const MOST_TABLES = 4096;

interface Table {
  /** Null as long as the table has no row. */
  builder: GraphBuilder | null;
  /** Functions that have a row. */
  readonly listed: Set<number>;
  /** What rows stand for now. */
  rows: "none" | "functions" | "edges";
  /** The function that the rows of edges belong to, -1 for none. */
  subject: number;
  isCallee: boolean;
  left: number;
  lostEdges: number;
}

function parse(source: ProfileSource): ParseOutcome {
  const tables: Table[] = [];
  for (const line of wholeText(source).split(/\r?\n/)) {
    let table = tables.at(-1);
    const isHeadline = HEADLINE.test(line);
    if (isHeadline || (table === undefined && COLUMNS.test(line))) {
      if (tables.length === MOST_TABLES) throw new FormatError(`This file has more than ${MOST_TABLES} tables.`);
      table = createTable();
      tables.push(table);
    }
    if (table !== undefined && !isHeadline) readLine(table, line);
  }
  const profiles = tables.flatMap(build);
  if (profiles.length === 0)
    throw new FormatError("There is no table of functions with their times: callers alone do not tell what they took.");
  return { ok: true, profiles };
}

function createTable(): Table {
  return { builder: null, listed: new Set(), rows: "none", subject: -1, isCallee: true, left: 0, lostEdges: 0 };
}

function readLine(table: Table, line: string): void {
  const reduced = REDUCED.exec(line);
  if (reduced !== null) table.left = Math.max(table.left, Number(reduced[1]) - Number(reduced[2]));
  else if (COLUMNS.test(line)) table.rows = "functions";
  else if (EDGE_COLUMNS.test(line)) table.rows = "edges";
  else if (table.rows === "functions") addFunction(table, line);
  else if (table.rows === "edges") addEdge(table, line);
}

function addFunction(table: Table, line: string): void {
  const row = readCallRow(line);
  if (row === null) return;
  const { listed } = table;
  const builder = table.builder ?? createGraphBuilder({ format: pstatsText.id, producer: "cProfile", pid: null });
  table.builder = builder;
  const index = functionOf(builder, row.name);
  // Functions that print alike, as two lambdas of one line, are one here.
  builder.addFunction(index, row.numbers);
  listed.add(index);
}

function addEdge(table: Table, line: string): void {
  const { builder } = table;
  const row = readEdgeRow(line);
  if (row === null || builder === null) return;
  if (row.subject !== null) {
    table.subject = functionOf(builder, row.subject);
    table.isCallee = row.arrow === "<-";
  }
  if (row.edge === null) return;
  const other = functionOf(builder, row.edge.name);
  const [caller, callee] = table.isCallee ? [other, table.subject] : [table.subject, other];
  if (table.listed.has(caller) && table.listed.has(callee)) builder.addEdge(caller, callee, row.edge.numbers);
  else table.lostEdges++;
}

function functionOf(builder: GraphBuilder, text: string): number {
  const { name, file, line } = readFunctionName(text);
  return builder.function(name, builder.file(file), line);
}

function build({ builder, left, lostEdges }: Table): Profile[] {
  if (builder === null) return [];
  const warnings: string[] = [];
  if (left > 0) warnings.push(`The table was cut when it was printed: ${left} functions are missing.`);
  if (lostEdges > 0) warnings.push(`${lostEdges} calls of functions that are not in the table are left out.`);
  return [builder.build(WEIGHTS, warnings)];
}

const WEIGHTS: readonly Weight[] = [
  {
    id: "wall",
    label: "Time",
    unit: "ns",
    certainty: { kind: "estimated", because: "the table was printed with three decimals" },
  },
  { id: "calls", label: "Calls", unit: "calls", certainty: { kind: "exact" } },
];
