import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as esbuild from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph } from "../../../src/core/profile/pack.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../../src/core/protocol/webview.ts";
import { THEMES, type ThemeName } from "./themes.ts";

type DataMessage = Extract<ToFlamegraph, { type: "flamegraph" }>;

/** Builds the page as it ships and serves it under the CSP that the editor's panel has. */
export async function startPageServer() {
  const built = await esbuild.build({
    entryPoints: ["webview/flamegraph/main.ts"],
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    target: "es2022",
    format: "iife",
    logLevel: "warning",
  });
  const script = built.outputFiles[0]!.text;
  const style = readFileSync("webview/flamegraph/flamegraph.css", "utf8");
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    if (request.url === "/page.js") response.setHeader("content-type", "text/javascript").end(script);
    else if (request.url === "/page.css") response.setHeader("content-type", "text/css").end(style);
    else if (request.url === "/")
      response.setHeader("content-type", "text/html; charset=utf-8").end(html(`http://${request.headers.host}`));
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}/`, requests, close: () => server.close() };
}

function html(source: string): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source}; img-src ${source} data:; font-src ${source}`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Flamegraph</title>
<link rel="stylesheet" href="${source}/page.css"></head>
<body><main id="app"></main><script nonce="${nonce}" src="${source}/page.js"></script></body></html>`;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What `getState` gives back. */
  readonly state?: unknown;
}

/** The page in a tab, with VS Code's API replaced and everything recorded that should not happen. */
export async function openPage(browser: Browser, url: string, options: OpenOptions = {}): Promise<Page> {
  const { theme = "dark", width = 1200, height = 760, state = null } = options;
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion: "reduce" });
  await page.addInitScript(recordEverything, { state, theme: { ...THEMES[theme] } });
  await page.goto(url);
  await page.waitForFunction(() => window.heatline.posted.length > 0);
  return page;
}

declare global {
  interface Window {
    heatline: { posted: FromFlamegraph[]; state: unknown; violations: string[]; errors: string[] };
  }
}

function recordEverything(given: { state: unknown; theme: { bodyClass: string; variables: Record<string, string> } }) {
  const recorded: Window["heatline"] = { posted: [], state: given.state, violations: [], errors: [] };
  window.heatline = recorded;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: FromFlamegraph) => recorded.posted.push(message),
      getState: () => recorded.state,
      setState: (next: unknown) => {
        recorded.state = next;
      },
    }),
  });
  document.addEventListener("securitypolicyviolation", (event) => recorded.violations.push(event.violatedDirective));
  window.addEventListener("error", (event) => recorded.errors.push(event.message));
  document.addEventListener("DOMContentLoaded", () => {
    document.body.classList.add(given.theme.bodyClass);
    for (const [name, value] of Object.entries(given.theme.variables))
      document.documentElement.style.setProperty(name, value);
  });
}

/** Hands a graph over as the editor does. */
export async function send(page: Page, graph: Flamegraph, change: Partial<DataMessage> = {}): Promise<void> {
  const message = {
    type: "flamegraph",
    header: {
      title: "report.py",
      subtitle: "py-spy 0.4.2 at 100 Hz · 2,412 samples · Python 3.12.1 · 12:04",
      warnings: [],
      live: false,
      facts: [],
      paints: null,
    },
    weights: [{ id: "wall", label: "Wall time" }],
    weight: "wall",
    ...change,
  };
  const base64 = Buffer.from(packFlamegraph(graph)).toString("base64");
  await page.evaluate(
    ({ message, base64 }) => {
      const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
      window.postMessage({ ...message, data }, "*");
    },
    { message, base64 },
  );
  await page.locator(".graph-canvas").waitFor({ state: "visible" });
  await settled(page);
}

/** Two animation frames after whatever was done last. */
export function settled(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** Middle of a node's box on the page, while the whole graph is shown. */
export async function pointOf(page: Page, graph: Flamegraph, node: number): Promise<{ x: number; y: number }> {
  const box = (await page.locator(".graph-scroll").boundingBox())!;
  const clientWidth = await page.locator(".graph-scroll").evaluate((element) => element.clientWidth);
  const middle = (graph.start[node]! + graph.totals[node]! / 2) / graph.total;
  return { x: box.x + middle * clientWidth, y: box.y + 1 + graph.depth[node]! * 20 + 10 };
}
