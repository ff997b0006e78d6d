import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { functionsOutputSchema, infoOutputSchema, linesOutputSchema } from "../../src/core/protocol/cli.ts";
import type { Interpreter } from "../../src/core/protocol/run.ts";
import { readManifest } from "../../src/runtime/run-directory.ts";
import { waitUntil } from "../../src/runtime/wait-until.ts";
import { probeDir, repository, somePython, temporaryFolder, writeScript } from "../runtime/support.ts";

const bundleFolder = temporaryFolder("cli");
const bundle = path.join(bundleFolder, "cli.js");
let python: Interpreter;
beforeAll(async () => {
  python = await somePython();
  await esbuild.build({
    entryPoints: [path.join(repository, "src/cli/main.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    outfile: bundle,
  });
  symlinkSync(probeDir, path.join(bundleFolder, "probe"));
});

interface Said {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

function heatline(
  cwd: string,
  args: string[],
  input = "",
  onStart: (child: ChildProcess) => void = () => {},
): Promise<Said> {
  const child = spawn(process.execPath, [bundle, ...args], { cwd, detached: true });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(input);
  onStart(child);
  return new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr })));
}

const fixture = (name: string) => path.join(repository, "test", "core", "fixtures", name);

/** Times are text with all their digits. */
type PstatsRow = [[file: string, line: number, name: string], number, number, string, string];

const runDirOf = (said: Said) => said.stderr.trimEnd().split("\n").at(-1)?.replace("heatline: ", "") ?? "";

describe("heatline run", () => {
  test("input, output, arguments and exit code are the program's; the last line of stderr names the run", async () => {
    const cwd = temporaryFolder("cli run");
    writeScript(
      cwd,
      "echo.py",
      "import sys\nprint(sys.argv[1:], sys.stdin.read())\nsys.stderr.write('err\\n')\nsys.exit(3)\n",
    );
    const said = await heatline(
      cwd,
      ["run", "--profiler", "cprofile", "--python", python.path, "--", "echo.py", "--rate", "a b"],
      "typed",
    );
    expect(said).toMatchObject({ code: 3, signal: null, stdout: "['--rate', 'a b'] typed\n" });
    expect(said.stderr.startsWith("err\n")).toBe(true);
    const dir = runDirOf(said);
    expect(path.dirname(dir)).toBe(path.join(cwd, ".heatline", "runs"));
    expect(await readManifest(dir)).toMatchObject({ state: "done", passes: [{ profiler: "cprofile", exitCode: 3 }] });
  });

  test("a module; another folder; then its lines, as text and JSON", async () => {
    const cwd = temporaryFolder("cli module");
    writeScript(
      cwd,
      "work.py",
      "import time\nend = time.perf_counter() + 1\nwhile time.perf_counter() < end:\n    sum(range(5000))\n",
    );
    const said = await heatline(cwd, [
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
    expect(path.dirname(dir)).toBe(path.join(cwd, "results"));
    const text = await heatline(cwd, ["lines", dir, "--self", "--top", "1"]);
    expect(text.stdout).toMatch(/^self of .* samples\)\n +\d+(\.\d)? % +[\d.]+ m?s {2}.*work\.py:[34] {2}<module>\n$/);
    const json = JSON.parse((await heatline(cwd, ["lines", dir, "--json"])).stdout);
    const lines = z.parse(linesOutputSchema, json);
    expect(lines.weight).toMatchObject({ id: "wall", unit: "ns", certainty: { kind: "sampled" } });
    expect(lines.lines.map((row) => row.file)).toContain(path.join(cwd, "work.py"));
    const file = path.join(dir, readdirSync(dir).find((name) => name.startsWith("sampler")) ?? "");
    expect((await heatline(cwd, ["lines", file, "--self", "--top", "1"])).stdout).toBe(text.stdout);
  });

  test("Ctrl-C ends the program by its signal, and keeps the profile", async () => {
    const cwd = temporaryFolder("cli ctrl-c");
    writeScript(cwd, "long.py", "import time\nopen('ready', 'w').close()\nwhile True:\n    sum(range(5000))\n");
    const said = await heatline(
      cwd,
      ["run", "--profiler", "cprofile", "--python", python.path, "--", "long.py"],
      "",
      (child) => {
        const interrupt = async () => {
          await waitUntil(() => existsSync(path.join(cwd, "ready")), { timeoutMs: 15_000, everyMs: 20 });
          process.kill(-(child.pid ?? 0), "SIGINT"); // As a terminal does: to the whole group.
        };
        void interrupt();
      },
    );
    expect(said).toMatchObject({ code: null, signal: "SIGINT" });
    expect(await readManifest(runDirOf(said))).toMatchObject({
      state: "done",
      passes: [{ signal: "SIGINT", files: [expect.stringContaining("cprofile")] }],
    });
  });
});

describe("a profile file", () => {
  test("functions are pstats's, with their calls", async () => {
    const said = await heatline(bundleFolder, ["functions", fixture("cprofile-3.11.pstats"), "--self", "--json"]);
    const { functions, weight } = z.parse(functionsOutputSchema, JSON.parse(said.stdout));
    expect(weight).toEqual({ id: "wall", unit: "ns", certainty: { kind: "exact" } });
    // What Python's own pstats reads: [[file, line, name], primitive calls, calls, self, total, callers].
    const rows = JSON.parse(readFileSync(fixture("cprofile-3.11.json"), "utf8")) as PstatsRow[];
    const expected = rows.map(([[file, line, name], , calls, self, total]) => {
      return {
        file: file === "~" ? "" : file,
        line,
        function: name,
        self: Number(self) * 1e9,
        total: Number(total) * 1e9,
        calls,
      };
    });
    const byName = (a: { function: string }, b: { function: string }) => a.function.localeCompare(b.function);
    expect(functions.toSorted(byName)).toEqual(expected.filter(({ self }) => self > 0).toSorted(byName));
  });

  test("--weight, --file and --top choose", async () => {
    const args = ["functions", fixture("cprofile-3.11.pstats"), "--weight", "calls", "--file", "work.py", "--top", "1"];
    expect((await heatline(bundleFolder, args)).stdout).toMatch(
      /^total of [\d,]+ calls \(exact\)\n.*work\.py:\d+ {2}\w+\n$/,
    );
  });

  test("info says what is in it", async () => {
    const said = await heatline(bundleFolder, ["info", fixture("py-spy-threads.speedscope.json"), "--json"]);
    const { profiles } = z.parse(infoOutputSchema, JSON.parse(said.stdout));
    expect(profiles).toMatchObject([
      { format: "speedscope", kind: "tree", weights: [{ id: "wall" }, { id: "samples" }] },
    ]);
    expect(profiles[0]?.threads.length).toBeGreaterThan(1);
    const text = await heatline(bundleFolder, ["info", fixture("cprofile-mixed-threads.pstats")]);
    expect(text.stdout).toMatch(/format {4}pstats, by cProfile\n[\s\S]*warning {3}cProfile on Python 3\.12/);
  });
});

describe("heatline convert", () => {
  const pySpy = fixture("py-spy-single.speedscope.json");

  test("format by the ending, compressed by .gz; nothing else is left in the folder", async () => {
    const cwd = temporaryFolder("cli convert");
    const said = await heatline(cwd, ["convert", pySpy, "-o", "out.speedscope.json.gz"]);
    expect(said).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
    expect(readdirSync(cwd)).toEqual(["out.speedscope.json.gz"]);
    const [before, after] = await Promise.all(
      [pySpy, "out.speedscope.json.gz"].map(async (file) =>
        JSON.parse((await heatline(cwd, ["lines", file, "--json"])).stdout),
      ),
    );
    expect(after.total / before.total).toBeCloseTo(1, 9);
    const places = (rows: { file: string; line: number; function: string }[]) =>
      rows.map(({ file, line, function: name }) => `${file}:${line} ${name}`).sort();
    expect(places(after.lines)).toEqual(places(before.lines));
  });

  test("stdout, one weight, and a word on what is not written", async () => {
    const one = await heatline(bundleFolder, ["convert", pySpy, "--to", "collapsed", "--weight", "samples", "-o", "-"]);
    expect(one).toMatchObject({ code: 0, stderr: "" });
    expect(one.stdout).toMatch(/^(?:\S.* \(.*:\d+\) \d+\n)+$/);
    const first = await heatline(bundleFolder, ["convert", pySpy, "--to", "collapsed", "-o", "-"]);
    expect(first.stderr).toBe("heatline: left out: samples (--weight writes another weight)\n");
  });

  test("a call graph: functions exactly, stacks as an estimate", async () => {
    const graph = fixture("cprofile-3.11.pstats");
    const table = await heatline(bundleFolder, [
      "convert",
      graph,
      "--to",
      "csv-functions",
      "--weight",
      "calls",
      "-o",
      "-",
    ]);
    expect(table).toMatchObject({ code: 0, stderr: "" });
    expect(table.stdout).toMatch(/^file,line,function,self_calls,total_calls,calls\r\n/);
    const stacks = await heatline(bundleFolder, ["convert", graph, "--to", "speedscope", "-o", "-"]);
    expect(stacks.stderr).toContain("its stacks are estimated");
    expect(JSON.parse(stacks.stdout).profiles).toHaveLength(1);
  });

  test("pprof holds all weights and is compressed where the name says so", async () => {
    const cwd = temporaryFolder("cli convert pprof");
    const said = await heatline(cwd, ["convert", pySpy, "-o", "out.pb.gz"]);
    expect(said).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
    const plain = await heatline(cwd, ["convert", pySpy, "-o", "out.pb"]);
    expect(plain.code).toBe(0);
    const bytes = readFileSync(path.join(cwd, "out.pb"));
    expect(gunzipSync(readFileSync(path.join(cwd, "out.pb.gz")))).toEqual(bytes);
    expect(bytes.includes("nanoseconds")).toBe(true);
  });

  test("an existing file is replaced; one that cannot be written is one sentence and leaves nothing behind", async () => {
    const cwd = temporaryFolder("cli convert over");
    writeScript(cwd, "out.csv", "old");
    expect(await heatline(cwd, ["convert", pySpy, "-o", "out.csv", "--weight", "wall"])).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(cwd, "out.csv"), "utf8")).toMatch(/^file,line,function,self_ns,total_ns\r\n/);
    const bad = await heatline(cwd, ["convert", pySpy, "-o", "out.csv/x.csv"]);
    expect(bad).toMatchObject({ code: 1, stdout: "" });
    expect(bad.stderr).toMatch(/x\.csv cannot be written: .*\.\n$/);
    expect(readdirSync(cwd)).toEqual(["out.csv"]);
  });
});

describe("mistakes", () => {
  test.each([
    [[], "no command"],
    [["profile"], "there is no command profile"],
    [["run", "x.py"], "needs `--`"],
    [["run", "--"], "no program"],
    [["run", "--", "-m"], "no module"],
    [["run", "--profiler", "perf", "--", "x.py"], "--profiler is one of"],
    [["run", "--rate", "0", "--", "x.py"], "--rate is a whole number"],
    [["run", "--what", "--", "x.py"], "--what"],
    [["lines"], "needs one run directory or profile"],
    [["lines", "x", "--top", "none"], "--top is a whole number"],
    [["lines", "x", "--self", "--total"], "exclude each other"],
    [["functions", "x", "y"], "needs one run directory or profile"],
    [["lines", fixture("cprofile-3.11.pstats"), "--weight", "cpu"], "one of wall, calls"],
    [["info", "--top", "3", "x"], "--top"],
    [["convert", "x"], "needs -o"],
    [["convert", "-o", "x.csv"], "needs one run directory or profile"],
    [["convert", "x", "-o", "-"], "--to is one of speedscope, collapsed"],
    [["convert", "x", "-o", "x.csv", "--to", "xml"], "not xml"],
    [["convert", fixture("cprofile-3.11.pstats"), "-o", "x.collapsed", "--weight", "calls"], "no stacks of calls"],
  ])("%j is a usage error with exit code 2", async (args, sentence) => {
    const said = await heatline(bundleFolder, args);
    expect(said).toMatchObject({ code: 2, stdout: "" });
    expect(said.stderr).toContain(sentence);
    expect(said.stderr).toContain("heatline run [options]");
  });

  test.each([
    [["lines", "nowhere"], "cannot be read: it does not exist"],
    [["functions", "."], "is not a run"],
    [["convert", "nowhere", "-o", "x.csv"], "cannot be read: it does not exist"],
    [["info", "cli.js"], "cli.js cannot be used (at 0): This is not a profile"],
  ])("%j is one sentence with exit code 3", async (args, sentence) => {
    const said = await heatline(bundleFolder, args);
    expect(said).toMatchObject({ code: 3, stdout: "" });
    expect(said.stderr).toContain(sentence);
    expect(said.stderr.trim().split("\n")).toHaveLength(1);
  });

  test.each([
    [["run", "--python", "/nowhere/python", "--", "x.py"], "(from --python) cannot be used: it does not exist"],
    [["run", "--out", "cli.js/x", "--", "x.py"], "cannot write its results"],
  ])("%j is one sentence with exit code 1", async (args, sentence) => {
    const said = await heatline(bundleFolder, args);
    expect(said).toMatchObject({ code: 1, stdout: "" });
    expect(said.stderr).toContain(sentence);
    expect(said.stderr.trim().split("\n")).toHaveLength(1);
  });

  test("help and version", async () => {
    expect(await heatline(bundleFolder, ["--help"])).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringContaining("heatline lines RUN|PROFILE"),
    });
    expect((await heatline(bundleFolder, ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
