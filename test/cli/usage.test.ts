import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run as runProcess } from "../../src/runtime/process.ts";
import { somePython, temporaryFolder } from "../runtime/support.ts";
import { buildHeatline, fixture, type Heatline } from "./heatline.ts";

let heatline: Heatline;
beforeAll(async () => {
  heatline = await buildHeatline();
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
    [["report", "x"], "needs -o"],
    [["report", "-o", "x.html"], "needs one run directory or profile"],
    [["lsp"], "needs --stdio"],
    [["doctor", "here"], "here"],
    [["constructor"], "there is no command constructor"],
    [["help", "__proto__"], "there is no command __proto__"],
    [["convert", fixture("cprofile-3.11.pstats"), "-o", "x.collapsed", "--weight", "calls"], "no stacks of calls"],
  ])("%j is a usage error with exit code 2", async (args, sentence) => {
    const said = await heatline.run(heatline.folder, args);
    expect(said).toMatchObject({ code: 2, stdout: "" });
    expect(said.stderr).toContain(sentence);
    expect(said.stderr).toMatch(/^heatline: .* \(see heatline (?:\w+ )?--help\)\n$/);
  });

  test.each([
    [["lines", "nowhere"], "cannot be read: it does not exist"],
    [["functions", "."], "is not a run"],
    [["convert", "nowhere", "-o", "x.csv"], "cannot be read: it does not exist"],
    [["report", "nowhere", "-o", "x.html"], "cannot be read: it does not exist"],
    [["info", "cli.js"], "cli.js cannot be used (at 0): This is not a profile"],
  ])("%j is one sentence with exit code 3", async (args, sentence) => {
    const said = await heatline.run(heatline.folder, args);
    expect(said).toMatchObject({ code: 3, stdout: "" });
    expect(said.stderr).toContain(sentence);
    expect(said.stderr.trim().split("\n")).toHaveLength(1);
  });

  test.each([
    [["run", "--python", "/nowhere/python", "--", "x.py"], "(from --python) cannot be used: it does not exist"],
    [["run", "--out", "cli.js/x", "--", "x.py"], "cannot write its results"],
    [["report", fixture("cprofile-3.11.pstats"), "-o", "cli.js/x.html"], "x.html cannot be written"],
  ])("%j is one sentence with exit code 1", async (args, sentence) => {
    const said = await heatline.run(heatline.folder, args);
    expect(said).toMatchObject({ code: 1, stdout: "" });
    expect(said.stderr).toContain(sentence);
    expect(said.stderr.trim().split("\n")).toHaveLength(1);
  });

  test("help and version", async () => {
    const overview = await heatline.run(heatline.folder, ["--help"]);
    expect(overview).toMatchObject({ code: 0, stderr: "" });
    const commands = [...overview.stdout.matchAll(/^ {2}heatline ([a-z]+) {2,}\S/gm)].map(
      ([, command = ""]) => command,
    );
    expect(commands).toEqual(["run", "lines", "functions", "compare", "info", "convert", "report", "lsp", "doctor"]);
    for (const command of commands) {
      const help = await heatline.run(heatline.folder, [command, "--help"]);
      expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(`^heatline ${command} `) });
      expect(help.stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
      expect(await heatline.run(heatline.folder, ["help", command])).toEqual(help);
    }
    expect((await heatline.run(heatline.folder, ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("a terminal and pipes", () => {
  test("a reader that has seen enough is no failure, and nothing is said", async () => {
    const cwd = temporaryFolder("cli head");
    const stacks = Array.from({ length: 20_000 }, (_, n) => `main (a.py:1);work_${n} (b.py:${n + 1}) 1\n`);
    writeFileSync(path.join(cwd, "wide.collapsed"), stacks.join(""));
    const command = `"$0" "$1" lines wide.collapsed --json | head -c 100 > first; echo "\${PIPESTATUS[0]}"`;
    const said = await runProcess("bash", ["-c", command, process.execPath, heatline.bundle], { cwd });
    expect(said).toMatchObject({ stdout: "0\n", stderr: "" });
    expect(readFileSync(path.join(cwd, "first"), "utf8")).toMatch(/^\{\n "schema": 1,/);
  });

  test("a big file tells how far it is read, on a terminal only; Ctrl-C ends it with 130", async () => {
    const cwd = temporaryFolder("cli big");
    const line = `${"main (a.py:1);work (b.py:2);".repeat(20)}end (c.py:3) 1\n`;
    writeFileSync(path.join(cwd, "big.collapsed"), line.repeat(Math.ceil(120e6 / line.length)));
    writeFileSync(path.join(cwd, "terminal.py"), TERMINAL);
    const { path: python } = await somePython();
    const onTerminal = (interrupt: string) =>
      runProcess(python, ["terminal.py", interrupt, process.execPath, heatline.bundle, "lines", "big.collapsed"], {
        cwd,
      });
    const whole = await onTerminal("never");
    expect(whole.stdout).toMatch(
      /^\rheatline: reading big\.collapsed: \d %\r[\s\S]*: 100 %\r[\s\S]*total of [\s\S]*ended 0\r\n$/,
    );
    expect(whole.stdout).toContain(": 100 %\r\x1b[Ktotal of ");
    const cut = await onTerminal("interrupt");
    expect(cut.stdout).toMatch(/reading big\.collapsed: \d+ %[\s\S]*ended 130\r\n$/);
    expect(cut.stdout).not.toContain("total of");
    expect(await heatline.run(cwd, ["lines", "big.collapsed"])).toMatchObject({ code: 0, stderr: "" });
  });
});

/** Runs a command on a terminal of its own under a shell that outlives Ctrl-C; presses it when reading has begun. */
const TERMINAL = `import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp("sh", ["sh", "-c", 'trap : INT; "$@"; echo ended $?', "sh", *sys.argv[2:]])
seen, pressed = b"", sys.argv[1] != "interrupt"
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    seen += part
    if not pressed and b"reading" in seen:
        pressed = True
        os.write(terminal, b"\\x03")
sys.stdout.buffer.write(seen)
`;
