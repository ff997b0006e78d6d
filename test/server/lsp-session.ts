import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

/** Bundles the server as esbuild.mjs does, into a folder of its own. */
export async function buildServer(): Promise<string> {
  const outfile = path.join(mkdtempSync(path.join(tmpdir(), "heatline-server-")), "server.js");
  await build({
    entryPoints: ["src/server/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  return outfile;
}

export interface LspSession {
  readonly connection: MessageConnection;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

function spawnServer(server: string, args: readonly string[]) {
  const child = spawn(process.execPath, [server, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const reader = new StreamMessageReader(child.stdout!);
  return { child, connection: createMessageConnection(reader, new StreamMessageWriter(child.stdin!)) };
}

function forkServer(server: string, args: readonly string[]) {
  const child = fork(server, [...args], { serialization: "advanced" });
  return { child, connection: createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)) };
}

/** A real session, initialized: `--stdio` as with any editor, `--node-ipc` as with VS Code. */
export async function startSession(
  server: string,
  params: Record<string, unknown> = {},
  args: readonly string[] = ["--stdio"],
): Promise<LspSession> {
  const { child, connection } = args.includes("--node-ipc") ? forkServer(server, args) : spawnServer(server, args);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
    ...params,
  });
  await connection.sendNotification("initialized", {});
  return {
    connection,
    child,
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await ended;
      connection.dispose();
    },
  };
}
