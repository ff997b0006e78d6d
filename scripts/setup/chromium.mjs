// A Chromium to show and to test the workbench in.
import { existsSync } from "node:fs";
import { findChromium } from "../vscode-host/browser.mjs";
import { canInstallDebianPackages, installDebianPackages, MissingPrerequisite, say } from "./commands.mjs";

// Without fonts the workbench shows boxes, and a screenshot is of no use.
const DEBIAN_PACKAGES = ["chromium", "fonts-dejavu-core", "fonts-noto-color-emoji"];

/** Finds Chromium, Chrome or Edge; installs Chromium on Debian as root; else says what to install. */
export async function ensureChromium() {
  const found = findChromium();
  if (found && existsSync(found)) return found;
  if (found) throw new MissingPrerequisite(`CHROMIUM_PATH names ${found}, which does not exist. Correct or unset it.`);
  if (canInstallDebianPackages(existsSync)) {
    say("Installing Chromium (apt-get install chromium) ...");
    await installDebianPackages(DEBIAN_PACKAGES);
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new MissingPrerequisite(
    "No Chromium or Chrome was found; the editor opens in it for tests. " +
      "Install Chromium or Google Chrome, or set CHROMIUM_PATH to its executable, and start again.",
  );
}
