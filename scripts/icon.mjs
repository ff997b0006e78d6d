// `npm run icon`: media/icon.png, the picture of the extension in lists, drawn from media/flame.svg by a browser.
import { readFileSync } from "node:fs";
import path from "node:path";
import { say } from "./setup/commands.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain } from "./setup/set-up.mjs";

const SIZE_PX = 256;
const FLAME_PX = 168;
/** Bars of heat behind the flame, as lines of a program: from top to bottom, width and how hot. */
const LINES = [
  [132, 0.16],
  [176, 0.3],
  [108, 0.6],
  [156, 1],
];

await orExplain(async () => {
  const { ensureChromium } = await import("./setup/chromium.mjs");
  await ensureChromium();
  const { launchBrowser, newPage } = await import("./vscode-host/browser.mjs");
  const browser = await launchBrowser();
  try {
    const page = await newPage(browser, { width: SIZE_PX, height: SIZE_PX });
    await page.setContent(drawing(readFileSync(path.join(root, "media", "flame.svg"), "utf8")));
    await page.screenshot({ path: path.join(root, "media", "icon.png"), omitBackground: true });
    say("media/icon.png");
  } finally {
    await browser.close();
  }
});

function drawing(flame) {
  const bars = LINES.map(([width, heat]) => `<i style="width: ${width}px; opacity: ${heat}"></i>`).join("");
  return `<!doctype html><style>
    body { margin: 0; background: transparent }
    main { box-sizing: border-box; width: ${SIZE_PX}px; height: ${SIZE_PX}px; position: relative; border-radius: 52px;
      background: #1f1a17; overflow: hidden }
    div { position: absolute; inset: 52px 0 0 40px; display: grid; gap: 16px; align-content: start }
    i { height: 26px; border-radius: 13px; background: #8a3f00 }
    svg { position: absolute; left: ${(SIZE_PX - FLAME_PX) / 2}px; top: ${(SIZE_PX - FLAME_PX) / 2 - 2}px;
      width: ${FLAME_PX}px; height: ${FLAME_PX}px; stroke: #ffb45e; fill: #d9660a }
  </style><main><div>${bars}</div>${flame}</main>`;
}
