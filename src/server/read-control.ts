import type { CancellationToken, Connection } from "vscode-languageserver/node";
import { serverNotifications } from "../core/protocol/server.ts";
import type { ReadControl } from "./opened-profiles.ts";

/** Tells the editor how far the reading is, and ends it when the editor cancels its request. */
export function readControl(connection: Connection, path: string, token: CancellationToken): ReadControl {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return {
    signal: controller.signal,
    onProgress: (share) => void connection.sendNotification(serverNotifications.readProgress.method, { path, share }),
  };
}
