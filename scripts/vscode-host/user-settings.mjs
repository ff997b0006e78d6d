// The settings that tests and `npm start` open VS Code with.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

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
  const file = path.join(userDataDir, "User", "settings.json");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...QUIET, ...readSettings(file), ...settings }, null, 2));
}

function readSettings(file) {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {}; // Edited by hand into something that is not plain JSON: start anew.
  }
}
