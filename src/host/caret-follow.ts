import { Disposable, type TextEditor, window } from "vscode";
import { fromEditorLine } from "./position.ts";
import type { SourcePosition } from "./source-position.ts";

/** Typing and held arrow keys move the caret many times a second. */
const REST_MS = 150;

/**
 * Calls back with the place of the caret once it rests in a Python file, and with null where no such file is in front any
 * more. A page that has the focus leaves the caret where it is: its editor is beside it.
 */
export function followCaret(moved: (position: SourcePosition | null) => void): Disposable & { now(): void } {
  let editor = window.activeTextEditor;
  let pause: ReturnType<typeof setTimeout> | undefined;

  function rest(next: TextEditor | undefined): void {
    editor = next;
    clearTimeout(pause);
    pause = setTimeout(tell, REST_MS);
  }

  function tell(): void {
    const python =
      editor?.document.languageId === "python" && editor.document.uri.scheme === "file" ? editor : undefined;
    moved(python ? { uri: python.document.uri, line: fromEditorLine(python.selection.active.line) } : null);
  }

  const parts = Disposable.from(
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === window.activeTextEditor) rest(textEditor);
    }),
    window.onDidChangeActiveTextEditor((next) => {
      if (next !== undefined) rest(next);
    }),
    window.onDidChangeVisibleTextEditors((visible) => {
      if (editor !== undefined && !visible.includes(editor)) rest(window.activeTextEditor);
    }),
    new Disposable(() => clearTimeout(pause)),
  );
  return { now: tell, dispose: () => parts.dispose() };
}
