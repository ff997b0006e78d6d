// `npm start`: VS Code with Heatline built from these sources, on a copy of the sample project.
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { run } from "./setup/commands.mjs";
import { cacheDir, root } from "./setup/paths.mjs";
import { orExplain, setUp } from "./setup/set-up.mjs";

const SAMPLE = "logreport";
const FIRST_FILE = "report.py";
const WHAT_TO_PRESS = `In ${FIRST_FILE}, press the flame at the top right of the editor (or F1, "Heatline: Profile Current File").`;

const startDir = path.join(cacheDir, "start");

await orExplain(async () => {
  const tools = await setUp({ browser: false });
  await run(process.execPath, ["esbuild.mjs"], { cwd: root });
  const folder = copySampleOnce(tools.samplePython);
  const settings = { "heatline.pySpy.path": tools.pySpy };
  if (process.env.VSCODE_TEST_DESKTOP || process.platform === "win32") await startDesktop(folder, settings);
  else await startInBrowser(folder, settings);
});

/** The copy is kept from start to start, with the person's edits and runs; removing it brings the original back. */
function copySampleOnce(python) {
  const folder = path.join(startDir, SAMPLE);
  if (existsSync(folder)) return folder;
  const aside = path.join(startDir, `${SAMPLE}.new`);
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(startDir, { recursive: true });
  const isSource = (file) => !/(__pycache__|\.heatline)$/.test(file);
  cpSync(path.join(root, "test", "workspaces", SAMPLE), aside, { recursive: true, filter: isSource });
  const environment = path.dirname(path.dirname(python));
  symlinkSync(environment, path.join(aside, ".venv"), process.platform === "win32" ? "junction" : "dir");
  renameSync(aside, folder);
  return folder;
}

async function startInBrowser(folder, settings) {
  const { startServer, workbenchUrl } = await import("./vscode-host/session.mjs");
  const server = await startServer({
    port: Number(process.env.PORT || 0),
    userDataDir: path.join(startDir, "user-data"), // kept, so that settings and layout survive
    installed: [root],
    settings,
  });
  const url = workbenchUrl(server, { folder, openFile: path.join(folder, FIRST_FILE) });
  console.log(`\nVS Code ${server.host.version} with Heatline on the sample project:\n\n  ${url}\n\n${WHAT_TO_PRESS}`);
  console.log('Stop with Ctrl+C. After a rebuild (npm run build): "Developer: Reload Window".');
  await openInBrowser(url);
}

/** Where there is a display; else the printed address is for a person to open. */
async function openInBrowser(url) {
  const { spawn } = await import("node:child_process");
  const isMac = process.platform === "darwin";
  if (!isMac && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const opener = spawn(isMac ? "open" : "xdg-open", [url], { stdio: "ignore", detached: true });
  opener.on("error", () => console.log("Open the address above in a browser."));
  opener.unref();
}

async function startDesktop(folder, settings) {
  const { spawn } = await import("node:child_process");
  const { downloadAndUnzipVSCode } = await import("@vscode/test-electron");
  const { writeUserSettings } = await import("./vscode-host/user-settings.mjs");
  const version = process.env.VSCODE_TEST_DESKTOP || "stable";
  const code = await downloadAndUnzipVSCode({ version, cachePath: cacheDir });
  const userDataDir = path.join(startDir, "user-data-desktop");
  writeUserSettings(userDataDir, settings);
  const flags = ["--disable-workspace-trust", `--extensionDevelopmentPath=${root}`, `--user-data-dir=${userDataDir}`];
  console.log(`\nOpening VS Code ${version} with Heatline on the sample project.\n\n${WHAT_TO_PRESS}`);
  spawn(code, [folder, path.join(folder, FIRST_FILE), ...flags], { stdio: "inherit" });
}
