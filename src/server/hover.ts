import type { Hover, Position } from "vscode-languageserver/node";
import type { HoverContent } from "../core/hover/hover-content.ts";
import { renderMarkdown } from "../core/hover/markdown.ts";
import { renderPlaintext } from "../core/hover/plaintext.ts";
import type { PythonScope, PythonSyntax } from "../core/python/syntax.ts";
import { documentMap, type OpenDocument } from "./document-map.ts";
import type { FunctionNumbers, LineNumbers, RunIndex } from "./evidence.ts";
import { functionColumns, lineColumns, tableOf } from "./hover-columns.ts";
import { edgesOf, hoverEdges } from "./hover-edges.ts";
import { runFacts } from "./hover-run.ts";
import { memoryContent } from "./memory-hover.ts";

/**
 * Everything known of a line or, on the name of a measured function, of the function; null where nothing was measured.
 * `position` is LSP's: 0-based, UTF-16.
 */
export async function hover(
  index: RunIndex,
  document: OpenDocument,
  position: Position,
  format: "markdown" | "plaintext",
): Promise<Hover | null> {
  const content = await hoverContent(index, document, position);
  if (content === null) return null;
  const value = format === "markdown" ? renderMarkdown(content) : renderPlaintext(content);
  return { contents: { kind: format, value } };
}

async function hoverContent(index: RunIndex, document: OpenDocument, at: Position): Promise<HoverContent | null> {
  const mapped = await documentMap(index, document);
  const then = mapped?.map?.thenFromNow(at.line + 1) ?? null;
  if (mapped === null || then === null) return null;
  if (index.tests !== null) return memoryContent(index, mapped.key, then);
  const syntax = await index.syntaxOf(mapped.key);
  const scope = syntax === null ? null : innermost(syntax, then.line);
  const around = scope === null ? null : functionOf(index, mapped.key, scope);
  const notes = then.changed
    ? ["This line has changed since the run: the figures are those of the line that ran."]
    : [];

  const definition = syntax?.functions.find(({ defLine }) => defLine === then.line) ?? null;
  const defined = definition === null ? null : functionOf(index, mapped.key, definition);
  const word = wordAt(document.text, at);
  const called = around === null || word === "" ? null : calleeNamed(index, around, word);
  const subject = defined ?? called;
  if (subject !== null) return functionContent(index, subject, notes);
  return lineContent(index, mapped.key, then.line, around, notes);
}

function functionContent(index: RunIndex, subject: FunctionNumbers, notes: readonly string[]): HoverContent {
  const columns = functionColumns(index, subject);
  return {
    title: subject.name,
    table: tableOf(columns),
    lists: hoverEdges(index, subject, 0),
    notes: [...notes, ...columns.flatMap(({ note }) => (note === "" ? [] : [note]))],
    run: runFacts(index),
  };
}

async function lineContent(
  index: RunIndex,
  key: string,
  line: number,
  around: FunctionNumbers | null,
  notes: readonly string[],
): Promise<HoverContent | null> {
  const byWeight = new Map<string, LineNumbers>();
  for (const { id } of index.weights) {
    const numbers = (await index.linesOf(key, id)).get(line);
    if (numbers !== undefined) byWeight.set(id, numbers);
  }
  if (byWeight.size === 0) return null;
  const columns = lineColumns(index, byWeight);
  return {
    title: around === null ? `Line ${line}` : `Line ${line} of ${around.name}`,
    table: tableOf(columns),
    lists: around === null ? [] : hoverEdges(index, around, line),
    notes: [...notes, ...columns.flatMap(({ note }) => (note === "" ? [] : [note]))],
    run: runFacts(index),
  };
}

/** The last scope that begins before the line and has not ended is the innermost one. */
function innermost({ scopes }: PythonSyntax, line: number): PythonScope | null {
  return (
    scopes.findLast(
      ({ kind, firstLine, endLine }) => kind !== "comprehension" && firstLine <= line && line <= endLine,
    ) ?? null
  );
}

function functionOf(index: RunIndex, key: string, scope: PythonScope): FunctionNumbers | null {
  const isSame = ({ name, firstLine }: FunctionNumbers) =>
    (name === scope.name || name.endsWith(`.${scope.name}`)) &&
    (firstLine === scope.firstLine || scope.kind === "module");
  return index.functionsIn(key).find(isSame) ?? null;
}

/** The function that the word under the cursor calls: only where a single callee has that name. */
function calleeNamed(index: RunIndex, caller: FunctionNumbers, word: string): FunctionNumbers | null {
  const named = edgesOf(index, caller, 0)
    .callees.map(({ entry }) => entry)
    .filter(({ name }) => name === word || name.endsWith(`.${word}`));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** The Python identifier at a position, '' where there is none. */
function wordAt(text: string, { line, character }: Position): string {
  const content = text.split(/\r\n|\r|\n/)[line] ?? "";
  for (const match of content.matchAll(/[\p{L}\p{N}_]+/gu))
    if (match.index <= character && character <= match.index + match[0].length) return match[0];
  return "";
}
