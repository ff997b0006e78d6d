import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

/**
 * Serves over the transport that the arguments name. Without one: says how, and ends the process.
 * @param threadFile see `startServer`
 */
export function listen(threadFile: string): void {
  try {
    startServer(createConnection(ProposedFeatures.all), threadFile);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `Heatline's language server could not start: ${reason}\nUsage: server.js --stdio | --node-ipc\n`,
    );
    process.exit(2);
  }
}
