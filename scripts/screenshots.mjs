// `npm run screenshots`: the pictures of README and walkthrough, taken of the real thing in one go.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { takeCallViews, takeComparison, takeTimeOrder } from "./screenshots-views.mjs";
import { run, say } from "./setup/commands.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain, setUp } from "./setup/set-up.mjs";

const HOT_FILE = "logreport/parser.py";
const HOT_LINE = "match = re.match";
const VIEWPORT = { width: 1280, height: 800 };
/** The hover stands below its line, where less of the heat is; the rest of the window keeps quiet. */
const SETTINGS = {
  // Needs no right that a container may not have, so the pictures can be taken anywhere.
  "heatline.profiler": "sampler",
  "editor.hover.above": false,
  "editor.hover.sticky": true,
  "editor.stickyScroll.enabled": false,
  "breadcrumbs.enabled": false,
  "window.commandCenter": false,
};
const RUN_LIMIT_MS = 240_000;
const media = path.join(root, "media");

await orExplain(async () => {
  const tools = await setUp();
  const { testEnvironment } = await import("./setup/python-tools.mjs");
  Object.assign(process.env, testEnvironment(tools));
  await run(process.execPath, ["esbuild.mjs"], { cwd: root });
  const { loadTypeScript } = await import("./load-typescript.mjs");
  const { openWorkbench } = await loadTypeScript("test/e2e/support/workbench.ts");
  mkdirSync(media, { recursive: true });
  say("Opening VS Code ...");
  const workbench = await openWorkbench({ folder: "logreport", viewport: VIEWPORT, settings: SETTINGS });
  try {
    await profileSample(workbench);
    for (const theme of ["dark", "light"]) {
      await workbench.theme(theme);
      await showHeat(workbench);
      await take(workbench, `heat-${theme}`);
      await showFlamegraph(workbench);
      await take(workbench, `flamegraph-${theme}`);
    }
    await workbench.theme("dark");
    await showProfile(workbench, tools.samplePython);
    await take(workbench, "profile-dark");
    const takeNamed = (name) => take(workbench, name);
    await takeCallViews(workbench, takeNamed);
    await takeTimeOrder(workbench, tools, takeNamed);
    await takeComparison(workbench, tools, takeNamed);
  } finally {
    await workbench.close();
  }
});

/** Runs the sample to its end and leaves the window as tidy as a person would. */
async function profileSample(workbench) {
  await workbench.open("report.py");
  await workbench.palette("Heatline: Profile Current File");
  const running = workbench.status("heatline.heatline.run");
  await running.waitFor();
  await running.waitFor({ state: "detached", timeout: RUN_LIMIT_MS });
  say("The sample is profiled.");
  await workbench.runToEnd("workbench.action.closePanel");
  await workbench.runToEnd("workbench.action.closeAllEditors");
}

/** The explorer with its badges, the hot file, and the hover of its hottest line. */
async function showHeat(workbench) {
  await workbench.runToEnd("workbench.action.closeAllEditors");
  await workbench.runToEnd("workbench.view.explorer");
  await workbench.open(HOT_FILE);
  await workbench.page.waitForFunction(() =>
    [...document.querySelectorAll(".view-line span")].some((span) =>
      /%/.test(getComputedStyle(span, "::after").content),
    ),
  );
  await workbench.lenses().first().waitFor(); // They move the lines.
  const popup = await workbench.hover(HOT_LINE, "match");
  await popup.evaluate((element) =>
    Promise.all(element.ownerDocument.getAnimations().map(({ finished }) => finished.catch(() => undefined))),
  );
}

/** A cProfile file in its editor, beside the source that its heat is on. */
async function showProfile(workbench, python) {
  await run(python, ["-m", "cProfile", "-o", "report.pstats", "report.py", "3000"], { cwd: workbench.folder });
  await workbench.runToEnd("workbench.action.closeAllEditors");
  await workbench.runToEnd("workbench.view.explorer");
  const profile = path.join(workbench.folder, "report.pstats");
  await workbench.api((vscode, file) => vscode.commands.executeCommand("vscode.open", vscode.Uri.file(file)), profile);
  await workbench.webview().locator(".painting").waitFor();
  await workbench.webview().locator(".facts summary").click();
  await workbench.page.mouse.move(5, 5);
}

/** The whole flamegraph beside the lists of runs and hot spots. */
async function showFlamegraph(workbench) {
  await workbench.page.mouse.move(5, 5);
  await workbench.runToEnd("workbench.view.extension.heatline");
  await workbench.tree("Hot Spots").first().waitFor();
  await workbench.palette("Heatline: Show Flamegraph");
  await workbench.webview().locator("canvas").first().waitFor();
  await workbench.runToEnd("workbench.action.closeEditorsInOtherGroups");
}

async function take(workbench, name) {
  const file = path.join(media, `screenshot-${name}.png`);
  const { length } = await workbench.page.screenshot({ path: file });
  say(`media/screenshot-${name}.png: ${(length / 1000).toFixed(0)} kB`);
}
