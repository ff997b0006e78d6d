// Packs the extension, installs the .vsix into a VS Code that has never seen it, and looks for its command.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadTypeScript } from "../load-typescript.mjs";
import { buildPackage } from "../package/build-package.mjs";
import { root } from "../setup/paths.mjs";
import { ensureHost } from "../vscode-host/install.mjs";
import { linkExtensions } from "../vscode-host/session.mjs";
import { add, check } from "./counts.mjs";
import { runCommand } from "./run-command.mjs";

/** Of which README pictures of each view are 1.2 MB. */
const SIZE_LIMIT_BYTES = 2_500_000;
const driver = path.join(root, "scripts", "vscode-host", "driver");
const COMMAND = "Heatline: Profile Current File";

export async function testPackage({ environment }) {
  const { file, sizeBytes, files } = await buildPackage();
  console.log(`  ${file}: ${files.length} files, ${(sizeBytes / 1000).toFixed(0)} kB`);
  const scratch = mkdtempSync(path.join(os.tmpdir(), "heatline-package-"));
  try {
    const extensionsDir = path.join(scratch, "extensions");
    linkExtensions([driver], extensionsDir); // The one thing that this VS Code has beside ours: the tests' hand in it.
    const installed = await install(path.join(root, file), extensionsDir, scratch);
    const usable = installed && (await isUsable(extensionsDir, environment));
    return add(check(true), check(sizeBytes < SIZE_LIMIT_BYTES), check(installed), check(usable));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function install(vsix, extensionsDir, scratch) {
  const host = await ensureHost();
  const dirs = ["--extensions-dir", extensionsDir, "--server-data-dir", path.join(scratch, "server")];
  const { ok } = await runCommand(host.node, [host.server, "--install-extension", vsix, ...dirs]);
  return ok;
}

async function isUsable(extensionsDir, environment) {
  Object.assign(process.env, environment);
  const { openWorkbench } = await loadTypeScript("test/e2e/support/workbench.ts");
  const workbench = await openWorkbench({ folder: "logreport", installed: [], extensionsDir });
  try {
    await workbench.open("report.py");
    await workbench.findInPalette(COMMAND);
    console.log(`  installed into a fresh VS Code; its palette offers "${COMMAND}"`);
    return true;
  } catch (error) {
    console.log(`  the palette does not offer "${COMMAND}": ${error.message}`);
    return false;
  } finally {
    await workbench.close();
  }
}
