import { Uri, window } from "vscode";
import { fromEditorLine } from "./position.ts";

/** A place in a source file; `line` is 1-based. */
export interface SourcePosition {
  readonly uri: Uri;
  readonly line: number;
}

/**
 * The position a command is about. Three callers pass three things: a code lens `[uri, line]`, the menu of the line
 * numbers `[{ uri, lineNumber }]`, all others nothing that has a line: then it is the cursor of the active editor.
 */
export function sourcePosition(args: readonly unknown[]): SourcePosition | null {
  const [first, second] = args;
  const named = typeof first === "object" && first !== null && "lineNumber" in first ? first : null;
  const uri = toUri(named !== null && "uri" in named ? named.uri : first);
  const line = named?.lineNumber ?? second;
  if (uri !== null && typeof line === "number") return { uri, line };
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.document.uri.scheme !== "file") return null;
  return { uri: editor.document.uri, line: fromEditorLine(editor.selection.active.line) };
}

function toUri(value: unknown): Uri | null {
  if (value instanceof Uri) return value;
  if (typeof value !== "string") return null;
  try {
    return Uri.parse(value, true);
  } catch {
    return null;
  }
}
