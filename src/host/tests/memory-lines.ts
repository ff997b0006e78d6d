import {
  DecorationRangeBehavior,
  Disposable,
  OverviewRulerLane,
  Range,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  window,
  workspace,
} from "vscode";
import { CHANGED_TEXT } from "../../core/heat/text.ts";
import { keeperText } from "../../core/memory/test-text.ts";
import type { MemoryLine } from "../../core/protocol/server.ts";
import { measuresTests } from "../../core/recording-title.ts";
import type { HostContext } from "../host-context.ts";
import { hasLine, toEditorLine } from "../position.ts";

/** As for heat: until then VS Code itself moves the decorations with the text. */
const EDIT_PAUSE_MS = 200;

/** Marks the lines that keep memory in the visible editors, and says behind them how much and of which test. */
export function createMemoryLines({ server, currentRun, settings, log }: HostContext): Disposable {
  const line = lineType();
  const text = window.createTextEditorDecorationType({ rangeBehavior: DecorationRangeBehavior.ClosedOpen });
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();

  const wanted = () => measuresTests(currentRun.view) && settings.read().heat.enabled;

  async function show(editor: TextEditor): Promise<void> {
    const { document } = editor;
    const { version, uri } = document;
    if (uri.scheme !== "file") return;
    const run = currentRun.view;
    try {
      const lines = wanted() ? ((await server.request("memoryLines", { uri: uri.toString() })) ?? []) : [];
      if (document.version === version && currentRun.view === run) paint(editor, lines);
    } catch (error) {
      log.warn(`No memory lines for ${uri.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function paint(editor: TextEditor, all: readonly MemoryLine[]): void {
    const { document } = editor;
    const lines = all.filter((each) => hasLine(document, each.line));
    const rangeOf = (each: MemoryLine) => document.lineAt(toEditorLine(each.line)).range;
    editor.setDecorations(line, lines.filter(({ changed }) => !changed).map(rangeOf));
    const withText = settings.read(document.uri).heat.text !== "off";
    editor.setDecorations(text, withText ? lines.map((each) => textOption(rangeOf(each), each)) : []);
  }

  function showAll(): void {
    for (const editor of window.visibleTextEditors) void show(editor);
  }

  function showAfterPause(document: TextDocument): void {
    const uri = document.uri.toString();
    clearTimeout(waiting.get(uri));
    if (!wanted()) return;
    const again = () => {
      waiting.delete(uri);
      for (const editor of window.visibleTextEditors) if (editor.document === document) void show(editor);
    };
    waiting.set(uri, setTimeout(again, EDIT_PAUSE_MS));
  }

  showAll();
  return Disposable.from(
    line,
    text,
    currentRun.onDidChange(showAll),
    settings.onDidChange(showAll),
    window.onDidChangeVisibleTextEditors(showAll),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) showAfterPause(document);
    }),
    new Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
    }),
  );
}

/** Borders are transparent but in the high-contrast themes, which have no fills. */
function lineType(): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("heatline.memoryBackground"),
    border: "1px solid",
    borderColor: new ThemeColor("heatline.memoryBorder"),
    overviewRulerColor: new ThemeColor("heatline.memoryOverviewRuler"),
    overviewRulerLane: OverviewRulerLane.Left,
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
  });
}

function textOption({ end }: Range, { bytesPerRun, tests, changed }: MemoryLine) {
  return {
    range: new Range(end, end),
    renderOptions: {
      after: {
        contentText: changed ? CHANGED_TEXT : keeperText(bytesPerRun, tests),
        color: new ThemeColor(changed ? "heatline.changedForeground" : "heatline.memoryForeground"),
        margin: "0 0 0 3ch",
        fontStyle: changed ? "italic" : "normal",
      },
    },
  };
}
