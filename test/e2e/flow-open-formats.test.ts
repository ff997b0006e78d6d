/// <reference types="vscode" />
import { copyFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../scripts/setup/paths.mjs";
import { formats } from "../../src/core/formats/registry.ts";
import { formatFixtures } from "../support/fixtures.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

// One file of each format, by the real tool where there is one, under a name that says nothing.

const OWN: Readonly<Record<string, string>> = {
  "heatline-sampler": "heatline-sampler.jsonl",
  speedscope: "py-spy-threads.speedscope.json",
};
const FILES = formats.map(({ id }) => [id, OWN[id] ?? formatFixtures(id).at(-1) ?? ""] as const);

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
});
afterAll(async () => {
  await workbench?.close();
});

test.each(FILES)("%s opens with its graph, its table and its facts", async (id, fixture) => {
  const file = path.join(workbench.folder, `${id}.data`);
  copyFileSync(path.join(root, "test", "core", "fixtures", fixture), file);
  await workbench.api(async (vscode, at) => {
    await vscode.commands.executeCommand("heatline.openProfile", vscode.Uri.file(at));
  }, file);
  const page = workbench.webview();
  await expect.poll(() => page.locator("h1").innerText()).toBe(`${id}.data`);
  await page.locator("canvas").first().waitFor();
  await page.locator(".facts").evaluate((facts) => facts.setAttribute("open", ""));
  expect(await page.locator(".facts dl").innerText()).toContain(id);
  await expect.poll(() => page.locator('.row[role="row"]').count()).toBeGreaterThan(0);
  await expect.poll(() => workbench.status("heatline.heatline.heatSource").innerText()).toContain(`${id}.data`);
});
