import type { TextDocument } from "vscode";

/** Heatline counts lines from 1, as Python does; the editor counts from 0. This is the only place that converts. */

export function toEditorLine(line: number): number {
  return Math.max(0, Math.trunc(line) - 1);
}

export function fromEditorLine(editorLine: number): number {
  return editorLine + 1;
}

/** True where the document has that 1-based line. */
export function hasLine(document: TextDocument, line: number): boolean {
  return line >= 1 && line <= document.lineCount;
}
