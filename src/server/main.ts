import { isMainThread } from "node:worker_threads";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { readInThread } from "./read-in-thread.ts";
import { startServer } from "./server.ts";

/**
 * `server.js --stdio` for any editor; VS Code starts it over node IPC. Without a transport: say how. The same file is
 * the thread that reads a large profile.
 */
if (isMainThread) start();
else readInThread();

function start(): void {
  try {
    startServer(createConnection(ProposedFeatures.all), __filename);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `Heatline's language server could not start: ${reason}\nUsage: server.js --stdio | --node-ipc\n`,
    );
    process.exit(2);
  }
}
