// Starts the VS Code server, and says under which address a folder opens in it.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureHost } from "./install.mjs";
import { writeUserSettings } from "./user-settings.mjs";

const START_LIMIT_MS = 60_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Starts a server that ends with this process, however this process ends.
 * Folders that are not given are thrown away at the end. `trust: "off"` (the default) starts it with
 * --disable-workspace-trust; with "ask" every folder opens in Restricted Mode until it is trusted.
 */
export async function startServer(options = {}) {
  const { version, installed = [], env, port = 0, trust = "off", args = [], settings, onLog } = options;
  const host = await ensureHost(version);
  const scratch = mkdtempSync(path.join(os.tmpdir(), "heatline-host-"));
  const userDataDir = options.userDataDir ?? path.join(scratch, "user-data");
  const extensionsDir = options.extensionsDir ?? path.join(scratch, "extensions");
  writeUserSettings(userDataDir, settings);
  linkExtensions(installed, extensionsDir);

  const guard = fileURLToPath(new URL("guard.mjs", import.meta.url));
  const child = spawn(
    process.execPath,
    [
      ...[guard, host.node, host.server],
      ...["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
      ...["--accept-server-license-terms", "--disable-telemetry"],
      ...(trust === "off" ? ["--disable-workspace-trust"] : []),
      ...["--server-data-dir", path.join(scratch, "server-data")],
      ...["--user-data-dir", userDataDir, "--extensions-dir", extensionsDir],
      ...args,
    ],
    // VSCODE_CLI keeps the server from asking a login shell for another PATH; without a gallery nothing leaves the machine.
    {
      env: { ...process.env, EXTENSIONS_GALLERY: "{}", VSCODE_CLI: "1", ...env },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    },
  );
  const stop = endWithUs(child, scratch);
  const log = [];
  try {
    const actualPort = await listeningPort(child, log, onLog);
    const authority = `127.0.0.1:${actualPort}`;
    return { url: `http://${authority}/`, authority, port: actualPort, pid: child.pid, log, stop, host, userDataDir };
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * Links unpacked extension folders, so that they count as installed ones. VS Code looks at the folders only until it has
 * written its own list (extensions.json), so it must be done before anything is installed there.
 */
export function linkExtensions(folders, extensionsDir) {
  for (const folder of folders) {
    const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    mkdirSync(extensionsDir, { recursive: true });
    const link = path.join(extensionsDir, `${publisher}.${name}-${version}`.toLowerCase());
    rmSync(link, { force: true, recursive: true });
    symlinkSync(path.resolve(folder), link);
  }
}

function endWithUs(child, scratch) {
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    process.off("exit", stop);
    for (const signal of SIGNALS) process.off(signal, interrupted);
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended already.
    }
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  const interrupted = () => {
    stop();
    process.exit(130);
  };
  process.on("exit", stop);
  for (const signal of SIGNALS) process.on(signal, interrupted);
  return stop;
}

function listeningPort(child, log, onLog) {
  return new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`The VS Code server ${what}:\n${log.join("")}`));
    const timer = setTimeout(() => fail("did not start in time"), START_LIMIT_MS);
    const take = (data) => {
      log.push(String(data));
      onLog?.(String(data));
      const match = /Extension host agent listening on (\d+)/.exec(log.join(""));
      if (!match) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", (error) => fail(`did not start (${error.message})`));
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/**
 * The address that opens a folder or .code-workspace. The payload becomes a Map in the page: one extension under
 * development at most; others must be installed.
 */
export function workbenchUrl(server, options = {}) {
  const { folder, workspace, openFile, extensionDevelopmentPath, extensionTestsPath, payload = [] } = options;
  const remote = (file) =>
    `vscode-remote://${server.authority}${path.resolve(file).split(path.sep).map(encodeURIComponent).join("/")}`;
  const entries = [
    ...(extensionDevelopmentPath ? [["extensionDevelopmentPath", remote(extensionDevelopmentPath)]] : []),
    ...(extensionTestsPath ? [["extensionTestsPath", remote(extensionTestsPath)]] : []),
    ...(openFile ? [["openFile", remote(openFile)]] : []),
    ...payload,
  ];
  const opened = (key, file) => `${key}=${encodeURI(path.resolve(file))}`;
  const open = workspace ? opened("workspace", workspace) : folder ? opened("folder", folder) : "ew=true";
  return `${server.url}?${open}${entries.length ? `&payload=${encodeURIComponent(JSON.stringify(entries))}` : ""}`;
}
