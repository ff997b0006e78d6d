import path from "node:path";
import { commands, Disposable, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { type FromFlamegraph, fromFlamegraphSchema, type ToFlamegraph } from "../core/protocol/webview.ts";
import { COMMANDS, FLAMEGRAPH_PANEL } from "./contributions.ts";
import { flamegraphMessage } from "./flamegraph-message.ts";
import type { HostContext, Part } from "./host-context.ts";
import { messageText } from "./message-text.ts";
import { openSource } from "./open-source.ts";
import { type SourcePosition, sourcePosition } from "./source-position.ts";
import { pageOptions, renderPage } from "./webview-page.ts";

export interface FlamegraphPanel extends Part<"showFlamegraph" | "revealInFlamegraph"> {
  /** Takes over a panel that VS Code kept over a reload of the window. */
  restore(panel: WebviewPanel): Promise<void>;
}

/** The one flamegraph panel: shows the current run, follows it while it goes on, opens sources. */
export function createFlamegraphPanel(host: HostContext): FlamegraphPanel {
  let session: PanelSession | undefined;

  function adopt(panel: WebviewPanel): PanelSession {
    session?.dispose();
    const adopted = startSession(host, panel);
    session = adopted;
    panel.onDidDispose(() => {
      adopted.dispose();
      if (session === adopted) session = undefined;
    });
    return adopted;
  }

  function show(): PanelSession {
    if (session !== undefined) {
      session.panel.reveal();
      return session;
    }
    const options = pageOptions(host.extensionUri);
    return adopt(window.createWebviewPanel(FLAMEGRAPH_PANEL, "Flamegraph", ViewColumn.Beside, options));
  }

  const runChanges = host.currentRun.onDidChange(({ replaced }) => session?.runChanged(replaced));
  return {
    commands: {
      showFlamegraph: () => void show(),
      revealInFlamegraph: (...args) => {
        const position = sourcePosition(args);
        if (position !== null) show().reveal(position);
        else void window.showInformationMessage("Open a Python file and place the cursor on a line to find it.");
      },
    },
    async restore(panel) {
      adopt(panel);
    },
    dispose: () => {
      runChanges.dispose();
      session?.panel.dispose();
    },
  };
}

/** One panel from its making to its end. */
interface PanelSession extends Disposable {
  readonly panel: WebviewPanel;
  runChanged(replaced: boolean): void;
  /** Selects the frame of a source line once the flamegraph is drawn. */
  reveal(position: SourcePosition): void;
}

function startSession(host: HostContext, panel: WebviewPanel): PanelSession {
  const { server, currentRun, log, extensionUri } = host;
  let ended = false;
  /** The page listens: from its `ready` until it is hidden, when VS Code throws it away. */
  let ready = false;
  let weight: string | null = null;
  let wanted: SourcePosition | null = null;
  /** Sends follow one another, so that frame numbers are always those of the flamegraph sent last. */
  let sending: Promise<void> | undefined;
  let again = false;

  function post(message: ToFlamegraph): void {
    // After the panel's end VS Code throws.
    if (!ended) void panel.webview.postMessage(message);
  }

  function send(): void {
    if (!ready || ended) return;
    if (sending !== undefined) {
      again = true;
      return;
    }
    sending = sendOnce().finally(() => {
      sending = undefined;
      if (!again) return;
      again = false;
      send();
    });
  }

  async function sendOnce(): Promise<void> {
    post(await flamegraphMessage(host, weight));
    if (wanted === null || currentRun.view === null) return;
    const { uri, line } = wanted;
    wanted = null;
    const found = await server.request("frameAt", { uri: uri.toString(), line }).catch(() => null);
    if (found !== null) post({ type: "revealFrame", frame: found.frame });
    else
      void window.showInformationMessage(
        `Line ${line} of ${messageText(uri.path.split("/").at(-1) ?? "")} is not in this flamegraph: it was never seen running.`,
      );
  }

  async function openFrame(frame: number, beside: boolean): Promise<void> {
    const location = await server.request("frameLocation", { frame });
    await openSource(location?.path ?? null, location?.line ?? 0, "", {
      viewColumn: beside ? ViewColumn.Beside : sourceColumn(panel, location?.path ?? null),
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
      case "command":
        return runPageCommand(host, message.command);
      default:
        return message satisfies never;
    }
  }

  const listeners = Disposable.from(
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
    runChanged: (replaced) => {
      if (replaced) weight = null;
      send();
    },
    reveal: (position) => {
      wanted = position;
      send();
    },
    dispose: () => {
      ended = true;
      listeners.dispose();
    },
  };
}

/** Never the panel's own column, which the source would cover. */
function sourceColumn(panel: WebviewPanel, file: string | null): ViewColumn {
  const shown = window.visibleTextEditors.find(({ document }) => document.uri.fsPath === file);
  if (shown?.viewColumn !== undefined && shown.viewColumn !== panel.viewColumn) return shown.viewColumn;
  return panel.viewColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
}

type PageCommand = Extract<FromFlamegraph, { type: "command" }>["command"];

async function runPageCommand({ currentRun }: HostContext, command: PageCommand): Promise<void> {
  const { target, cwd = "" } = currentRun.view?.manifest ?? {};
  const file = target?.kind === "file" ? Uri.file(path.resolve(cwd, target.path)) : undefined;
  switch (command) {
    case "profileCurrentFile":
      return commands.executeCommand(COMMANDS.profileCurrentFile, file);
    case "profileWithCprofile":
      return commands.executeCommand(COMMANDS.profileCurrentFileWith, file, "cprofile");
    case "profileAgain":
      return commands.executeCommand(COMMANDS.runAgain);
    default:
      return command satisfies never;
  }
}
