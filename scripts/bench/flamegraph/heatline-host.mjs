// The extension's side of the page without an editor: the real language server in a process of its own, reached as the
// extension reaches it, and the extension's own making of the message.
import { fork } from "node:child_process";
import path from "node:path";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-languageserver/node";
import { loadTypeScript } from "../../load-typescript.mjs";
import { root } from "../../setup/paths.mjs";
import { difference, takenByProcess } from "./browser.mjs";

export async function startHost() {
  const { flamegraphMessage } = await loadTypeScript("src/host/flamegraph-message.ts");
  const { serverRequests } = await loadTypeScript("src/core/protocol/server.ts");
  const child = fork(path.join(root, "dist", "server.js"), ["--node-ipc"], { serialization: "advanced" });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  const initializationOptions = { managed: true };
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions,
  });
  await connection.sendNotification("initialized", {});
  const idle = takenByProcess(child.pid);
  const server = {
    async request(name, params) {
      const { method, result } = serverRequests[name];
      return result.parse((await connection.sendRequest(method, params)) ?? null);
    },
  };
  return {
    /** What a custom editor does with a file: the message for its page. */
    async open(file) {
      const view = await server.request("openProfile", { path: file, places: { folders: [], mappings: [] } });
      return flamegraphMessage({ server, log: console }, { view, which: file, paints: () => false }, null);
    },
    /** What the server has taken at the most beyond what it takes idle: it runs in any case. */
    taken: () => difference(idle, takenByProcess(child.pid)),
    close: () => {
      connection.dispose();
      child.kill();
    },
  };
}
