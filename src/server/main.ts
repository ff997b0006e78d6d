import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

/** `server.js --stdio` for any editor; VS Code starts it over node IPC. Without a transport: say how. */
try {
  startServer(createConnection(ProposedFeatures.all));
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `Heatline's language server could not start: ${reason}\nUsage: server.js --stdio | --node-ipc\n`,
  );
  process.exit(2);
}
