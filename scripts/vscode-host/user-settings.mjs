// The settings that tests and `npm start` open VS Code with.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../setup/paths.mjs";

const packageJson = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/** Quiet and hermetic; a settings.json already in the user data folder wins. */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.layoutControl.enabled": false,
  "workbench.reduceMotion": "on",
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "extensions.ignoreRecommendations": true,
  // Where trust is asked for at all, a folder opens in Restricted Mode without a dialog in the way.
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
  // Text of a terminal drawn by the GPU cannot be read from the page.
  "terminal.integrated.gpuAcceleration": "off",
  "window.confirmBeforeClose": "never",
  "git.openRepositoryInParentFolders": "never",
  "remote.autoForwardPorts": false,
  "files.simpleDialog.enable": true,
};

/** Writes the user settings of a new user data folder, or adds `settings` to those of a kept one. */
export function writeUserSettings(userDataDir, settings = {}) {
  const ofMachine = Object.entries(settings).filter(([name]) => MACHINE_SETTINGS.includes(name));
  write(path.join(userDataDir, "User", "settings.json"), QUIET, settings);
  write(path.join(userDataDir, "Machine", "settings.json"), {}, Object.fromEntries(ofMachine));
}

/** To the browser a server is another machine: VS Code takes such settings from the server's own file only. */
const MACHINE_SETTINGS = [packageJson.contributes.configuration]
  .flat()
  .flatMap(({ properties }) => Object.entries(properties))
  .filter(([, { scope }]) => scope?.startsWith("machine"))
  .map(([name]) => name);

function write(file, defaults, settings) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...defaults, ...readSettings(file), ...settings }, null, 2));
}

function readSettings(file) {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {}; // Edited by hand into something that is not plain JSON: start anew.
  }
}
