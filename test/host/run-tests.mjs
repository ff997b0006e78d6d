// Bundles the extension tests and runs them through @vscode/test-electron. VSCODE_TEST_DESKTOP=stable (or a version)
// takes a downloaded desktop VS Code; else the server host of scripts/vscode-host/.
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import * as esbuild from "esbuild";
import { ensureChromium } from "../../scripts/setup/chromium.mjs";
import { root } from "../../scripts/setup/paths.mjs";
import { ensurePythonTools, testEnvironment } from "../../scripts/setup/python-tools.mjs";
import { writeUserSettings } from "../../scripts/vscode-host/user-settings.mjs";

const SAMPLE = "logreport";
const desktop = process.env.VSCODE_TEST_DESKTOP;
const outDir = path.join(root, "out", "test-host");
const scratch = mkdtempSync(path.join(os.tmpdir(), "heatline-host-test-"));

try {
  await bundleTests();
  const tools = await ensurePythonTools();
  if (!desktop) await ensureChromium();
  const folder = path.join(scratch, SAMPLE); // a copy: a test cut short leaves files behind
  cpSync(path.join(root, "test", "workspaces", SAMPLE), folder, { recursive: true });
  const userDataDir = path.join(scratch, "user-data");
  writeUserSettings(userDataDir, { "heatline.interpreter": tools.samplePython, "heatline.pySpy.path": tools.pySpy });
  await runTests({
    ...(desktop
      ? { version: desktop }
      : { vscodeExecutablePath: path.join(root, "scripts", "vscode-host", "code.mjs") }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(outDir, "index.cjs"),
    launchArgs: [folder, "--disable-extensions", "--disable-workspace-trust", `--user-data-dir=${userDataDir}`],
    extensionTestsEnv: {
      ...testEnvironment(tools),
      HEATLINE_RESULT_FILE: process.env.HEATLINE_RESULT_FILE ?? path.join(root, "out", "results", "extension.json"),
      ...(process.env.HEATLINE_TEST_GREP ? { HEATLINE_TEST_GREP: process.env.HEATLINE_TEST_GREP } : {}),
    },
  });
} catch (error) {
  console.error(String(error.message || error));
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

async function bundleTests() {
  rmSync(outDir, { recursive: true, force: true });
  const here = path.join(root, "test", "host");
  const files = readdirSync(here).filter((file) => file === "index.ts" || file.endsWith(".test.ts"));
  await esbuild.build({
    entryPoints: files.map((file) => path.join(here, file)),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "mocha"],
    sourcemap: true,
    outdir: outDir,
    outExtension: { ".js": ".cjs" },
    logLevel: "warning",
  });
}
