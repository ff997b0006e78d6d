// `npm run screenshots`: the pictures of README and walkthrough, taken of the real thing in one go.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { run, say } from "./setup/commands.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain, setUp } from "./setup/set-up.mjs";

const HOT_FILE = "logreport/parser.py";
const HOT_LINE = "re.compile";
const media = path.join(root, "media");

await orExplain(async () => {
  const tools = await setUp();
  const { testEnvironment } = await import("./setup/python-tools.mjs");
  Object.assign(process.env, testEnvironment(tools));
  await run(process.execPath, ["esbuild.mjs"], { cwd: root });
  const { loadTypeScript } = await import("./load-typescript.mjs");
  const { openWorkbench } = await loadTypeScript("test/e2e/support/workbench.ts");
  mkdirSync(media, { recursive: true });
  const workbench = await openWorkbench({ folder: "logreport", viewport: { width: 1280, height: 800 } });
  try {
    await profileSample(workbench);
    for (const theme of ["dark", "light"]) {
      await workbench.theme(theme);
      await showHeat(workbench);
      await take(workbench, `heat-${theme}`);
      await workbench.palette("Heatline: Show Flamegraph");
      await workbench.webview().locator("canvas").first().waitFor();
      await take(workbench, `flamegraph-${theme}`);
    }
  } finally {
    await workbench.close();
  }
});

/** Runs the sample to its end: its hot line then has heat beside it. */
async function profileSample(workbench) {
  await workbench.open("report.py");
  await workbench.palette("Heatline: Profile Current File");
  await workbench.page
    .locator(".terminal-wrapper.active .xterm-rows", { hasText: /requests from/ })
    .waitFor({ timeout: 60_000 });
}

async function showHeat(workbench) {
  await workbench.open(HOT_FILE);
  await workbench.page.waitForFunction(() =>
    [...document.querySelectorAll(".view-line span")].some((span) =>
      /%/.test(getComputedStyle(span, "::after").content),
    ),
  );
  await workbench.hover(HOT_LINE);
}

async function take(workbench, name) {
  await workbench.page.screenshot({ path: path.join(media, `screenshot-${name}.png`) });
  say(`media/screenshot-${name}.png`);
}
