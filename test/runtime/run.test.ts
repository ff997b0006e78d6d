import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Interpreter, RunManifest } from "../../src/core/protocol/run.ts";
import { isAlive, markedProcesses } from "../../src/runtime/process-tree.ts";
import { type Run, startRun } from "../../src/runtime/run.ts";
import { waitUntil } from "../../src/runtime/wait-until.ts";
import { quietTerminal, realPySpy, request, somePython, temporaryFolder, writeScript } from "./support.ts";

const folder = temporaryFolder();
let python: Interpreter;
let binary: string;
beforeAll(async () => {
  python = await somePython();
  binary = await realPySpy();
});

type Over = Partial<Parameters<typeof request>[0]>;

function start(script: string, over: Over = {}, terminal = quietTerminal): Promise<Run> {
  const name = `script ${Math.random().toString(36).slice(2)}.py`;
  const target = { kind: "file" as const, path: writeScript(folder, name, script) };
  return startRun(request({ target, interpreter: python, workspaceFolder: folder, ...over }), terminal);
}

function pySpySettings(over: object = {}) {
  const pySpy = { path: binary, rate: 200, native: false, gil: false, idle: false, subprocesses: false, ...over };
  return { pySpy, sampler: { rate: 200 } };
}

const codes = (manifest: RunManifest) =>
  [...manifest.notes, ...manifest.passes.flatMap((pass) => pass.notes)].map(({ code }) => code);
const leftOf = (run: Run) => markedProcesses(`HEATLINE_RUN=${run.id}`);
const busy = (seconds: number) =>
  `import time\nend = time.perf_counter() + ${seconds}\nwhile time.perf_counter() < end:\n    sum(range(2000))\n`;

describe("a run to its end", () => {
  test("py-spy: attached before the first line, its file is the result", async () => {
    const run = await start(busy(1.5), { choice: "py-spy", settings: pySpySettings() });
    let changes = 0;
    run.onDidChange(() => {
      changes += 1;
    });
    const manifest = await run.done;
    const [pass] = manifest.passes;
    expect(manifest).toMatchObject({
      state: "done",
      requested: "py-spy",
      git: null,
      chosenBecause: "py-spy 0.4.2 was chosen by you.",
    });
    expect(pass).toMatchObject({
      profiler: "py-spy",
      profilerVersion: "0.4.2",
      rateHz: 200,
      state: "done",
      exitCode: 0,
      signal: null,
    });
    expect(pass?.files).toEqual([`py-spy.${pass?.targetPid}.speedscope.json`]);
    expect(pass?.usage?.wallNs).toBeGreaterThan(1.4e9);
    expect(codes(manifest)).toEqual([]);
    expect(changes).toBeGreaterThan(3);
    const speedscope = JSON.parse(readFileSync(path.join(run.dir, pass?.files[0] ?? ""), "utf8"));
    expect(speedscope.profiles[0].samples.length).toBeGreaterThan(200);
    expect(await leftOf(run)).toEqual([]);
    expect(run.elapsedNs()).toBe(run.elapsedNs());
  });

  test.each([
    // What the sampler cannot see stands in the run (Python 3.10 and newer).
    ["sampler", /^sampler\.\d+\.jsonl$/, ["sampler-limits"]],
    ["cprofile", /^cprofile\.\d+.*\.pstats$/, []],
  ] as const)("%s", async (choice, file, notes) => {
    const run = await start(busy(0.6), { choice });
    const manifest = await run.done;
    expect(manifest).toMatchObject({ state: "done", passes: [{ profiler: choice, state: "done", exitCode: 0 }] });
    expect(manifest.passes[0]?.files).toEqual([expect.stringMatching(file)]);
    expect(codes(manifest).filter((code) => !notes.some((known) => known === code))).toEqual([]);
  });

  test("everything: the same program under the sampler, then under cProfile", async () => {
    const settings = pySpySettings({ path: "" });
    const run = await start(busy(0.5), {
      choice: "everything",
      settings: { ...settings, pySpy: { ...settings.pySpy, path: binary } },
    });
    const manifest = await run.done;
    expect(manifest.passes.map((pass) => [pass.profiler, pass.state, pass.files.length])).toEqual([
      ["py-spy", "done", 1],
      ["cprofile", "done", 1],
    ]);
    expect(manifest.passes[0]?.targetPid).not.toBe(manifest.passes[1]?.targetPid);
  });

  test.each([
    ["sys.exit(3)", "import sys; sys.exit(3)", { exitCode: 3, signal: null }],
    ["a traceback", "1/0", { exitCode: 1, signal: null }],
    [
      "SIGTERM",
      "import os, signal, time; os.kill(os.getpid(), signal.SIGTERM); time.sleep(5)",
      { exitCode: null, signal: "SIGTERM" },
    ],
    ["os._exit", "import os; os._exit(4)", { exitCode: 4, signal: null }],
    ["a syntax error", "def (", { exitCode: 1, signal: null }],
  ])("%s is how it ended, and is no failure of the run", async (_name, script, expected) => {
    for (const choice of ["cprofile", "py-spy"] as const) {
      const run = await start(`${busy(0.2)}\n${script}\n`.replace(/^[\s\S]*(?=def \()/, ""), {
        choice,
        settings: pySpySettings(),
      });
      const manifest = await run.done;
      expect(manifest.passes).toMatchObject([expected]);
      expect(manifest.state, `${choice}: ${JSON.stringify(manifest.passes)}`).toBe("done");
    }
  });

  test("a crash keeps what a sampler saw, and says so for cProfile", async () => {
    const crash = `${busy(1.6)}\nimport os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n`;
    const sampled = await (await start(crash, { choice: "sampler" })).done;
    expect(sampled).toMatchObject({
      state: "done",
      passes: [{ signal: "SIGSEGV", files: [expect.stringMatching(/^sampler/)] }],
    });
    const traced = await (await start(crash, { choice: "cprofile" })).done;
    expect(traced).toMatchObject({ state: "failed", passes: [{ signal: "SIGSEGV", files: [] }] });
    expect(traced.passes[0]?.notes).toMatchObject([
      { code: "no-profile", message: expect.stringContaining("SIGSEGV"), remedy: expect.stringContaining("sampler") },
    ]);
  });

  test("SIGKILL that was not ours hints at memory", async () => {
    const manifest = await (await start("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")).done;
    expect(manifest.passes[0]).toMatchObject({ signal: "SIGKILL" });
    expect(codes(manifest)).toContain("killed");
  });

  test.each(["py-spy", "sampler"] as const)("too short for %s: the count and cProfile are named", async (choice) => {
    const manifest = await (await start("print(1)", { choice, settings: pySpySettings() })).done;
    const note = manifest.passes[0]?.notes.find(({ code }) => code === "too-short");
    expect(note?.message).toMatch(/^Only \d+ samples? at 200 Hz/);
    expect(note?.remedy).toContain("cProfile");
  });

  test("a program that fails at once is said to have failed, not to be too short", async () => {
    const manifest = await (await start("raise SystemExit(4)", { choice: "sampler" })).done;
    expect(codes(manifest)).not.toContain("too-short");
    const note = manifest.passes[0]?.notes.find(({ code }) => code === "failed-early");
    expect(note?.message).toMatch(/exit code 4 after \d+ samples?:/);
  });

  test("runs at the same time do not meet", async () => {
    const runs = await Promise.all(
      [1, 2, 3].map((code) => start(`${busy(0.4)}\nraise SystemExit(${code})`, { choice: "sampler" })),
    );
    const ended = await Promise.all(runs.map((run) => run.done));
    expect(ended.map((manifest) => manifest.passes[0]?.exitCode)).toEqual([1, 2, 3]);
    expect(new Set(runs.map((run) => run.dir)).size).toBe(3);
  });

  test("a module, with arguments, environment and working directory", async () => {
    const cwd = temporaryFolder("cwd");
    writeScript(
      cwd,
      "shown.py",
      "import json, os, sys\njson.dump([sys.argv, os.getcwd(), os.environ['GIVEN']], open('shown.json', 'w'))",
    );
    const given = "a\nb ü";
    const run = await start("", {
      target: { kind: "module", module: "shown" },
      cwd,
      args: ["x y", ";&'\""],
      env: { GIVEN: given },
    });
    const manifest = await run.done;
    expect(JSON.parse(readFileSync(path.join(cwd, "shown.json"), "utf8"))).toEqual([
      [path.join(cwd, "shown.py"), "x y", ";&'\""],
      cwd,
      given,
    ]);
    expect(manifest.envNames).toEqual(["GIVEN"]);
    expect(readFileSync(path.join(run.dir, "run.json"), "utf8")).not.toContain("a\\nb");
  });
});

describe("going down the ladder while it starts", () => {
  test("py-spy that may not record: the program goes on at once and is sampled from inside", async () => {
    const wrapper = writeScript(
      folder,
      "py-spy-denied",
      `#!/bin/sh\nif [ "$1" = record ]; then echo "Error: Operation not permitted (os error 1)" >&2; exit 1; fi\nexec "${binary}" "$@"\n`,
    );
    const { chmodSync } = await import("node:fs");
    chmodSync(wrapper, 0o755);
    const begun = performance.now();
    const manifest = await (await start(busy(1.2), { choice: "auto", settings: pySpySettings({ path: wrapper }) }))
      .done;
    expect(performance.now() - begun).toBeLessThan(6000);
    expect(manifest).toMatchObject({
      state: "done",
      passes: [{ profiler: "sampler", profilerVersion: null, files: [expect.stringMatching(/^sampler/)] }],
    });
    expect(codes(manifest)).toEqual(expect.arrayContaining(["ptrace-denied", "stepped-down"]));
  });

  test("py-spy that is killed while it records leaves the preview, and says so", async () => {
    const run = await start(busy(3), { choice: "py-spy", settings: pySpySettings() });
    const pidFile = () => path.join(run.dir, `py-spy.${run.manifest().passes[0]?.targetPid}.process.json`);
    await waitUntil(() => existsSync(pidFile()), { timeoutMs: 10_000 });
    await waitUntil(() => run.samples() > 0, { timeoutMs: 10_000 });
    process.kill(JSON.parse(readFileSync(pidFile(), "utf8")).pid, "SIGKILL");
    const manifest = await run.done;
    expect(manifest.passes[0]).toMatchObject({ exitCode: 0, files: [expect.stringMatching(/^preview/)] });
    expect(codes(manifest)).toContain("preview-only");
  });
});

describe("stop", () => {
  const stubborn = `
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"], start_new_session=True)
open("ready", "w").close()
${busy(100)}`;

  test("a program that ignores everything, with a child that left its session, is gone by the third step and keeps its profile", async () => {
    const cwd = temporaryFolder("stubborn");
    const run = await start(stubborn, { choice: "py-spy", settings: pySpySettings(), cwd });
    expect(await waitUntil(() => existsSync(path.join(cwd, "ready")), { timeoutMs: 15_000 })).toBe(true);
    expect((await leftOf(run)).length).toBeGreaterThan(2);
    await run.stop();
    const manifest = run.manifest();
    expect(await leftOf(run)).toEqual([]);
    expect(manifest).toMatchObject({ state: "cancelled", passes: [{ signal: "SIGKILL", state: "cancelled" }] });
    const steps = manifest.passes[0]?.notes.filter(({ code }) => code === "stop-step").map(({ message }) => message);
    expect(steps).toEqual([
      expect.stringContaining("SIGINT and was still"),
      expect.stringContaining("SIGTERM and was still"),
      expect.stringContaining("SIGKILL and ended"),
    ]);
    expect(manifest.passes[0]?.files).toEqual([expect.stringMatching(/^py-spy/)]);
    expect(codes(manifest)).not.toContain("killed");
  });

  test.each(["py-spy", "sampler", "cprofile"] as const)(
    "a program that listens ends at the first step; %s keeps the profile",
    async (choice) => {
      const cwd = temporaryFolder("listens");
      const run = await start(`open("ready", "w").close()\n${busy(100)}`, { choice, settings: pySpySettings(), cwd });
      await waitUntil(() => existsSync(path.join(cwd, "ready")), { timeoutMs: 15_000 });
      await run.stop();
      const manifest = run.manifest();
      expect(manifest).toMatchObject({
        state: "cancelled",
        passes: [{ signal: "SIGINT", files: [expect.any(String)] }],
      });
      expect(codes(manifest).filter((code) => code === "stop-step")).toHaveLength(1);
    },
  );

  test("at once after the start", async () => {
    const run = await start(busy(100), { choice: "py-spy", settings: pySpySettings() });
    await run.stop();
    expect(run.manifest().state).toBe("cancelled");
    expect(await leftOf(run)).toEqual([]);
  });

  test("of everything: the second pass is not started", async () => {
    const run = await start(busy(100), { choice: "everything", settings: pySpySettings() });
    await waitUntil(() => run.manifest().passes[0]?.state === "running", { timeoutMs: 10_000 });
    await run.stop();
    expect(run.manifest().passes.map((pass) => pass.state)).toEqual(["cancelled", "cancelled"]);
    expect(run.manifest().passes[1]?.targetPid).toBeNull();
  });
});

describe("what others do to it", () => {
  test("Ctrl-C in the terminal ends the program and keeps the profile", async () => {
    const cwd = temporaryFolder("ctrl-c");
    const run = await start(`open("ready", "w").close()\n${busy(100)}`, { choice: "cprofile", cwd });
    await waitUntil(() => existsSync(path.join(cwd, "ready")) && run.manifest().passes[0]?.targetPid !== null, {
      timeoutMs: 15_000,
    });
    process.kill(-(run.manifest().passes[0]?.launcherPid ?? 0), "SIGINT"); // The terminal signals the whole group.
    const manifest = await run.done;
    expect(manifest).toMatchObject({
      state: "done",
      passes: [{ signal: "SIGINT", files: [expect.stringMatching(/^cprofile/)] }],
    });
  });

  test("the launcher is killed: the run has failed, says why, keeps what there is and leaves nothing running", async () => {
    const run = await start(busy(100), { choice: "sampler" });
    await waitUntil(() => run.samples() > 0, { timeoutMs: 15_000 });
    process.kill(run.manifest().passes[0]?.launcherPid ?? 0, "SIGKILL");
    const manifest = await run.done;
    expect(manifest).toMatchObject({ state: "failed", passes: [{ exitCode: null, files: [expect.any(String)] }] });
    expect(codes(manifest)).toContain("launcher-gone");
    expect(await leftOf(run)).toEqual([]);
  });

  test("the terminal is closed: as Stop", async () => {
    let close = () => {};
    const closable: typeof quietTerminal = async (command) => {
      await quietTerminal(command);
      return {
        ended: new Promise((resolve) => {
          close = () => resolve(undefined);
        }),
      };
    };
    const run = await start(busy(100), { choice: "sampler" }, closable);
    await waitUntil(() => run.samples() > 0, { timeoutMs: 15_000 });
    close();
    const manifest = await run.done;
    expect(manifest.state).toBe("cancelled");
    expect(await leftOf(run)).toEqual([]);
  });

  test("an interpreter that vanished in between is a sentence", async () => {
    const manifest = await (await start("1", { interpreter: { ...python, path: path.join(folder, "gone") } })).done;
    expect(manifest.state).toBe("failed");
    expect(codes(manifest)).toContain("never-started");
  });

  test("a terminal that cannot be opened is a sentence", async () => {
    const manifest = await (await start("1", {}, () => Promise.reject(new Error("no terminal")))).done;
    expect(manifest.passes[0]?.notes).toMatchObject([
      { code: "terminal-failed", message: "The program could not be started: no terminal." },
    ]);
  });

  test("a process that the program left behind is named and left alone", async () => {
    const daemon = `import subprocess, sys\nsubprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(30)"], start_new_session=True)\n`;
    const run = await start(daemon);
    const manifest = await run.done;
    const left = await leftOf(run);
    expect(left).toHaveLength(1);
    expect(manifest.passes[0]?.notes.find(({ code }) => code === "survivors")?.message).toContain(String(left[0]));
    for (const pid of left) process.kill(pid, "SIGKILL");
    expect(await waitUntil(async () => !(await isAlive(left[0] ?? -1)), { timeoutMs: 3000 })).toBe(true);
  });
});
