import {
  Range,
  Selection,
  type TextEditor,
  TextEditorRevealType,
  Uri,
  type ViewColumn,
  window,
  workspace,
} from "vscode";
import { messageText } from "./message-text.ts";
import { hasLine, toEditorLine } from "./position.ts";

export interface OpenSourceOptions {
  readonly viewColumn?: ViewColumn;
  readonly preserveFocus?: boolean;
}

/**
 * Opens a source file at a 1-based line (0: unknown, the file's start). Where it cannot be opened a sentence says why:
 * a profile may come from another machine, or name code that never was a file.
 * @param file an absolute path; null where the profile gives none
 * @param name as recorded, for the sentence
 */
export async function openSource(
  file: string | null,
  line: number,
  name: string,
  options: OpenSourceOptions = {},
): Promise<TextEditor | undefined> {
  const shown = messageText(name || file || "This frame");
  if (file === null) {
    void window.showInformationMessage(`${shown} has no source file: it is built in, generated, or native code.`);
    return undefined;
  }
  const uri = Uri.file(file);
  try {
    await workspace.fs.stat(uri);
  } catch {
    void window.showWarningMessage(
      `The source ${messageText(file)} is not on this machine any more. The figures of the run are still whole.`,
    );
    return undefined;
  }
  return showLine(uri, line, options);
}

async function showLine(uri: Uri, line: number, options: OpenSourceOptions): Promise<TextEditor | undefined> {
  try {
    const document = await workspace.openTextDocument(uri);
    const editor = await window.showTextDocument(document, { preview: true, ...options });
    if (!hasLine(document, line)) return editor;
    const text = document.lineAt(toEditorLine(line));
    const start = text.range.start.translate(0, text.firstNonWhitespaceCharacterIndex);
    editor.selection = new Selection(start, start);
    editor.revealRange(new Range(start, start), TextEditorRevealType.InCenterIfOutsideViewport);
    return editor;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showWarningMessage(`${messageText(uri.fsPath)} cannot be shown: ${messageText(reason, 200)}`);
    return undefined;
  }
}
