import path from "node:path";
import {
  type CancellationToken,
  CancellationTokenSource,
  commands,
  Disposable,
  RelativePattern,
  Uri,
  type WebviewPanel,
  workspace,
} from "vscode";
import { READ_AS_TEXT } from "../../core/flamegraph-empty.ts";
import { visibleText } from "../../core/hover/visible-text.ts";
import type { ProfileSelection } from "../../core/protocol/lanes.ts";
import type { RunView } from "../../core/protocol/server.ts";
import type { ToFlamegraph } from "../../core/protocol/webview.ts";
import { flamegraphMessage, type PageWishes } from "../flamegraph-message.ts";
import { type PageRequest, startSession } from "../flamegraph-session.ts";
import type { HostContext } from "../host-context.ts";
import { askForMapping } from "./ask-for-mapping.ts";

/** A profiler writes in several steps. */
const WRITE_PAUSE_MS = 300;

const NOT_ON_DISK = "Heatline reads profiles from a disk. Save this one to a folder first.";
const STOPPED = "The file was not read to its end: you stopped it.";

/** One profile in one editor. */
export interface ProfileSession extends Disposable {
  readonly path: string;
  /** It is a profile, and what is in it is known. */
  readonly isRead: boolean;
  readonly panel: WebviewPanel;
  /** Compares it with a run directory or a profile file. */
  compare(against: string): void;
}

type State =
  | { readonly kind: "reading"; readonly share: number | null }
  | { readonly kind: "read"; readonly view: RunView }
  | { readonly kind: "failed"; readonly message: string };

/**
 * Reads the file, shows it, reads it again when it is written or the places of its sources change.
 * @param takesLines its heat goes onto the lines as soon as it is read
 * @param onRead called when it was read, or could not be
 */
export function createProfileSession(
  host: HostContext,
  uri: Uri,
  panel: WebviewPanel,
  takesLines: boolean,
  onRead: () => void,
): ProfileSession {
  const { server, currentRun, settings, log } = host;
  const file = uri.fsPath;
  const title = visibleText(path.basename(file));
  let state: State = { kind: "reading", share: null };
  let reading: CancellationTokenSource | undefined;
  let isFirst = true;
  const isPainting = () => currentRun.view?.path === file;

  const session = startSession(host, panel, { which: file, message, receive, select });

  function show(next: State): void {
    state = next;
    session.changed(false);
  }

  async function message(wishes: PageWishes): Promise<ToFlamegraph> {
    switch (state.kind) {
      case "reading":
        return { type: "reading", title, share: state.share };
      case "read":
        return flamegraphMessage(host, { view: state.view, which: file, paints: isPainting }, wishes);
      case "failed":
        return {
          type: "empty",
          header: { title, subtitle: "", warnings: [], live: false, facts: [], paints: null },
          message: state.message,
          actions: [{ command: "readAgain", label: "Read Again" }, READ_AS_TEXT],
        };
    }
  }

  async function select(selection: ProfileSelection): Promise<boolean> {
    if (isPainting()) return currentRun.select(selection);
    const view = await server.request("select", { which: file, selection });
    if (view !== null) show({ kind: "read", view });
    return view !== null;
  }

  async function receive(request: PageRequest): Promise<void> {
    if (request.type === "cancelReading") return reading?.cancel();
    if (request.type === "paint") return paint();
    if (request.command === "readAgain") return read();
    if (request.command === "openAsText") return commands.executeCommand("vscode.openWith", uri, "default");
  }

  async function read(): Promise<void> {
    reading?.cancel();
    const source = new CancellationTokenSource();
    reading = source;
    if (state.kind !== "read") show({ kind: "reading", share: null });
    const outcome = await readProfile(source.token);
    if (reading !== source) return;
    show(outcome);
    onRead();
    if (outcome.kind === "read") await showOutside(outcome.view);
  }

  async function readProfile(token: CancellationToken): Promise<State> {
    if (uri.scheme !== "file") return { kind: "failed", message: NOT_ON_DISK };
    try {
      const view = await server.request("openProfile", { path: file, places: host.places() }, token);
      return { kind: "read", view };
    } catch (error) {
      if (token.isCancellationRequested) return { kind: "failed", message: STOPPED };
      const reason = error instanceof Error ? error.message : String(error);
      log.info(reason);
      return { kind: "failed", message: visibleText(reason, 600) };
    }
  }

  /** The first time its heat goes onto the lines, and the user is asked for sources that are elsewhere. */
  async function showOutside(view: RunView): Promise<void> {
    const first = isFirst;
    isFirst = false;
    if (first && takesLines) await paint();
    else await currentRun.reload(file).catch((error: unknown) => log.warn(`No new heat of ${file}: ${error}`));
    if (first) await askForMapping(host, view);
  }

  async function paint(): Promise<void> {
    await currentRun.load(file).catch((error: unknown) => log.warn(`No heat of ${file}: ${error}`));
  }

  let pause: ReturnType<typeof setTimeout> | undefined;
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, ".."), "*"));
  const written = (changed: Uri) => {
    if (changed.fsPath !== file) return;
    clearTimeout(pause);
    pause = setTimeout(() => void read(), WRITE_PAUSE_MS);
  };
  let places = JSON.stringify(host.places());
  const parts = Disposable.from(
    session,
    watcher,
    watcher.onDidChange(written),
    watcher.onDidCreate(written),
    server.onReadProgress(({ path: read, share }) => {
      if (read !== file || state.kind !== "reading") return;
      state = { kind: "reading", share };
      session.tell({ type: "reading", title, share });
    }),
    server.onDidRestart(() => void read()),
    currentRun.onDidChange(({ view, replaced }) => {
      if (state.kind !== "read") return;
      if (replaced) session.tell({ type: "paints", paints: isPainting() });
      // Another part of it is looked at, chosen here or in the status bar.
      if (view?.path === file && view.part?.title !== state.view.part?.title) show({ kind: "read", view });
    }),
    settings.onDidChange(() => {
      const now = JSON.stringify(host.places());
      if (now === places) return;
      places = now;
      void read();
    }),
    new Disposable(() => {
      clearTimeout(pause);
      reading?.cancel();
      void server.request("closeProfile", { path: file }).catch(() => undefined);
    }),
  );

  void read();
  return {
    path: file,
    get isRead() {
      return state.kind === "read";
    },
    panel,
    compare: session.compare,
    dispose: () => parts.dispose(),
  };
}
