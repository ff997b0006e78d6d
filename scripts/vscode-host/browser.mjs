// The Chromium that tests drive: one that is installed, never a download of our own.
import { existsSync } from "node:fs";
import path from "node:path";

const CANDIDATES = {
  linux: [
    ..."chromium chromium-browser google-chrome google-chrome-stable microsoft-edge"
      .split(" ")
      .map((n) => `/usr/bin/${n}`),
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"]
    .map((name) => process.env[name])
    .filter(Boolean)
    .flatMap((base) => [
      path.join(base, "Google", "Chrome", "Application", "chrome.exe"),
      path.join(base, "Microsoft", "Edge", "Application", "msedge.exe"),
    ]),
};

/** The first Chromium or Chrome found; CHROMIUM_PATH names another one. Undefined when there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  return named || (CANDIDATES[process.platform] ?? []).find((file) => existsSync(file));
}

/** Starts it, headless unless VSCODE_HOST_HEADED is set, with more arguments if wanted; it reaches nothing beyond this machine. */
export async function launchBrowser({ headless = !process.env.VSCODE_HOST_HEADED, args = [] } = {}) {
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath: findChromium(),
    headless,
    handleSIGINT: false, // The session ends it; see session.mjs.
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
      ...["--disable-background-networking", "--disable-component-update", "--force-color-profile=srgb"],
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
      ...args,
    ],
  });
}

/** A page of a fixed size; without the permissions vscode.env.clipboard never answers. */
export async function newPage(browser, viewport = { width: 1400, height: 900 }) {
  const permissions = ["clipboard-read", "clipboard-write"];
  const context = await browser.newContext({ viewport, deviceScaleFactor: 1, permissions });
  return context.newPage();
}
