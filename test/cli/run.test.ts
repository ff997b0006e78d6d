import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { linesOutputSchema } from "../../src/core/protocol/cli.ts";
import type { Interpreter } from "../../src/core/protocol/run.ts";
import { run as runProcess } from "../../src/runtime/process.ts";
import { readManifest } from "../../src/runtime/run-directory.ts";
import { waitUntil } from "../../src/runtime/wait-until.ts";
import { realPySpy, somePython, temporaryFolder, writeScript } from "../runtime/support.ts";
import { buildHeatline, type Heatline, runDirOf } from "./heatline.ts";

let heatline: Heatline;
let python: Interpreter;
beforeAll(async () => {
  python = await somePython();
  heatline = await buildHeatline();
});

describe("heatline run", () => {
  test("input, output, arguments and exit code are the program's; the last line of stderr names the run", async () => {
    const cwd = temporaryFolder("cli run");
    writeScript(
      cwd,
      "echo.py",
      "import sys\nprint(sys.argv[1:], sys.stdin.read())\nsys.stderr.write('err\\n')\nsys.exit(3)\n",
    );
    const said = await heatline.run(
      cwd,
      ["run", "--profiler", "cprofile", "--python", python.path, "--", "echo.py", "--rate", "a b"],
      { input: "typed" },
    );
    expect(said).toMatchObject({ code: 3, signal: null, stdout: "['--rate', 'a b'] typed\n" });
    expect(said.stderr.startsWith("err\n")).toBe(true);
    const dir = runDirOf(said);
    expect(path.dirname(dir)).toBe(path.join(cwd, ".heatline", "runs"));
    expect(await readManifest(dir)).toMatchObject({ state: "done", passes: [{ profiler: "cprofile", exitCode: 3 }] });
  });

  test("a module; a directory of one's own; then its lines, as text and JSON", async () => {
    const cwd = temporaryFolder("cli module");
    writeScript(
      cwd,
      "work.py",
      "import time\nend = time.perf_counter() + 1\nwhile time.perf_counter() < end:\n    sum(range(5000))\n",
    );
    const said = await heatline.run(cwd, [
      "run",
      "--profiler",
      "sampler",
      "--rate",
      "100",
      "--out",
      "results",
      "--python",
      python.path,
      "--",
      "-m",
      "work",
    ]);
    expect(said).toMatchObject({ code: 0, stdout: "" });
    const dir = runDirOf(said);
    expect(dir).toBe(path.join(cwd, "results"));
    const text = await heatline.run(cwd, ["lines", dir, "--self", "--top", "1"]);
    expect(text.stdout).toMatch(/^self of .* samples\)\n +\d+(\.\d)? % +[\d.]+ m?s {2}.*work\.py:[34] {2}<module>\n$/);
    const json = JSON.parse((await heatline.run(cwd, ["lines", dir, "--json"])).stdout);
    const lines = z.parse(linesOutputSchema, json);
    expect(lines.weight).toMatchObject({ id: "wall", unit: "ns", certainty: { kind: "sampled" } });
    expect(lines.lines.map((row) => row.file)).toContain(path.join(cwd, "work.py"));
    const file = path.join(dir, readdirSync(dir).find((name) => name.startsWith("sampler")) ?? "");
    expect((await heatline.run(cwd, ["lines", file, "--self", "--top", "1"])).stdout).toBe(text.stdout);
  });

  test.each([
    ["py-spy", /^py-spy\.\d+\.speedscope\.json$/],
    ["sampler", /^sampler\.\d+\.jsonl$/],
    ["cprofile", /^cprofile\.\d+\.pstats$/],
    ["tracemalloc", /^tracemalloc\.\d+\.snapshot$/],
  ])("Ctrl-C under %s ends the program by its signal, and keeps the profile", async (profiler, file) => {
    const cwd = temporaryFolder(`cli ctrl-c ${profiler}`);
    writeScript(cwd, "long.py", LONG);
    const args = ["run", "--profiler", profiler, "--out", "kept", "--python", python.path, "--", "long.py"];
    const said = await heatline.run(cwd, args, {
      programs: path.dirname(await realPySpy()),
      onStart(child) {
        const interrupt = async () => {
          await waitUntil(() => existsSync(path.join(cwd, "ready")), { timeoutMs: 15_000, everyMs: 20 });
          process.kill(-(child.pid ?? 0), "SIGINT"); // As a terminal does: to the whole group.
        };
        void interrupt();
      },
    });
    expect(said).toMatchObject({ code: null, signal: "SIGINT" });
    expect(runDirOf(said)).toBe(path.join(cwd, "kept"));
    expect(await readManifest(path.join(cwd, "kept"))).toMatchObject({
      state: "done",
      passes: [{ profiler, signal: "SIGINT", files: [expect.stringMatching(file)] }],
    });
    const lines = await heatline.run(cwd, ["lines", "kept", "--json"]);
    const { lines: rows } = z.parse(linesOutputSchema, JSON.parse(lines.stdout));
    expect(rows.map((row) => row.file)).toContain(path.join(cwd, "long.py"));
  });

  test("--out takes a new or an empty directory only", async () => {
    const cwd = temporaryFolder("cli out");
    writeScript(cwd, "x.py", "");
    mkdirSync(path.join(cwd, "empty"));
    const run = (out: string) =>
      heatline.run(cwd, ["run", "--profiler", "cprofile", "--out", out, "--python", python.path, "--", "x.py"]);
    expect(runDirOf(await run("empty"))).toBe(path.join(cwd, "empty"));
    const again = await run("empty");
    expect(again).toMatchObject({ code: 1, stdout: "" });
    expect(again.stderr).toMatch(/^heatline: .*empty holds a run already\. Name a new or an empty directory\.\n$/);
    expect((await run(".")).stderr).toMatch(/is not empty and no run directory\. Name .*\.\n$/);
    expect(existsSync(path.join(cwd, "run.json"))).toBe(false);
  });

  test("Tachyon on an older Python is one sentence that says what to do, and nothing is run", async () => {
    const cwd = temporaryFolder("cli tachyon");
    writeScript(cwd, "x.py", "open('ran', 'w')");
    const said = await heatline.run(cwd, ["run", "--profiler", "tachyon", "--python", python.path, "--", "x.py"]);
    expect(said).toMatchObject({ code: 1, stdout: "" });
    expect(said.stderr).toMatch(/^heatline: profiling\.sampling \(Tachyon\) came with CPython 3\.15; .*\n$/);
    expect(readdirSync(cwd)).toEqual(["x.py"]);
  });
});

describe("heatline run --profiler tracemalloc", () => {
  const run = (cwd: string, ...args: string[]) =>
    heatline.run(cwd, ["run", "--profiler", "tracemalloc", "--out", "run", "--python", python.path, "--", ...args]);

  test("lines are what tracemalloc itself reads from the snapshot", async () => {
    const cwd = temporaryFolder("cli memory");
    writeScript(cwd, "memory.py", MEMORY);
    expect(await run(cwd, "memory.py")).toMatchObject({ code: 0, stdout: "" });
    const [file = ""] = readdirSync(path.join(cwd, "run")).filter((name) => name.endsWith(".snapshot"));
    writeScript(cwd, "oracle.py", ORACLE);
    const oracle = await runProcess(python.path, ["oracle.py", path.join("run", file)], { cwd });
    for (const weight of ["bytes", "blocks"]) {
      const said = await heatline.run(cwd, ["lines", "run", "--self", "--weight", weight, "--json"]);
      const { lines } = z.parse(linesOutputSchema, JSON.parse(said.stdout));
      const expected = (
        JSON.parse(oracle.stdout) as { file: string; line: number; bytes: number; blocks: number }[]
      ).map((row) => `${row.file}:${row.line} ${weight === "bytes" ? row.bytes : row.blocks}`);
      expect(lines.map((row) => `${row.file}:${row.line} ${row.self}`).sort()).toEqual(expected.sort());
      expect(lines[0]?.file).toBe(path.join(cwd, "memory.py"));
    }
  });

  test.each([
    ["os._exit", "import os\nkeep = [bytes(1000) for _ in range(100)]\nos._exit(4)\n", { code: 4 }],
    [
      "SIGTERM",
      "import os, signal\nkeep = [bytes(1000) for _ in range(100)]\nos.kill(os.getpid(), 15)\n",
      { signal: "SIGTERM" },
    ],
    ["an error", "keep = [bytes(1000) for _ in range(100)]\n1 / 0\n", { code: 1 }],
    ["its own stop", "import tracemalloc\nkeep = [bytes(1000) for _ in range(100)]\ntracemalloc.stop()\n", { code: 0 }],
  ])("what was alive is kept at %s", async (_how, program, end) => {
    const cwd = temporaryFolder("cli memory end");
    writeScript(cwd, "end.py", program);
    expect(await run(cwd, "end.py")).toMatchObject(end);
    const said = await heatline.run(cwd, [
      "lines",
      "run",
      "--self",
      "--weight",
      "blocks",
      "--file",
      "end.py",
      "--json",
    ]);
    const { lines } = z.parse(linesOutputSchema, JSON.parse(said.stdout));
    expect(lines[0]).toMatchObject({ line: program.startsWith("import") ? 2 : 1 });
    expect(lines[0]?.self).toBeGreaterThanOrEqual(100);
  });
});

const LONG =
  "import time\nkeep = bytes(10000)\nend = time.perf_counter() + 1\nwhile time.perf_counter() < end:\n    sum(range(5000))\nopen('ready', 'w').close()\nwhile True:\n    sum(range(5000))\n";
const MEMORY =
  "keep = []\n\n\ndef load(n):\n    for _ in range(n):\n        keep.append(bytes(1000))\n\n\nload(500)\ntable = {n: str(n) for n in range(3000)}\n";
const ORACLE = `import json, sys, tracemalloc
rows = [r for r in tracemalloc.Snapshot.load(sys.argv[1]).statistics("lineno") if r.traceback[0].lineno]
print(json.dumps([{"file": r.traceback[0].filename, "line": r.traceback[0].lineno, "bytes": r.size, "blocks": r.count} for r in rows]))
`;
