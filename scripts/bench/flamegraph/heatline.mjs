// Our page as it ships, with our server behind it. The browser's tab asks this process for the message and gets it as
// bytes, which stands for the way from the extension host into a webview.
import { randomBytes } from "node:crypto";
import path from "node:path";
import { loadTypeScript } from "../../load-typescript.mjs";
import { root } from "../../setup/paths.mjs";
import { serve } from "./browser.mjs";
import { startHost } from "./heatline-host.mjs";

export const heatline = {
  name: "heatline",
  surface: ".graph-canvas",
  async start(page) {
    const { unpackFlamegraph } = await loadTypeScript("src/core/profile/pack.ts");
    const host = await startHost();
    let sent = null;
    const { url, close } = await serve(path.join(root, "dist", "webview"), {
      "/": (_, response) => response.setHeader("content-type", "text/html; charset=utf-8").end(html()),
      "/open": async (request, response) => {
        const { data, ...message } = await host.open(new URL(request.url, url).searchParams.get("file"));
        if (data === undefined) throw new Error(`There is nothing to draw: ${message.message}`);
        sent = data;
        response.setHeader("x-message", encodeURIComponent(JSON.stringify(message))).end(new Uint8Array(data));
      },
    });
    await page.addInitScript(standInForEditor);
    await page.goto(url);
    await page.waitForFunction(() => window.isReady);
    return {
      async open(file) {
        const firstPaintMs = await page.evaluate(openInPage, file);
        const { total, totals } = unpackFlamegraph(sent);
        sent = null;
        return { firstPaintMs, total, nodes: totals.length };
      },
      search: (text) => page.evaluate(searchInPage, text),
      takenBeside: host.taken,
      close() {
        close();
        host.close();
      },
    };
  },
};

/** The policy is the editor's, but for the tab's own request. */
function html() {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; img-src 'self' data:; connect-src 'self'`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Flamegraph</title><link rel="stylesheet" href="flamegraph.css"></head>
<body class="vscode-dark"><main id="app"></main><script nonce="${nonce}" src="flamegraph.js"></script></body></html>`;
}

function standInForEditor() {
  window.acquireVsCodeApi = () => ({
    postMessage: ({ type }) => {
      window.isReady ||= type === "ready";
    },
    getState: () => null,
    setState: () => undefined,
  });
}

async function openInPage(file) {
  const began = performance.now();
  const response = await fetch(`open?file=${encodeURIComponent(file)}`);
  const message = JSON.parse(decodeURIComponent(response.headers.get("x-message")));
  const data = await response.arrayBuffer();
  window.postMessage({ ...message, data }, "*", [data]);
  while (performance.getEntriesByName("heatline-paint", "measure").length === 0)
    await new Promise((resolve) => setTimeout(resolve, 1));
  const firstPaintMs = (await window.probe.painted()) - began;
  const [, , , alpha] = document.querySelector(".graph-canvas").getContext("2d").getImageData(2, 2, 1, 1).data;
  if (alpha !== 255) throw new Error("Nothing is painted where the first frame has to be.");
  return firstPaintMs;
}

/** Types it; gives the slowest letter. */
async function searchInPage(text) {
  const input = document.querySelector(".search input");
  let slowest = 0;
  for (let length = 1; length <= text.length; length++) {
    await window.probe.painted();
    const began = performance.now();
    input.value = text.slice(0, length);
    input.dispatchEvent(new Event("input"));
    await window.probe.nextFrame();
    slowest = Math.max(slowest, performance.now() - began);
  }
  return slowest;
}
