import type { CancellationToken, LogOutputChannel } from "vscode";
import { type ForkOptions, LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import { type ServerOptions, serverNotifications } from "../core/protocol/server.ts";
import { SETTINGS_SECTION } from "./contributions.ts";
import type { ServerConnection, ServerEvents } from "./server.ts";

/** What the server needs to know when it starts. */
export interface LanguageClientSetup {
  /** Absolute path of dist/server.js. */
  readonly serverModule: string;
  readonly options: ServerOptions;
  readonly log: LogOutputChannel;
  /** `onRestart`: the server ended by itself and runs again, empty. */
  readonly events: ServerEvents;
}

/**
 * For Node's `fork`, which gets these options as they are, though the client's type does not know this one: messages are
 * copied as the engine holds them. As JSON a flamegraph would be base64, which takes four times as long to arrive.
 */
const BYTES_STAY_BYTES: ForkOptions & { readonly serialization: "advanced" } = { serialization: "advanced" };

/** Starts the language server in a process of its own. This file is a bundle of its own: the client takes 270 KB. */
export async function startLanguageClient(setup: LanguageClientSetup): Promise<ServerConnection> {
  const client = new LanguageClient(
    "heatline",
    "Heatline Language Server",
    { module: setup.serverModule, transport: TransportKind.ipc, options: BYTES_STAY_BYTES },
    {
      documentSelector: [{ language: "python", scheme: "file" }],
      initializationOptions: setup.options,
      // Sent at the start, also after a crash, and at every change: the server switches its lenses without a restart.
      synchronize: { configurationSection: SETTINGS_SECTION },
      outputChannel: setup.log,
      markdown: { isTrusted: false, supportHtml: false },
    },
  );
  await client.start();

  let stopped = false;
  const { method } = serverNotifications.readProgress;
  const told = client.onNotification(method, (params: unknown) => setup.events.onNotification(method, params));
  const states = client.onDidChangeState(({ newState }) => {
    if (newState === State.Running && !stopped) setup.events.onRestart();
  });

  return {
    // A token that is undefined would be sent as a second parameter, and the server take that for the token.
    request: (method: string, params: unknown, token?: CancellationToken) =>
      token === undefined ? client.sendRequest(method, params) : client.sendRequest(method, params, token),
    async stop() {
      stopped = true;
      states.dispose();
      told.dispose();
      await client.dispose();
    },
  };
}
