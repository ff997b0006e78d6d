/// <reference types="vscode" />
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PY_SPY_VERSION } from "../../src/runtime/profilers/install-py-spy.ts";
import { pathWithout, pythonWithPip } from "../support/python.ts";
import { endedRun, runsIn } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// A machine without py-spy: the offer, no, and yes. What is installed is the real one, from the package index.

const RUNNING = "heatline.heatline.run";
const OFFER = "Heatline can install it into a folder of its own";
const CONSENT = `Install py-spy ${PY_SPY_VERSION} from PyPI with the pip of Python`;
const SPIN = "total = 0\nfor index in range(10_000_000):\n    total += index % 7\nprint(total)\n";
const INSTALL_LIMIT_MS = 180_000;

const python = pythonWithPip();
let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({
    folder: "logreport",
    settings: { "heatline.interpreter": python, "heatline.pySpy.path": "" },
    env: { PATH: pathWithout("py-spy") },
  });
  writeFileSync(path.join(workbench.folder, "spin.py"), SPIN);
  await workbench.open("spin.py");
});
afterAll(async () => {
  await workbench?.close();
});

/** Where the extension keeps its own py-spy. */
const ownFolder = () => path.join(workbench.server.userDataDir, "User", "globalStorage", "heatline.heatline", "py-spy");

/** Does what starts a program, and waits for its end. */
async function runOf(start: () => Promise<void>) {
  const before = runsIn(workbench.folder).length;
  await start();
  const { manifest } = await endedRun(workbench.folder, before + 1);
  await workbench.status(RUNNING).waitFor({ state: "detached" });
  return manifest;
}

async function profile() {
  await workbench.open("spin.py");
  await workbench.palette("Heatline: Profile Current File");
}

test("without py-spy the sampler measures, and what is better is offered", async () => {
  const manifest = await runOf(profile);
  expect(manifest).toMatchObject({ state: "done", passes: [{ profiler: "sampler", exitCode: 0 }] });
  expect(manifest.chosenBecause).toContain("py-spy is not installed");
  const offer = await workbench.message(OFFER);
  await expect.poll(() => workbench.lineExtras("total += index % 7")).toHaveLength(1);
  await workbench.screenshot("py-spy-offer");
  await offer.getByRole("button", { name: "Not Now" }).click();
  await offer.waitFor({ state: "hidden" });
});

test("who declines is not asked again in this window; the command asks before it does anything", async () => {
  expect((await runOf(profile)).passes[0]?.profiler).toBe("sampler");
  await workbench.open("spin.py");
  await workbench.palette("Heatline: Install py-spy");
  const consent = await workbench.message(CONSENT);
  expect(await consent.innerText()).toContain(ownFolder());
  await workbench.run("notifications.showList");
  await expect.poll(() => workbench.messageTexts()).toEqual([expect.stringContaining(CONSENT)]);
  await consent.getByRole("button", { name: "Not Now" }).click();
  await consent.waitFor({ state: "hidden" });
  expect((await runOf(profile)).passes[0]?.profiler).toBe("sampler");
  expect(existsSync(ownFolder())).toBe(false);
});

test("who consents gets it, in Heatline's own folder, and the next run uses it", async () => {
  await workbench.reload();
  await workbench.line("total += index % 7").waitFor();
  await runOf(profile);
  const offer = await workbench.message(OFFER);
  await offer.getByRole("button", { name: "Install py-spy" }).click();
  const consent = await workbench.message(CONSENT);
  await workbench.screenshot("py-spy-consent");
  await consent.getByRole("button", { name: "Install", exact: true }).click();
  const done = workbench.page.locator(".notification-list-item", { hasText: "is installed and works" }).first();
  await done.waitFor({ timeout: INSTALL_LIMIT_MS });
  await workbench.screenshot("py-spy-installed");
  const manifest = await runOf(() => done.getByRole("button", { name: "Run Again" }).click());
  const [pass] = manifest.passes;
  expect(pass).toMatchObject({ profiler: "py-spy", profilerVersion: PY_SPY_VERSION, state: "done", exitCode: 0 });
  expect(path.relative(ownFolder(), String(pass?.options["binary"]))).not.toMatch(/^\.\./);
  expect(manifest.notes).toEqual([]);
  await expect.poll(() => workbench.lineExtras("total += index % 7")).toHaveLength(1);
  const popup = await workbench.hover("total += index % 7", "total");
  await expect.poll(() => popup.textContent()).toContain(`py-spy ${PY_SPY_VERSION} at 100 Hz`);
  expect(existsSync(path.join(path.dirname(python), "py-spy"))).toBe(false);
}, 300_000);

test("in a window where nobody wants to be asked again, nobody is", async () => {
  const other = await openWorkbench({
    folder: workbench.folder,
    settings: { "heatline.interpreter": python, "heatline.pySpy.path": "" },
    env: { PATH: pathWithout("py-spy") },
  });
  await workbench.close();
  workbench = other;
  await runOf(profile);
  await (await workbench.message(OFFER)).getByRole("button", { name: "Don't Ask Again" }).click();
  await workbench.reload();
  await workbench.line("total += index % 7").waitFor();
  await runOf(profile);
  expect((await runOf(profile)).passes[0]?.profiler).toBe("sampler");
  await workbench.run("notifications.showList");
  await workbench.page.locator(".notifications-center").waitFor();
  expect(await workbench.messageTexts()).toEqual([]);
});
