import { type CancellationToken, type Disposable, type Event, EventEmitter } from "vscode";
import type * as z from "zod/mini";
import { serverRequests } from "../core/protocol/server.ts";

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
}

/** What language-client.ts gives: untyped requests over a running client. */
export interface ServerConnection {
  request(method: string, params: unknown, token?: CancellationToken): Promise<unknown>;
  stop(): Promise<void>;
}

/** `connect` is called once, at the first request; after a failure the next request tries again. */
export function createServer(connect: (onRestart: () => void) => Promise<ServerConnection>): Server & Disposable {
  const restarted = new EventEmitter<void>();
  let connection: Promise<ServerConnection> | undefined;

  function connected(): Promise<ServerConnection> {
    connection ??= connect(() => restarted.fire()).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  return {
    async request<K extends RequestName>(name: K, params: RequestParams<K>, token?: CancellationToken) {
      const { method, result } = serverRequests[name];
      const answer = await (await connected()).request(method, params, token);
      return result.parse(answer ?? null) as RequestResult<K>;
    },
    onDidRestart: restarted.event,
    dispose: () => {
      restarted.dispose();
      connection?.then((open) => open.stop()).catch(() => undefined);
    },
  };
}
