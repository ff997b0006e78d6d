import { type CancellationToken, type Disposable, type Event, EventEmitter } from "vscode";
import type * as z from "zod/mini";
import { serverNotifications, serverRequests } from "../core/protocol/server.ts";

type Requests = typeof serverRequests;
export type RequestName = keyof Requests;
export type RequestParams<K extends RequestName> = z.infer<Requests[K]["params"]>;
export type RequestResult<K extends RequestName> = z.infer<Requests[K]["result"]>;

/** The language server as the host sees it: typed requests, each answer checked by its schema. */
export interface Server {
  /**
   * Starts the server when needed. Rejects with what the server said, or when its answer does not fit the schema.
   */
  request<K extends RequestName>(
    name: K,
    params: RequestParams<K>,
    token?: CancellationToken,
  ): Promise<RequestResult<K>>;
  /** The server crashed and was started again: it has no run loaded. */
  readonly onDidRestart: Event<void>;
  /** How much of a large profile has been read. */
  readonly onReadProgress: Event<ReadProgress>;
}

export type ReadProgress = z.infer<typeof serverNotifications.readProgress.params>;

/** What language-client.ts gives: untyped requests over a running client. */
export interface ServerConnection {
  request(method: string, params: unknown, token?: CancellationToken): Promise<unknown>;
  stop(): Promise<void>;
}

/** What the server does by itself. */
export interface ServerEvents {
  onRestart(): void;
  onNotification(method: string, params: unknown): void;
}

/** `connect` is called once, at the first request; after a failure the next request tries again. */
export function createServer(connect: (events: ServerEvents) => Promise<ServerConnection>): Server & Disposable {
  const restarted = new EventEmitter<void>();
  const progressed = new EventEmitter<ReadProgress>();
  let connection: Promise<ServerConnection> | undefined;

  function connected(): Promise<ServerConnection> {
    connection ??= connect({ onRestart: () => restarted.fire(), onNotification }).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  function onNotification(_method: string, params: unknown): void {
    const progress = serverNotifications.readProgress.params.safeParse(params);
    if (progress.success) progressed.fire(progress.data);
  }

  return {
    async request<K extends RequestName>(name: K, params: RequestParams<K>, token?: CancellationToken) {
      const { method, result } = serverRequests[name];
      const answer = await (await connected()).request(method, params, token);
      return result.parse(answer ?? null) as RequestResult<K>;
    },
    onDidRestart: restarted.event,
    onReadProgress: progressed.event,
    dispose: () => {
      restarted.dispose();
      progressed.dispose();
      connection?.then((open) => open.stop()).catch(() => undefined);
    },
  };
}
