import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  findInterpreter,
  INTERPRETER_SETTING,
  isAtLeast,
  onPath,
  probeInterpreter,
} from "../../src/runtime/interpreters.ts";
import { run } from "../../src/runtime/process.ts";
import { interpreters, somePython, temporaryFolder, writeScript } from "./support.ts";

const folder = temporaryFolder();

function program(name: string, text: string): string {
  const file = writeScript(folder, name, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe("probeInterpreter", () => {
  test("tells what every interpreter found is", async () => {
    for (const interpreter of await interpreters()) {
      const said = await run(interpreter.path, [
        "-c",
        "import sys, os; print(sys.version.split()[0]); print(os.__file__)",
      ]);
      const [version, os] = said.stdout.trim().split("\n");
      expect(interpreter).toMatchObject({ version, implementation: "cpython", freeThreaded: false, why: "the test" });
      expect(path.dirname(os ?? "")).toBe(interpreter.stdlib);
      expect(interpreter.sitePackages.some((each) => /site-packages|dist-packages/.test(each))).toBe(true);
    }
  });

  test("is not fooled by banners, is not slowed by a project that shadows json", async () => {
    const python = await somePython();
    writeScript(folder, "json.py", "raise SystemExit('shadowed')");
    const wrapper = program("banner", `echo Welcome; echo '{"version": "9"}'; exec "${python.path}" "$@"`);
    const probed = await probeInterpreter(wrapper, "the test");
    expect(probed).toMatchObject({ ok: true, interpreter: { path: wrapper, version: python.version } });
  });

  test.each([
    ["is a folder", () => folder, "is a folder, not a Python interpreter"],
    ["does not exist", () => path.join(folder, "nowhere"), "cannot be used: it does not exist"],
    ["is relative", () => "python3", "is not an absolute path"],
    ["may not be executed", () => writeScript(folder, "plain", "#!/bin/sh\n"), "cannot be run: permission was denied"],
    [
      "is no program",
      () => program("text", "exit 4"),
      "does not answer as a Python interpreter: it ended with exit code 4",
    ],
    [
      "is Python 2",
      () =>
        program(
          "python2",
          'if [ "$1" = -V ]; then echo Python 2.7.18 >&2; else echo "Unknown option: -I" >&2; exit 2; fi',
        ),
      "is Python 2.7.18, which is too old",
    ],
    [
      "answers rubbish",
      () => program("liar", "echo '==heatline-interpreter=={==heatline-interpreter=='"),
      "gave an answer that cannot be read",
    ],
  ])("a path that %s is a sentence that names its origin", async (_name, make, sentence) => {
    const file = make();
    const result = await probeInterpreter(file, INTERPRETER_SETTING);
    expect(result).toMatchObject({ ok: false });
    if (result.ok) return;
    expect(result.message).toContain(`${file} (from ${INTERPRETER_SETTING})`);
    expect(result.message).toContain(sentence);
    expect(result.remedy).toContain("3.8");
  });

  test("one that hangs is given up", async () => {
    const result = await probeInterpreter(program("hangs", "sleep 30"), "the test", { timeoutMs: 300 });
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining("did not answer within 0.3 s") });
  });

  test("real old interpreters are refused by their version", async () => {
    const { readdirSync, existsSync } = await import("node:fs");
    const { homedir } = await import("node:os");
    const versions = path.join(homedir(), ".pyenv/versions");
    const old = existsSync(versions) ? readdirSync(versions).filter((name) => !isAtLeast(name, "3.8")) : [];
    for (const version of old) {
      const result = await probeInterpreter(path.join(versions, version, "bin/python"), "the test");
      expect(result).toMatchObject({
        ok: false,
        message: expect.stringContaining(`is Python ${version}, which is too old`),
      });
    }
  });

  test("the answer is remembered until the file changes", async () => {
    const python = await somePython();
    const counter = path.join(folder, "count");
    const text = `echo x >> "${counter}"; exec "${python.path}" "$@"`;
    const counted = program("counted", text);
    const { readFileSync } = await import("node:fs");
    await probeInterpreter(counted, "one");
    expect(await probeInterpreter(counted, "two")).toMatchObject({ ok: true, interpreter: { why: "two" } });
    expect(readFileSync(counter, "utf8")).toBe("x\n");
    program("counted", `${text} # changed`);
    await probeInterpreter(counted, "three");
    expect(readFileSync(counter, "utf8")).toBe("x\nx\n");
  });
});

describe("findInterpreter", () => {
  test("what the user names is taken or told, never skipped", async () => {
    const python = await somePython();
    const env = { PATH: path.dirname(python.path) };
    const missing = { path: path.join(folder, "nowhere"), why: INTERPRETER_SETTING };
    expect(await findInterpreter({ candidates: [missing], folder, env })).toMatchObject({ ok: false });
    const other = { ...missing, why: "the Python extension" };
    const found = await findInterpreter({ candidates: [other], folder, env });
    expect(found).toMatchObject({
      ok: true,
      interpreter: { version: python.version, why: expect.stringContaining("on the PATH") },
    });
  });

  test("an environment in the folder or above it comes before the PATH, not above the workspace", async () => {
    const python = await somePython();
    const project = path.join(folder, "project");
    const deep = path.join(project, "src", "deep");
    mkdirSync(deep, { recursive: true });
    const bin = path.join(project, ".venv", "bin");
    mkdirSync(bin, { recursive: true });
    symlinkSync(python.path, path.join(bin, "python"));
    const env = { PATH: path.dirname(python.path) };
    const search = { candidates: [], folder: deep, env };
    const found = await findInterpreter({ ...search, workspaceRoot: project });
    expect(found).toMatchObject({
      ok: true,
      interpreter: { path: path.join(bin, "python"), why: `.venv in ${project}` },
    });
    expect(await findInterpreter(search)).toMatchObject({
      ok: true,
      interpreter: { why: expect.stringContaining("PATH") },
    });
    const active = { ...search, env: { ...env, VIRTUAL_ENV: path.join(project, ".venv") } };
    expect(await findInterpreter(active)).toMatchObject({
      ok: true,
      interpreter: { why: "the active virtual environment" },
    });
    rmSync(bin, { recursive: true });
  });

  test("a tool of the project is asked where the project uses it", async () => {
    const python = await somePython();
    const project = path.join(folder, "with pyenv");
    mkdirSync(project, { recursive: true });
    writeScript(project, ".python-version", "whatever\n");
    program("pyenv", `[ "$1 $2" = "which python" ] && echo "${python.path}"`);
    const found = await findInterpreter({ candidates: [], folder: project, env: { PATH: folder } });
    expect(found).toMatchObject({ ok: true, interpreter: { why: `pyenv (.python-version in ${project})` } });
  });

  test("nothing found is a sentence; relative entries of the PATH are never used", async () => {
    program("python3", "exit 0");
    expect(await onPath("python3", { PATH: `.:${path.basename(folder)}::` })).toEqual([]);
    const empty = path.join(folder, "empty");
    mkdirSync(empty);
    const result = await findInterpreter({ candidates: [], folder: empty, env: { PATH: "." } });
    expect(result).toMatchObject({ ok: false, message: "No Python interpreter was found." });
  });
});
