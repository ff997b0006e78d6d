// A fresh headless Chromium per measurement: no GPU, WebGL in software, no cap on the frame rate, so that the time from one
// frame to the next is what a frame costs.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "../../vscode-host/browser.mjs";
import { installProbe } from "./probe.mjs";

const VIEWPORT = { width: 1600, height: 900 };
export const HERE = path.dirname(fileURLToPath(import.meta.url));
const MIME = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css" };

/** Opens an empty tab with the probe in it; `close` ends the browser. */
export async function openBrowser() {
  const browser = await launchBrowser({
    headless: true,
    args: ["--disable-gpu-vsync", "--disable-frame-rate-limit"],
  });
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.addInitScript(installProbe);
  return { page, taken: () => takenByRenderer(browser), close: () => browser.close() };
}

/** What the page's process has taken so far, see `takenByProcess`; the one that waits for another page takes nothing more. */
async function takenByRenderer(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => takenByProcess(id));
  return {
    peakMb: Math.max(...renderers.map(({ peakMb }) => peakMb)),
    cpuMs: renderers.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  };
}

/** Linux only: the largest resident size in megabytes, and the processor's time of all threads, in steps of 10 ms. */
export function takenByProcess(pid) {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14);
  return { peakMb: Number(kilobytes) / 1024, cpuMs: (Number(user) + Number(system)) * 10 };
}

/** What a contender takes beside the page that is nothing but a page. */
export const NOTHING = { peakMb: 0, cpuMs: 0 };

/** What is more in the second than in the first. */
export function difference(before, after) {
  return { peakMb: after.peakMb - before.peakMb, cpuMs: after.cpuMs - before.cpuMs };
}

/** Serves files of a folder on this machine alone; `answers` are functions by path for what is no file. */
export async function serve(folder, answers = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const answer = answers[pathname];
    if (answer) return answer(request, response);
    try {
      const body = readFileSync(path.join(folder, pathname));
      response.setHeader("content-type", MIME[path.extname(pathname)] ?? "application/octet-stream").end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
