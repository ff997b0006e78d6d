import { commands, Disposable, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { ProfileSelection } from "../core/protocol/lanes.ts";
import { type FromFlamegraph, fromFlamegraphSchema, type ToFlamegraph } from "../core/protocol/webview.ts";
import { followCaret } from "./caret-follow.ts";
import type { ComparedPage } from "./compare/compare-commands.ts";
import { COMMANDS } from "./contributions.ts";
import { type PageWishes, timeOrder } from "./flamegraph-message.ts";
import type { HostContext } from "./host-context.ts";
import { messageText } from "./message-text.ts";
import { openSource } from "./open-source.ts";
import { saveExport } from "./save-export.ts";
import type { SourcePosition } from "./source-position.ts";
import { pageOptions, renderPage } from "./webview-page.ts";

/** What a flamegraph page asks of whoever opened it. */
export type PageRequest = Extract<FromFlamegraph, { type: "command" | "paint" | "cancelReading" }>;

/** What a flamegraph page shows: the current run, or a profile that was opened. */
export interface FlamegraphSubject {
  /** The name that the server knows it by. */
  readonly which: string | null;
  /** What to show now. Rejects only where it cannot be compared as is wished. */
  message(wishes: PageWishes): Promise<ToFlamegraph>;
  /** Looks at a part only; false where nothing is in it. What there is to show then changes by `changed`. */
  select(selection: ProfileSelection): Promise<boolean>;
  receive(request: PageRequest): Promise<void>;
}

/** One flamegraph page from its making to its end. */
export interface FlamegraphSession extends Disposable {
  readonly panel: WebviewPanel;
  /** Compares what is shown with a run directory or a profile file; null: with none. */
  compare(against: string | null): void;
  /** There is something new to show; another weight may be the best one where it is of something else. */
  changed(replaced: boolean): void;
  /** Sends a message that does not concern the graph, unless the page is hidden. */
  tell(message: ToFlamegraph): void;
  /** Selects the frame of a source line once the flamegraph is drawn. */
  reveal(position: SourcePosition): void;
}

export function startSession(host: HostContext, panel: WebviewPanel, subject: FlamegraphSubject): FlamegraphSession {
  const { server, log, extensionUri } = host;
  const { which } = subject;
  let ended = false;
  /** The page listens: from its `ready` until it is hidden, when VS Code throws it away. */
  let ready = false;
  let weight: string | null = null;
  let against: string | null = null;
  let time: PageWishes["time"];
  let wanted: SourcePosition | null = null;
  /** Sends follow one another, so that frame numbers are always those of the flamegraph sent last. */
  let sending: Promise<void> | undefined;
  let again = false;

  /** Where the caret was told of last; answers may come in another order. */
  let caretTold = 0;

  function tell(message: ToFlamegraph): void {
    // After the panel's end VS Code throws.
    if (ready && !ended) void panel.webview.postMessage(message);
  }

  function send(): void {
    if (!ready || ended) return;
    if (sending !== undefined) {
      again = true;
      return;
    }
    sending = sendOnce().finally(() => {
      sending = undefined;
      if (!again) return caret.now();
      again = false;
      send();
    });
  }

  async function sendCaret(position: SourcePosition | null): Promise<void> {
    if (!ready || ended) return;
    caretTold++;
    const told = caretTold;
    const frames =
      position === null
        ? []
        : await server
            .request("caretFrames", { which, uri: position.uri.toString(), line: position.line })
            .catch(() => []);
    // Frame numbers of a flamegraph that is on its way are those of the next one: it asks again.
    if (told === caretTold && sending === undefined) tell({ type: "caret", frames });
  }

  async function sendOnce(): Promise<void> {
    const message = await messageNow();
    tell(message);
    if (wanted === null || message.type !== "flamegraph") return;
    const { uri, line } = wanted;
    wanted = null;
    const found = await server.request("frameAt", { which, uri: uri.toString(), line }).catch(() => null);
    if (found !== null) tell({ type: "revealFrame", frame: found.frame });
    else
      void window.showInformationMessage(
        `Line ${line} of ${messageText(uri.path.split("/").at(-1) ?? "")} is not in this flamegraph: it was never seen running.`,
      );
  }

  /** What cannot be compared is shown alone, with the reason. */
  async function messageNow(): Promise<ToFlamegraph> {
    const asked = against;
    try {
      return await subject.message({ weight, time, against: asked });
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      if (against === asked) against = null;
      void window.showErrorMessage(messageText(error instanceof Error ? error.message : String(error), 400));
      return subject.message({ weight, time, against: null });
    }
  }

  function compare(path: string | null): void {
    against = path;
    send();
  }

  async function showTime(wish: PageWishes["time"]): Promise<void> {
    time = wish;
    // Frames are those of the flamegraph sent last: one that is on its way may not know of the wish yet.
    await sending;
    if (ready && wish !== undefined && time === wish)
      tell({ type: "timeOrder", time: await timeOrder(server, which, wish) });
  }

  async function openFrame(frame: number, beside: boolean): Promise<void> {
    const location = await server.request("frameLocation", { which, frame });
    await openSource(location?.path ?? null, location?.line ?? 0, "", {
      viewColumn: beside ? ViewColumn.Beside : sourceColumn(panel, location?.path ?? null),
    });
  }

  async function sendSource(frame: number): Promise<void> {
    const source = await server.request("frameSource", { which, frame });
    if (source !== null) tell({ type: "source", frame, ...source });
  }

  function save({ kind, name, data }: Extract<FromFlamegraph, { type: "save" }>): Promise<void> {
    return saveExport(kind, name, async () => {
      if (data !== null) return new Uint8Array(data);
      const made = await server.request("report", { which });
      return made && new TextEncoder().encode(made.html);
    });
  }

  async function receive(message: FromFlamegraph): Promise<void> {
    switch (message.type) {
      case "ready":
        ready = true;
        return send();
      case "chooseWeight":
        weight = message.weight;
        return send();
      case "openFrame":
        return openFrame(message.frame, message.beside);
      case "compare":
        return commands.executeCommand(COMMANDS.compareWith, { kind: "page", which } satisfies ComparedPage);
      case "stopComparing":
        return compare(null);
      case "askSource":
        return sendSource(message.frame);
      case "save":
        return save(message);
      case "timeOrder":
        return showTime(message.shown ? message.thread : undefined);
      case "select":
        if (!(await subject.select(message.selection))) tell({ type: "nothingSelected" });
        return;
      default:
        return subject.receive(message);
    }
  }

  const caret = followCaret((position) => void sendCaret(position));
  const listeners = Disposable.from(
    caret,
    panel.webview.onDidReceiveMessage((data: unknown) => {
      const message = fromFlamegraphSchema.safeParse(data);
      if (!message.success) return log.warn("The flamegraph page sent a message that is none; it is ignored.");
      receive(message.data).catch((error: unknown) => {
        log.error(error instanceof Error ? error : String(error));
      });
    }),
    panel.onDidChangeViewState(() => {
      if (panel.visible) send();
      else ready = false;
    }),
  );

  panel.iconPath = Uri.joinPath(extensionUri, "media", "flame.svg");
  panel.webview.options = pageOptions(extensionUri);
  panel.webview.html = renderPage(panel.webview, extensionUri, "flamegraph");

  return {
    panel,
    tell,
    compare,
    changed: (replaced) => {
      if (replaced) weight = null;
      if (replaced) against = null;
      send();
    },
    reveal: (position) => {
      wanted = position;
      send();
    },
    dispose: () => {
      ended = true;
      listeners.dispose();
      if (against !== null) void server.request("closeComparison", { which }).catch(() => undefined);
    },
  };
}

/** Never the panel's own column, which the source would cover. */
function sourceColumn(panel: WebviewPanel, file: string | null): ViewColumn {
  const shown = window.visibleTextEditors.find(({ document }) => document.uri.fsPath === file);
  if (shown?.viewColumn !== undefined && shown.viewColumn !== panel.viewColumn) return shown.viewColumn;
  return panel.viewColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
}
