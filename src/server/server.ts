import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import * as z from "zod/mini";
import { type Places, serverOptionsSchema } from "../core/protocol/server.ts";
import { createBaselines } from "./baselines.ts";
import { caretFrames } from "./caret-frames.ts";
import { codeLenses } from "./code-lens.ts";
import type { OpenDocument } from "./document-map.ts";
import { documentPath } from "./document-path.ts";
import { frameAt, frameLocation, runFlamegraph, type SentFlamegraph } from "./flamegraph.ts";
import { followNewestRun } from "./follow-runs.ts";
import { frameSource } from "./frame-source.ts";
import { handleRequest, sentence } from "./handle-request.ts";
import { fileHeat } from "./heat.ts";
import { hotFiles } from "./hot-files.ts";
import { hotSpots } from "./hot-spots.ts";
import { hover } from "./hover.ts";
import { memoryLines } from "./memory-lines.ts";
import { missingSources } from "./missing-sources.ts";
import { exitWithParent } from "./parent-watch.ts";
import { busiestThread, createParts, lanesOf } from "./parts.ts";
import { readAside } from "./read-aside.ts";
import { readControl } from "./read-control.ts";
import { loadedReport } from "./report-document.ts";
import { createRunStore } from "./run-store.ts";
import { runView } from "./run-view.ts";
import { timeOrderOf } from "./time-order.ts";

const LENS_SETTINGS = z.object({ heatline: z.object({ codeLens: z.boolean() }) });

/**
 * Wires one connection: who asks what is answered by which file. Nothing is worked out here.
 * @param threadFile a script that calls `readInThread` in a worker, for large profiles; the pages are beside it in `webview`
 */
export function startServer(connection: Connection, threadFile: string): void {
  const documents = new TextDocuments(TextDocument);
  const store = createRunStore((file, control) => readAside(file, threadFile, control));
  const baselines = createBaselines(store);
  const parts = createParts();
  /** What is current, or the part of it that is looked at. */
  const current = () => (store.current ? parts.of(store.current) : null);
  const client = { managed: false, codeLens: true, refreshesLenses: false, hover: "plaintext" as HoverFormat };
  let folders: string[] = [];
  let stopFollowing = (): void => undefined;
  /** The flamegraphs that were sent last: of an opened profile by its path, of what is current by null. */
  const sent = new Map<string | null, SentFlamegraph>();

  connection.onInitialize((params) => {
    const options = serverOptionsSchema.safeParse(params.initializationOptions ?? {});
    if (options.success) {
      client.managed = options.data.managed ?? false;
      client.codeLens = options.data.codeLens ?? true;
    }
    client.refreshesLenses = params.capabilities.workspace?.codeLens?.refreshSupport === true;
    client.hover = hoverFormat(params);
    folders = foldersOf(params);
    exitWithParent(params.processId);
    return capabilities();
  });

  connection.onInitialized(() => {
    if (client.managed) return;
    stopFollowing = followNewestRun(folders, async (dir) => {
      try {
        await load(dir);
      } catch (error) {
        connection.console.warn(sentence(error));
      }
    });
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    const checked = LENS_SETTINGS.safeParse(settings);
    if (!checked.success || checked.data.heatline.codeLens === client.codeLens) return;
    client.codeLens = checked.data.heatline.codeLens;
    refreshLenses();
  });

  connection.onHover(({ textDocument, position }) =>
    quietly(async () => {
      const document = openDocument(textDocument.uri);
      const index = current();
      return index && document ? hover(index, document, position, client.hover) : null;
    }),
  );

  connection.onCodeLens(({ textDocument: { uri } }) =>
    quietly(async () => {
      const document = openDocument(uri);
      const index = current();
      if (!client.codeLens || !index || !document) return null;
      return codeLenses(index, document, client.managed ? uri : null);
    }),
  );

  handleRequest(connection, "loadRun", async ({ path, places }) => runView(parts.of(await load(path, places))));
  handleRequest(connection, "unloadRun", async () => {
    if (store.current) parts.forget(store.current.path);
    await store.unload();
    sent.delete(null);
    refreshLenses();
    return null;
  });
  handleRequest(connection, "openProfile", async ({ path, places }, token) =>
    runView(parts.of(await store.open(path, places, readControl(connection, path, token)))),
  );
  handleRequest(connection, "closeProfile", ({ path }) => {
    store.close(path);
    baselines.release(path);
    if (store.find(path) === null) parts.forget(path);
    sent.delete(path);
    return null;
  });
  handleRequest(connection, "missingSources", async ({ path, places }) => {
    const index = store.find(path);
    return index === null ? { files: 0, proposal: null } : missingSources(index, places);
  });
  handleRequest(connection, "heat", async ({ uri, ...options }) => {
    const document = openDocument(uri) ?? (await documentOnDisk(uri));
    const index = current();
    return index && document ? fileHeat(index, document, options) : null;
  });
  handleRequest(connection, "hotFiles", () => {
    const index = current();
    return index ? hotFiles(index) : [];
  });
  handleRequest(connection, "hotSpots", (options) => {
    const index = current();
    return index ? hotSpots(index, options) : Promise.resolve({ weight: null, total: 0, rows: [], count: 0 });
  });
  handleRequest(connection, "testMemory", () => (store.current?.tests ? [...store.current.tests] : null));
  handleRequest(connection, "memoryLines", async ({ uri }) => {
    const document = openDocument(uri) ?? (await documentOnDisk(uri));
    return store.current && document ? memoryLines(store.current, document) : null;
  });
  handleRequest(connection, "flamegraph", async ({ which, weight, against, places }, token) => {
    const control = readControl(connection, against ?? "", token);
    const baseline = await baselines.use(which, against ?? null, places, control);
    const whole = store.find(which);
    const packed = whole ? runFlamegraph(parts.of(whole), weight, baseline) : null;
    if (packed === null || whole === null) return null;
    const { index, weight: drawn } = packed.sent;
    sent.set(which, packed.sent);
    return {
      pieces: packed.pieces,
      weights: [...packed.weights],
      lanes: lanesOf(whole, drawn.id),
      part: index.part,
      against: baseline && runView(baseline),
    };
  });
  handleRequest(connection, "closeComparison", ({ which }) => {
    baselines.release(which);
    return null;
  });
  handleRequest(connection, "timeOrder", ({ which, thread }) => {
    const shown = sent.get(which);
    const whole = store.find(which);
    return shown && whole ? timeOrderOf(shown, thread ?? busiestThread(whole, shown.weight.id)) : null;
  });
  handleRequest(connection, "select", ({ which, selection }) => {
    const whole = store.find(which);
    const part = whole ? parts.select(whole, selection) : null;
    if (part !== null && whole === store.current) refreshLenses();
    return part ? runView(part) : null;
  });
  handleRequest(connection, "report", ({ which }) => {
    const index = store.find(which);
    return index ? { html: loadedReport(index, join(dirname(threadFile), "webview")) } : null;
  });
  handleRequest(connection, "frameLocation", ({ which, frame }) => {
    const graph = sent.get(which);
    return graph ? frameLocation(graph, frame) : null;
  });
  handleRequest(connection, "frameAt", async ({ which, uri, line }) => {
    const graph = sent.get(which);
    const document = openDocument(uri) ?? (await documentOnDisk(uri));
    return graph && document ? frameAt(graph, document, line) : null;
  });

  handleRequest(connection, "frameSource", ({ which, frame }) => {
    const graph = sent.get(which);
    return graph ? frameSource(graph, frame) : null;
  });
  handleRequest(connection, "caretFrames", async ({ which, uri, line }) => {
    const graph = sent.get(which);
    const document = openDocument(uri) ?? (await documentOnDisk(uri));
    return graph && document ? caretFrames(graph, document, line) : [];
  });

  connection.onShutdown(() => stopFollowing());
  documents.listen(connection);
  connection.listen();

  async function load(path: string, places?: Places) {
    const index = await store.load(path, places);
    refreshLenses();
    return index;
  }

  function refreshLenses(): void {
    if (client.refreshesLenses) connection.sendRequest("workspace/codeLens/refresh").catch(() => undefined);
  }

  function openDocument(uri: string): OpenDocument | null {
    const path = documentPath(uri);
    const document = documents.get(uri);
    return path === null || document === undefined ? null : { path, text: document.getText() };
  }

  /** A hover or lens that fails is one line in the log: editors ask often, nobody wants a message each time. */
  async function quietly<T>(answer: () => Promise<T | null>): Promise<T | null> {
    try {
      return await answer();
    } catch (error) {
      connection.console.error(sentence(error));
      return null;
    }
  }
}

type HoverFormat = "markdown" | "plaintext";

/** The editor asks for heat of a visible file before, or without, opening it with the server. */
async function documentOnDisk(uri: string): Promise<OpenDocument | null> {
  const path = documentPath(uri);
  if (path === null) return null;
  return readFile(path, "utf8").then(
    (text) => ({ path, text: text.replace(/^\ufeff/, "") }),
    () => null,
  );
}

function hoverFormat({ capabilities }: InitializeParams): HoverFormat {
  return capabilities.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ? "markdown" : "plaintext";
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris.flatMap((uri) => documentPath(uri) ?? []);
}

function capabilities(): InitializeResult {
  return {
    serverInfo: { name: "heatline" },
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      codeLensProvider: { resolveProvider: false },
    },
  };
}
