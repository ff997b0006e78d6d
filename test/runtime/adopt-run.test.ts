import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import type { Interpreter } from "../../src/core/protocol/run.ts";
import { adoptRun } from "../../src/runtime/adopt-run.ts";
import { markedProcesses } from "../../src/runtime/process-tree.ts";
import { adoptOrReap, registerRun } from "../../src/runtime/registry.ts";
import { startRun } from "../../src/runtime/run.ts";
import { listRuns, readManifest } from "../../src/runtime/run-directory.ts";
import { waitUntil } from "../../src/runtime/wait-until.ts";
import { quietTerminal, realPySpy, repository, request, somePython, temporaryFolder, writeScript } from "./support.ts";

/** Another window: a process of its own that starts a run, registers it and is killed as a window is. */
const WINDOW = `
import { spawn } from "node:child_process";
import { registerRun } from "./src/runtime/registry.ts";
import { startRun } from "./src/runtime/run.ts";
const { request, registry } = JSON.parse(process.argv[2]);
startRun(request, async ({ file, args, cwd, env }) => {
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: "ignore", detached: true });
  return { ended: new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1))) };
}).then((run) => registerRun(registry, run));
`;

const folder = temporaryFolder();
let python: Interpreter;
let binary: string;
let bundle: string;
beforeAll(async () => {
  python = await somePython();
  binary = await realPySpy();
  bundle = path.join(folder, "window.cjs");
  await esbuild.build({
    stdin: { contents: WINDOW, resolveDir: repository, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    outfile: bundle,
  });
});

const program = `import os, time\nopen("ready", "w").close()\nwhile not os.path.exists("finish"):\n    sum(range(2000))\n`;

async function windowWithRun(choice: "py-spy" | "sampler") {
  const workspace = temporaryFolder("workspace");
  const registry = path.join(workspace, "storage");
  const settings = {
    pySpy: { path: binary, rate: 200, native: false, gil: false, idle: false, subprocesses: false },
    sampler: { rate: 200 },
  };
  const target = { kind: "file" as const, path: writeScript(workspace, "program.py", program) };
  const asked = request({ target, interpreter: python, workspaceFolder: workspace, choice, settings });
  const window = spawn(process.execPath, [bundle, JSON.stringify({ request: asked, registry })], { stdio: "inherit" });
  const ready = () => existsSync(path.join(workspace, "ready"));
  expect(await waitUntil(ready, { timeoutMs: 15_000 })).toBe(true);
  const runs = () => listRuns(asked.runsDir).then((list) => list.runs);
  await waitUntil(async () => (await runs())[0]?.manifest.state === "running", { timeoutMs: 5000 });
  const known = () =>
    JSON.parse(readFileSync(path.join(registry, "running.json"), "utf8")).running[0]?.launcher?.pid > 0;
  expect(await waitUntil(known, { timeoutMs: 5000 })).toBe(true);
  const dir = (await runs())[0]?.dir ?? "";
  return { workspace, registry, window, dir, finish: () => writeScript(workspace, "finish", "") };
}

async function kill(window: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => window.once("exit", resolve));
  window.kill("SIGKILL");
  await gone;
}

describe("after the window is gone", () => {
  test.each(["py-spy", "sampler"] as const)("a run that goes on is followed to its end: %s", async (choice) => {
    const { registry, window, dir, finish } = await windowWithRun(choice);
    expect(await adoptOrReap(registry)).toEqual([]); // Its owner lives.
    await kill(window);
    const [run, ...more] = await adoptOrReap(registry);
    expect(more).toEqual([]);
    expect(run?.dir).toBe(dir);
    expect(await adoptOrReap(registry)).toEqual([]); // It is ours now.
    expect(run?.elapsedNs()).toBeGreaterThan(1e8);
    finish();
    const manifest = await run?.done;
    expect(manifest).toMatchObject({
      state: "done",
      passes: [{ profiler: choice, exitCode: 0, files: [expect.stringContaining(choice)] }],
    });
    expect(manifest?.passes[0]?.notes.map(({ code }) => code)).toContain("editor-closed");
    expect(await readManifest(dir)).toEqual(manifest);
    const empty = () => JSON.parse(readFileSync(path.join(registry, "running.json"), "utf8")).running.length === 0;
    expect(await waitUntil(empty, { timeoutMs: 5000 })).toBe(true);
  });

  test("a run that goes on can be stopped", async () => {
    const { registry, window, dir } = await windowWithRun("py-spy");
    await kill(window);
    const [run] = await adoptOrReap(registry);
    await run?.stop();
    expect(await readManifest(dir)).toMatchObject({
      state: "cancelled",
      passes: [{ signal: "SIGINT", files: [expect.stringContaining("py-spy")] }],
    });
    expect(await markedProcesses(`HEATLINE_RUN=${path.basename(dir)}`)).toEqual([]);
  });

  test("a run that ended meanwhile is collected", async () => {
    const { registry, window, dir, finish } = await windowWithRun("py-spy");
    await kill(window);
    finish();
    const over = async () => (await markedProcesses(`HEATLINE_RUN=${path.basename(dir)}`)).length === 0;
    expect(await waitUntil(over, { timeoutMs: 10_000 })).toBe(true);
    expect((await readManifest(dir)).state).toBe("running");
    const [run] = await adoptOrReap(registry);
    expect(await run?.done).toMatchObject({
      state: "done",
      passes: [{ exitCode: 0, files: [expect.stringContaining("py-spy")] }],
    });
  });

  test("a run whose launcher was killed too has failed, with the reason", async () => {
    const { registry, window, dir } = await windowWithRun("sampler");
    await kill(window);
    process.kill((await readManifest(dir)).passes[0]?.launcherPid ?? 0, "SIGKILL");
    const [run] = await adoptOrReap(registry);
    const manifest = await run?.done;
    expect(manifest?.state).toBe("failed");
    expect(manifest?.passes[0]?.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["editor-closed", "launcher-gone"]),
    );
  });
});

test("a run directory that was deleted is forgotten", async () => {
  const workspace = temporaryFolder("deleted");
  const target = { kind: "file" as const, path: writeScript(workspace, "a.py", "") };
  const run = await startRun(request({ target, interpreter: python, workspaceFolder: workspace }), quietTerminal);
  await run.done;
  const adopted = await adoptRun(run.dir);
  expect(await adopted.done).toEqual(run.manifest());
  const registry = path.join(workspace, "storage");
  await registerRun(registry, run);
  await expect(adoptRun(path.join(workspace, "nowhere"))).rejects.toThrow("is not a run");
});
