import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { root } from "../../../scripts/setup/paths.mjs";
import { launchBrowser, newPage } from "../../../scripts/vscode-host/browser.mjs";
import { type Server, type ServerOptions, startServer, workbenchUrl } from "../../../scripts/vscode-host/session.mjs";
import { pySpyPath, samplePython } from "../../support/python.ts";
import { extensionHost } from "./extension-host.ts";
import { messages } from "./messages.ts";
import { palette } from "./palette.ts";
import { textEditor } from "./text-editor.ts";
import { waitUntil } from "./wait-until.ts";

const START_LIMIT_MS = 90_000;
const WAIT_LIMIT_MS = 20_000;
const shotsDir = path.join(root, "out", "shots");

export interface WorkbenchOptions {
  /** A folder under test/workspaces/ or an absolute one; a copy of it is opened, since tests write. */
  folder?: string;
  /** Folders of unpacked extensions; Heatline itself by default. */
  installed?: string[];
  /** User settings beside `heatline.interpreter` (the sample's) and `heatline.pySpy.path`. */
  settings?: Record<string, unknown>;
  /** "ask" opens the folder in Restricted Mode. */
  trust?: "off" | "ask";
  env?: Record<string, string>;
  /** A VS Code server version; HEATLINE_HOST or the default one without it. */
  version?: string;
  extensionsDir?: string;
  viewport?: { width: number; height: number };
}

export type Workbench = Awaited<ReturnType<typeof openWorkbench>>;

/** A folder beside this module with an extension that stands in for ms-python.python. */
export const pythonStub = path.join(root, "scripts", "vscode-host", "python-stub");
const driver = path.join(root, "scripts", "vscode-host", "driver");

/** Opens VS Code on a copy of a folder, with Heatline installed; waits until its extension host answers. */
export async function openWorkbench(options: WorkbenchOptions = {}) {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "heatline-e2e-"));
  const folder = copyFolder(options.folder ?? "logreport", scratch);
  const socket = path.join(scratch, "driver.sock");
  const server = await startServer(serverOptions(options, socket));
  const browser = await launchBrowser();
  const page = await newPage(browser, options.viewport);
  page.setDefaultTimeout(WAIT_LIMIT_MS);
  const consoleLines: string[] = [];
  page.on("console", (message) => consoleLines.push(`${message.type()} ${message.text()}`));
  const close = async () => {
    await browser.close();
    server.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await showWorkbench(page, server, folder);
    await waitUntil(() => existsSync(socket), { what: "the extension host", limitMs: START_LIMIT_MS });
  } catch (error) {
    await close();
    throw new Error(`${String(error)}\n${server.log.join("")}\n${consoleLines.join("\n")}`);
  }
  const host = extensionHost(socket);
  const quickInput = palette(page);
  return {
    page,
    server,
    folder,
    consoleLines,
    close,
    ...host,
    ...quickInput,
    ...textEditor(page),
    ...messages(page, host),
    ...parts(page),
    /** Reloads the window by its command, which saves the window's state first; waits until its extension host answers. */
    async reload() {
      const loaded = page.waitForEvent("load", { timeout: START_LIMIT_MS });
      rmSync(socket, { force: true });
      await quickInput.palette("Developer: Reload Window");
      await loaded;
      await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: START_LIMIT_MS });
      await waitUntil(() => existsSync(socket), { what: "the reloaded extension host", limitMs: START_LIMIT_MS });
    },
    /** Switches the colour theme and waits until the workbench wears it. */
    async theme(name: keyof typeof THEMES) {
      await host.api(async (vscode, arg) => {
        await vscode.workspace.getConfiguration("workbench").update("colorTheme", arg, true);
      }, THEMES[name].title);
      await page.locator(`.monaco-workbench${THEMES[name].selector}`).first().waitFor();
    },
  };
}

/** The four kinds of theme, each with the class that the workbench then has. */
export const THEMES = {
  dark: { title: "Default Dark Modern", selector: ".vs-dark" },
  light: { title: "Default Light Modern", selector: ".vs" },
  "high-contrast": { title: "Default High Contrast", selector: ".hc-black" },
  "high-contrast-light": { title: "Default High Contrast Light", selector: ".hc-light" },
} as const;

function serverOptions(options: WorkbenchOptions, socket: string): ServerOptions {
  const { installed = [root], settings, env, trust, version, extensionsDir } = options;
  return {
    installed: [...installed, driver],
    settings: { "heatline.interpreter": samplePython(), "heatline.pySpy.path": pySpyPath(), ...settings },
    env: { ...env, VSCODE_DRIVER_SOCKET: socket },
    ...(trust ? { trust } : {}),
    ...(version ? { version } : {}),
    ...(extensionsDir ? { extensionsDir } : {}),
  };
}

function copyFolder(folder: string, scratch: string): string {
  const from = path.isAbsolute(folder) ? folder : path.join(root, "test", "workspaces", folder);
  const to = path.join(scratch, path.basename(from));
  cpSync(from, to, { recursive: true, filter: (file) => !/(__pycache__|\.heatline)$/.test(file) });
  return to;
}

async function showWorkbench(page: Page, server: Server, folder: string): Promise<void> {
  await page.goto(workbenchUrl(server, { folder }));
  await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: START_LIMIT_MS });
}

const WEBVIEW_ATTEMPTS = 3;
const WEBVIEW_LIMIT_MS = 10_000;

/** The parts of the workbench that are found by a plain locator. */
function parts(page: Page) {
  return {
    /** A status bar item, by "publisher.extension.itemId". */
    status: (id: string) => page.locator(`.statusbar-item[id="${id}"]`),
    /** The visible rows of the tree view with this name. */
    tree: (name: string) => page.locator(`[role="tree"][aria-label*="${name}"] [role="treeitem"]`),
    /** The document inside the visible webview of a panel or view: an iframe within an iframe. */
    webview: () => page.frameLocator("iframe.webview.ready:visible").frameLocator("iframe#active-frame"),
    /**
     * Shows the tab of a webview editor. On a busy machine VS Code at times leaves a webview that is shown while another
     * one goes away without its inner frame, for good; what a user does then is to leave the tab and to come back.
     */
    showWebviewTab: async (name: string) => {
      const tab = page.locator(".tab", { hasText: name }).first();
      const filled = page.frameLocator("iframe.webview.ready:visible").locator("iframe#active-frame");
      for (let time = 1; time <= WEBVIEW_ATTEMPTS; time++) {
        await tab.click();
        const isFilled = await filled.waitFor({ timeout: WEBVIEW_LIMIT_MS }).then(
          () => true,
          () => false,
        );
        if (isFilled) return;
        await page.locator(".tab", { hasNotText: name }).first().click();
      }
      throw new Error(`The tab ${name} stayed empty at ${WEBVIEW_ATTEMPTS} attempts.`);
    },
    /** What the active terminal shows. Its GPU drawing is off in tests, so the rows are text. */
    terminalText: async () => {
      const rows = await page.locator(".terminal-wrapper.active .xterm-rows > div").allTextContents();
      return rows.join("\n").replaceAll("\u00a0", " ");
    },
    dialog: (text: string) => page.locator(".monaco-dialog-box", { hasText: text }),
    /** Saves what the window shows as out/shots/<name>.png; gives the picture's bytes. */
    screenshot: async (name: string) => {
      mkdirSync(shotsDir, { recursive: true });
      return page.screenshot({ path: path.join(shotsDir, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`) });
    },
  };
}
