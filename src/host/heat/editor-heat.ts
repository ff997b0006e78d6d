import { Disposable, type TextDocument, type TextEditor, window, workspace } from "vscode";
import type { FileHeat } from "../../core/protocol/server.ts";
import type { HostContext } from "../host-context.ts";
import { createDecorationTypes } from "./decoration-types.ts";
import { clearHeat, type HeatLook, paintHeat, paintHeatTexts } from "./paint.ts";

/** After the last key: VS Code itself moves the decorations with the text until then. */
const EDIT_PAUSE_MS = 200;

/** What the server said of a file, and of which version of its text. */
interface KnownHeat {
  readonly heat: FileHeat | null;
  readonly version: number;
}

/** Keeps the heat in the visible editors right: after a new run, new figures, an edit, a scroll or a setting. */
export function createEditorHeat({ server, currentRun, settings, log }: HostContext): Disposable {
  const types = createDecorationTypes();
  const known = new Map<string, KnownHeat>();
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();

  const wanted = () => currentRun.view !== null && settings.read().heat.enabled;
  const lookOf = (document: TextDocument): HeatLook => settings.read(document.uri).heat;

  function paint(editor: TextEditor, painter: typeof paintHeat): void {
    const { document } = editor;
    const now = known.get(document.uri.toString());
    // Figures of an older text would stand on wrong lines: the answer to the edit is on its way.
    if (now === undefined || now.version !== document.version) return;
    if (now.heat === null) clearHeat(editor, types);
    else painter(editor, now.heat, lookOf(document), types);
  }

  async function ask(document: TextDocument): Promise<void> {
    const { version, uri } = document;
    const { weight, measure, threshold } = settings.read(uri).heat;
    const run = currentRun.view;
    try {
      const heat = await server.request("heat", {
        uri: uri.toString(),
        weight: weight === "auto" ? null : weight,
        measure,
        threshold: threshold / 100,
      });
      if (document.version !== version || currentRun.view !== run || !wanted()) return;
      known.set(uri.toString(), { heat, version });
      for (const editor of editorsOf(document)) paint(editor, paintHeat);
    } catch (error) {
      if (currentRun.view !== run) return;
      for (const editor of editorsOf(document)) clearHeat(editor, types);
      log.warn(`No heat for ${uri.fsPath}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function refresh(): void {
    known.clear();
    if (!wanted()) {
      for (const editor of window.visibleTextEditors) clearHeat(editor, types);
      return;
    }
    for (const document of visibleDocuments()) void ask(document);
  }

  function showEditors(editors: readonly TextEditor[]): void {
    if (!wanted()) return;
    for (const editor of editors) if (isSource(editor.document)) paint(editor, paintHeat);
    const visible = visibleDocuments();
    for (const document of visible)
      if (known.get(document.uri.toString())?.version !== document.version) void ask(document);
    const open = new Set(visible.map(({ uri }) => uri.toString()));
    for (const uri of known.keys()) if (!open.has(uri)) known.delete(uri);
  }

  function askAfterPause(document: TextDocument): void {
    if (!wanted() || !isSource(document) || editorsOf(document).length === 0) return;
    const uri = document.uri.toString();
    clearTimeout(waiting.get(uri));
    waiting.set(
      uri,
      setTimeout(() => {
        waiting.delete(uri);
        if (wanted() && !document.isClosed) void ask(document);
      }, EDIT_PAUSE_MS),
    );
  }

  refresh();
  return Disposable.from(
    types,
    currentRun.onDidChange(refresh),
    settings.onDidChange(refresh),
    window.onDidChangeVisibleTextEditors(showEditors),
    window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => wanted() && paint(textEditor, paintHeatTexts)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) askAfterPause(document);
    }),
    new Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
    }),
  );
}

/** Heat belongs to files on disk: never to a diff's other side, an output, a notebook cell. */
function isSource(document: TextDocument): boolean {
  return document.uri.scheme === "file";
}

function visibleDocuments(): TextDocument[] {
  return [...new Set(window.visibleTextEditors.map(({ document }) => document))].filter(isSource);
}

function editorsOf(document: TextDocument): TextEditor[] {
  return window.visibleTextEditors.filter((editor) => editor.document === document);
}
