#!/usr/bin/env node
// Stands in for the "code" executable: takes the command line that @vscode/test-electron gives to desktop VS Code, runs it
// in the server host with a headless browser, prints the extension host's console, and ends with the tests' exit code.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { format } from "node:util";
import { launchBrowser, newPage } from "./browser.mjs";
import { ensureHost } from "./install.mjs";
import { startServer, workbenchUrl } from "./session.mjs";

const FLAGS_WITH_VALUE = new Set([
  ...["user-data-dir", "extensions-dir", "extensionDevelopmentPath", "extensionTestsPath", "folder-uri"],
  ...["inspect-extensions", "inspect-brk-extensions", "locale", "install-extension"],
]);
/** What the workbench itself says on the tests' channel. */
const NOISE =
  /^(Resolv(ing|ed) connection token|Creating a socket|Ignoring fetching additional|Updating additional builtin|ChatSessionStore|\[(Service Worker|reconnection-grace-time|AgentHost:remote|AccountPolicyGate)\])/;
const LIMIT_MINUTES = Number(process.env.VSCODE_HOST_TIMEOUT_MIN || 10);
/** The server's last words about a killed extension host come a moment after the page's. */
const LAST_WORDS_MS = 200;
const verbose = Boolean(process.env.VSCODE_HOST_VERBOSE);
let ended = false;

const { flags, files } = parse(process.argv.slice(2));
const one = (name) => flags[name]?.at(-1);

if (flags.version || flags["list-extensions"] || flags["install-extension"]) {
  const host = await ensureHost();
  process.exit(spawnSync(host.node, [host.server, ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1);
}

const [underDevelopment, ...others] = flags.extensionDevelopmentPath ?? [];
const server = await startServer({
  installed: others,
  // Newer VS Code wants it for an extension under development; it also refuses dialogs.
  args: one("extensionTestsPath") ? ["--enable-smoke-test-driver"] : [],
  userDataDir: one("user-data-dir"),
  extensionsDir: one("extensions-dir"),
  onLog: verbose ? (text) => process.stderr.write(text) : undefined,
});
const browser = await launchBrowser();
if (one("extensionTestsPath")) {
  setTimeout(() => void end(1, `no end of the tests within ${LIMIT_MINUTES} minutes`), LIMIT_MINUTES * 60_000).unref();
}
const page = await newPage(browser);
await page.exposeFunction("codeAutomationExit", async (code) => {
  await new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
  // The workbench reports an extension host that was killed by a signal as exit code 0.
  const died = /Extension Host Process exited with code: \S+, signal: (SIG\w+)/.exec(server.log.join(""));
  return died ? end(1, `the extension host was ended by ${died[1]}`) : end(code);
});
await page.exposeFunction("codeAutomationLog", (_type, args) => {
  const text = format(...args);
  if (verbose || !NOISE.test(text)) process.stdout.write(`${text}\n`);
});
page.on("crash", () => void end(1, "the page crashed"));
page.on("console", (message) => {
  const text = message.text();
  if (verbose) console.error(`[page ${message.type()}]`, text);
  if (/Extension host \(Remote\) terminated unexpectedly/.test(text)) void end(1, text);
});
await page.goto(address());

function address() {
  const target = files.find((file) => !file.startsWith("-"));
  const isWorkspace = target?.endsWith(".code-workspace");
  return workbenchUrl(server, {
    ...(target ? { [isWorkspace ? "workspace" : "folder"]: path.resolve(target) } : {}),
    extensionDevelopmentPath: underDevelopment,
    extensionTestsPath: one("extensionTestsPath"),
    payload: ["inspect-extensions", "inspect-brk-extensions"].filter(one).map((name) => [name, String(one(name))]),
  });
}

async function end(code, why) {
  if (ended) return;
  ended = true;
  if (why) console.error(why);
  const limit = new Promise((resolve) => setTimeout(resolve, 3000));
  await Promise.race([browser.close(), limit]).catch(() => {});
  server.stop();
  process.exit(code);
}

function parse(args) {
  const parsed = { flags: {}, files: [] };
  for (let index = 0; index < args.length; index++) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(args[index]);
    if (!match) {
      parsed.files.push(args[index]);
      continue;
    }
    const [, name, inline] = match;
    const value = inline ?? (FLAGS_WITH_VALUE.has(name) ? args[++index] : true);
    parsed.flags[name] = [...(parsed.flags[name] ?? []), value];
  }
  return parsed;
}
