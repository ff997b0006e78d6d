/// <reference types="vscode" />
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../scripts/setup/paths.mjs";
import { samplePython } from "../support/python.ts";
import { openWorkbench, pythonStub, type Workbench } from "./support/workbench.ts";

// A folder that nobody trusts, whose settings name programs of its own: none of them, and nothing else, may run.

/** Some commands wait for an answer, which nobody gives here. */
const COMMAND_WAIT_MS = 3000;
const EXTENSION = "heatline.heatline";
/** Everything that would run a program, ask an interpreter, or prepare that. */
const REFUSED = [
  "heatline.profileCurrentFile",
  "heatline.profileCurrentFileWith",
  "heatline.profileModule",
  "heatline.runAgain",
  "heatline.selectInterpreter",
  "heatline.changeLaunch",
  "heatline.installPySpy",
  "heatline.measureTests",
];

const scratch = mkdtempSync(path.join(os.tmpdir(), "heatline-restricted-"));
const trap = path.join(scratch, "trap");
const sprung = path.join(scratch, "sprung");

let workbench: Workbench;
beforeAll(async () => {
  const folder = path.join(scratch, "logreport");
  cpSync(path.join(root, "test", "workspaces", "logreport"), folder, { recursive: true });
  writeFileSync(trap, `#!/bin/sh\ntouch "${sprung}"\n`);
  chmodSync(trap, 0o755);
  mkdirSync(path.join(folder, ".vscode"));
  writeFileSync(
    path.join(folder, ".vscode", "settings.json"),
    JSON.stringify({
      "heatline.interpreter": trap,
      "heatline.pySpy.path": trap,
      "heatline.runsDirectory": path.join(scratch, "elsewhere"),
      "heatline.keepRuns": 7,
    }),
  );
  writeFileSync(path.join(folder, ".env"), "HEATLINE_TEST_SECRET=1\n");
  workbench = await openWorkbench({ folder, installed: [root, pythonStub], trust: "ask" });
  await watchProcesses();
  await workbench.open("report.py");
});
afterAll(async () => {
  await workbench?.close();
  rmSync(scratch, { recursive: true, force: true });
});

test("the folder is not trusted, and what its settings say about programs is not read", async () => {
  const read = await workbench.api((vscode) => {
    const settings = vscode.workspace.getConfiguration("heatline");
    const names = ["interpreter", "pySpy.path", "runsDirectory", "keepRuns"];
    return { trusted: vscode.workspace.isTrusted, values: names.map((name) => settings.get(name)) };
  });
  expect(read.trusted).toBe(false);
  const [interpreter, pySpy, runsDirectory, keepRuns] = read.values;
  expect(interpreter).toBe(samplePython()); // the user's own
  expect(pySpy).not.toBe(trap);
  expect(runsDirectory).toBe("");
  expect(keepRuns).toBe(7); // The folder's settings are read, those about programs are not.
});

test("no command starts a process or a task, and those that would say why not", async () => {
  const ids = await workbench.api((vscode, id) => {
    const manifest = vscode.extensions.getExtension(id)?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    return manifest.contributes.commands.map(({ command }) => command);
  }, EXTENSION);
  expect(ids).toEqual(expect.arrayContaining(REFUSED));
  for (const id of ids) {
    await workbench.open("report.py");
    await runOrWait(id);
    if (REFUSED.includes(id)) await workbench.message("Heatline runs no program in Restricted Mode");
    await workbench.runToEnd("workbench.action.closeQuickOpen");
    await workbench.clearMessages();
  }
  const features = await workbench.api(async (vscode, id) => {
    const api = (await vscode.extensions.getExtension(id)?.activate()) as { isLoaded(): boolean };
    return {
      loaded: api.isLoaded(),
      tasks: vscode.tasks.taskExecutions.length,
      terminals: vscode.window.terminals.length,
    };
  }, EXTENSION);
  expect(features).toEqual({ loaded: true, tasks: 0, terminals: 0 });
  // The language server is ours and starts no process itself: it shows saved runs.
  const foreign = (await startedProcesses()).filter((command) => !command.includes(path.join("dist", "server.js")));
  expect(foreign).toEqual([]);
  expect(existsSync(sprung)).toBe(false);
});

test("the watch sees a process that is started", async () => {
  await workbench.api((_vscode, file, require) => {
    (require("node:child_process") as typeof import("node:child_process")).execFile(file);
  }, trap);
  await expect.poll(() => existsSync(sprung)).toBe(true);
  expect(await startedProcesses()).toContain(trap);
});

/** From now on notes every process that code of this repository starts in the extension host; VS Code starts its own. */
function watchProcesses(): Promise<void> {
  return workbench.api((_vscode, place, require) => {
    const childProcess = require("node:child_process") as typeof import("node:child_process");
    const started: string[] = [];
    (globalThis as { heatlineTestStarted?: string[] }).heatlineTestStarted = started;
    const note = (command: string) => {
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = 100;
      // This watch is evaluated by the driver, so its own frames name the driver's file.
      const frames = new Error().stack?.split("\n").filter((frame) => !frame.includes("eval at"));
      if (frames?.some((frame) => frame.includes(place))) started.push(command);
      Error.stackTraceLimit = limit;
    };
    type Options = { file?: string; args?: string[] };
    const prototype = childProcess.ChildProcess.prototype as unknown as Record<"spawn", (options: Options) => unknown>;
    const spawn = prototype.spawn;
    prototype.spawn = function (options: Options) {
      note((options.args ?? [options.file ?? "?"]).join(" "));
      return spawn.call(this, options);
    };
    const synchronous = childProcess as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const name of ["spawnSync", "execFileSync", "execSync"]) {
      const original = synchronous[name];
      synchronous[name] = (...args: unknown[]) => {
        note(`${name} ${String(args[0])}`);
        return original?.(...args);
      };
    }
  }, root + path.sep);
}

function startedProcesses(): Promise<string[]> {
  return workbench.api(() => (globalThis as { heatlineTestStarted?: string[] }).heatlineTestStarted ?? []);
}

function runOrWait(id: string): Promise<void> {
  return workbench.api(
    async (vscode, call) => {
      const deadline = new Promise((resolve) => setTimeout(resolve, call.waitMs));
      const end = Promise.resolve(vscode.commands.executeCommand(call.id)).catch(() => undefined);
      await Promise.race([end, deadline]);
    },
    { id, waitMs: COMMAND_WAIT_MS },
  );
}
