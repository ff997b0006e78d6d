import { chmodSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Interpreter } from "../../../src/core/protocol/run.ts";
import { startDetached } from "../../../src/runtime/process.ts";
import { isAlive, processIdentity, signalTree } from "../../../src/runtime/process-tree.ts";
import { attachedFiles } from "../../../src/runtime/profilers/attach.ts";
import { chooseProfilers } from "../../../src/runtime/profilers/choose.ts";
import { installPySpy } from "../../../src/runtime/profilers/install-py-spy.ts";
import type { ProfilerContext } from "../../../src/runtime/profilers/profiler.ts";
import { pySpy } from "../../../src/runtime/profilers/py-spy.ts";
import { attachPySpy, recordArgs } from "../../../src/runtime/profilers/py-spy-attach.ts";
import { explainPySpyError } from "../../../src/runtime/profilers/py-spy-errors.ts";
import { findPySpy } from "../../../src/runtime/profilers/py-spy-find.ts";
import { parsePySpyLog } from "../../../src/runtime/profilers/py-spy-log.ts";
import { waitUntil } from "../../../src/runtime/wait-until.ts";
import { realPySpy, somePython, temporaryFolder, writeScript } from "../support.ts";

const folder = temporaryFolder();
const temporaryRun = temporaryFolder();
let python: Interpreter;
let binary: string;
beforeAll(async () => {
  python = await somePython();
  binary = await realPySpy();
});

function program(name: string, text: string): string {
  const file = writeScript(folder, name, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

function context(pySpyPath: string, over: Partial<ProfilerContext> = {}): ProfilerContext {
  const options = { rate: 100, native: false, gil: false, idle: false, subprocesses: false };
  const settings = { pySpy: { path: pySpyPath, ...options }, sampler: { rate: 200 } };
  return { interpreter: python, settings, pySpyFolder: null, env: { PATH: "" }, ...over };
}

describe("the py-spy that the setting names", () => {
  test.each([
    ["is missing", () => path.join(folder, "nowhere"), "py-spy-missing", "it does not exist"],
    ["is a folder", () => folder, "py-spy-not-executable", "is a folder"],
    [
      "may not be executed",
      () => writeScript(folder, "plain", "#!/bin/sh\n"),
      "py-spy-not-executable",
      "permission was denied",
    ],
    [
      "is another program",
      () => program("other", "echo hello"),
      "py-spy-not-executable",
      "does not answer as py-spy does",
    ],
    [
      "is not for this system",
      () => {
        const file = writeScript(folder, "alien", "\u007fELF rubbish");
        chmodSync(file, 0o755);
        return file;
      },
      "py-spy-not-executable",
      "does not answer as py-spy does",
    ],
    [
      "is too old",
      () => program("old", "echo py-spy 0.3.14"),
      "py-spy-too-old",
      "is py-spy 0.3.14; Heatline needs 0.4.0",
    ],
    ["is relative", () => "./py-spy", "py-spy-not-executable", "is not an absolute path"],
  ])("%s: a note, and auto goes on with the sampler", async (_name, make, code, sentence) => {
    const choice = await chooseProfilers("auto", context(make()));
    expect(choice.profilers.map(({ profiler }) => profiler.id)).toEqual(["sampler"]);
    expect(choice.notes).toMatchObject([
      { code, message: expect.stringContaining(sentence), remedy: expect.any(String) },
    ]);
    expect(choice.because).toContain(choice.notes[0]?.message);
  });

  test("is the only one that is looked at", async () => {
    const env = { PATH: path.dirname(binary) };
    expect(await findPySpy(context(path.join(folder, "nowhere"), { env }))).toMatchObject({ ok: false });
    expect(await findPySpy(context("", { env }))).toMatchObject({
      ok: true,
      binary: path.join(path.dirname(binary), "py-spy"),
    });
  });

  test("none anywhere is told", async () => {
    expect(await findPySpy(context(""))).toMatchObject({ ok: false, note: { code: "py-spy-missing" } });
  });
});

describe("the choice", () => {
  test("auto and everything take py-spy where it works, proved on a real process", async () => {
    expect((await chooseProfilers("auto", context(binary))).profilers).toMatchObject([
      { profiler: { id: "py-spy" }, version: "0.4.2", parts: { samplerRateHz: 0, rateHz: 100 } },
    ]);
    const everything = await chooseProfilers("everything", context(binary));
    expect(everything.profilers.map(({ profiler }) => profiler.id)).toEqual(["py-spy", "cprofile"]);
  });

  test.each([
    ["3.15.0", "cpython", false, "Python 3.15.0"],
    ["3.10.14", "pypy", false, "pypy 3.10.14"],
    ["3.13.0", "cpython", true, "the free-threaded build of Python 3.13.0"],
  ])("%s %s free-threaded=%s is refused by name", async (version, implementation, freeThreaded, named) => {
    const interpreter = { ...python, version, implementation, freeThreaded };
    const choice = await chooseProfilers("py-spy", context(binary, { interpreter }));
    expect(choice.profilers[0]?.profiler.id).toBe("sampler");
    expect(choice.notes).toMatchObject([
      {
        code: "py-spy-python-unsupported",
        message: `py-spy does not support ${named}${version === "3.15.0" ? "; it reads 3.8 to 3.14" : ""}.`,
      },
    ]);
  });

  test.runIf(process.platform === "linux" && process.getuid?.() === 0)(
    "a user who may not look into the program is told so",
    async () => {
      const { realpathSync, copyFileSync, mkdirSync, mkdtempSync } = await import("node:fs");
      const open = mkdtempSync("/tmp/heatline-open-");
      chmodSync(open, 0o755);
      copyFileSync(realpathSync(binary), path.join(open, "py-spy"));
      mkdirSync(path.join(open, "x"));
      const wrapper = path.join(open, "as-nobody");
      const { writeFileSync, rmSync } = await import("node:fs");
      writeFileSync(
        wrapper,
        `#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups "${open}/py-spy" "$@"\n`,
      );
      chmodSync(wrapper, 0o755);
      try {
        const checked = await pySpy.check(context(wrapper));
        expect(checked).toMatchObject({ available: false, note: { code: "ptrace-denied" } });
      } finally {
        rmSync(open, { recursive: true });
      }
    },
  );
});

describe("attaching", () => {
  test("to a process that is gone, or is not Python, gives a reason and leaves nothing running", async () => {
    const { pid } = await startDetached("/bin/sh", ["-c", "sleep 20 & wait"], { outputFile: path.join(folder, "sh") });
    const options = { binary, rate: 100 };
    try {
      const attached = await attachPySpy(folder, pid, options);
      expect(attached).toMatchObject({ ok: false, note: { code: "py-spy-not-python" } });
    } finally {
      await signalTree(pid, await processIdentity(pid), "SIGKILL");
    }
    await waitUntil(async () => !(await isAlive(pid)), { timeoutMs: 5000 });
    const gone = await attachPySpy(temporaryRun, pid, options);
    expect(gone).toMatchObject({ ok: false, note: { code: "py-spy-process-gone" } });
    expect(await attachPySpy(folder, pid, { ...options, binary: path.join(folder, "nowhere") })).toMatchObject({
      ok: false,
      note: { code: "py-spy-not-executable" },
    });
  });

  test("to a Python that works: it samples, ends with it, and writes its file", async () => {
    const script = writeScript(
      folder,
      "busy loop.py",
      "import time\nend = time.time() + 2\nwhile time.time() < end:\n    sum(range(1000))\n",
    );
    const { pid } = await startDetached(python.path, [script], { outputFile: path.join(folder, "busy") });
    await waitUntil(() => existsSync(`/proc/${pid}`) || process.platform !== "linux", { timeoutMs: 1000 });
    const attached = await attachPySpy(folder, pid, { binary, rate: 200 });
    expect(attached).toMatchObject({ ok: true });
    if (!attached.ok) return;
    expect(
      await waitUntil(async () => !(await isAlive(attached.process.pid, attached.process.identity)), {
        timeoutMs: 15_000,
      }),
    ).toBe(true);
    const files = attachedFiles(folder, "py-spy", pid);
    const log = parsePySpyLog(readFileSync(files.log, "utf8"));
    expect(log).toMatchObject({ sampling: true, wrote: true });
    expect(log.samples).toBeGreaterThan(50);
    expect(readFileSync(files.profile, "utf8")).toContain("busy loop.py");
  });

  test("passes every option on", () => {
    const all = { rate: 250, native: true, gil: true, idle: true, subprocesses: true };
    expect(recordArgs(all, 42, "/out").join(" ")).toBe(
      "record --pid 42 --format speedscope --output /out --duration unlimited --rate 250 --native --gil --idle --subprocesses",
    );
    expect(recordArgs({ rate: 100, native: false }, 42, "/out").join(" ")).not.toContain("native");
  });
});

test("the console of py-spy is understood", () => {
  const text = [
    "py-spy> Sampling process 100 times a second. Press Control-C to exit.",
    "py-spy> 1.23s behind in sampling, results may be inaccurate. Try reducing the sampling rate",
    "py-spy> 2.50s behind in sampling, results may be inaccurate. Try reducing the sampling rate",
    "py-spy> Stopped sampling because process exited",
  ].join("\n");
  expect(parsePySpyLog(text)).toEqual({
    sampling: true,
    behindSeconds: 2.5,
    wrote: false,
    samples: null,
    errors: null,
  });
  const wrote = `${text}\npy-spy> Wrote speedscope file to '/a 'b'.json'. Samples: 1326 Errors: 26649\n`;
  expect(parsePySpyLog(wrote)).toMatchObject({ wrote: true, samples: 1326, errors: 26649 });
});

describe("every error of py-spy has a code, a sentence and a remedy", () => {
  const linux = { platform: "linux", yamaScope: null, inContainer: false } as const;
  test.each([
    [
      "Permission Denied: Try running again with elevated permissions by going 'sudo env \"PATH=$PATH\" !!'",
      "ptrace-denied",
    ],
    [
      "Error: Permission Denied\n\nIt looks like you are running in a docker container. Please make sure to start your container with the SYS_PTRACE capability.",
      "ptrace-denied",
    ],
    ["Error: Operation not permitted (os error 1)", "ptrace-denied"],
    [
      "This program requires root on OSX.\nTry running again with elevated permissions by going 'sudo !!'",
      "py-spy-needs-root",
    ],
    [
      "Error: Failed to open process - check if it is running.\n\nCaused by:\n    Operation timed out (os error 60)",
      "py-spy-protected-python",
    ],
    [
      "Error: Failed to open process - check if it is running.\n\nCaused by:\n    No such process",
      "py-spy-process-gone",
    ],
    ["Error: Failed to get process executable name. Check that the process is running.", "py-spy-process-gone"],
    ["Error: Failed to find python version from target process", "py-spy-not-python"],
    ["Error: No python processes found in process 12 or any of its subprocesses", "py-spy-not-python"],
    ["Error: Failed to find a python interpreter in the .data section", "py-spy-odd-build"],
    ["Error: Unsupported version of Python: 3.15.0", "py-spy-python-unsupported"],
    ["Error: Cannot detect GIL holding in version 3.13.0", "py-spy-gil-unsupported"],
    ["Error: failed to get gil_thread_id", "py-spy-gil-unsupported"],
    ["Error: Failed to suspend process", "py-spy-suspend-failed"],
    ["Error: Failed to create process 'x': No such file or directory (os error 2)", "py-spy-failed"],
    ["error: unexpected argument '--foo' found", "py-spy-usage"],
    ["thread 'main' panicked at src/main.rs:1:1", "py-spy-crashed"],
    ["Error: Failed to write: No space left on device (os error 28)", "py-spy-cannot-write"],
    ["Error: something new\n\nCaused by:\n    x", "py-spy-failed"],
    ["", "py-spy-failed"],
  ])("%j", (text, code) => {
    const note = explainPySpyError(text, linux);
    expect(note).toMatchObject({ level: "warning", code });
    expect(note.message).toMatch(/^.{20,}\.$|something new$/s);
    expect(note.remedy).toMatch(/\w{3}/);
  });

  test.each([
    [{ ...linux, inContainer: true }, "--cap-add SYS_PTRACE", "SYS_PTRACE"],
    [{ ...linux, yamaScope: 1 }, "kernel.yama.ptrace_scope, but that lets every program", "ptrace_scope is 1"],
    [{ ...linux, yamaScope: 2 }, "administrator", "ptrace_scope is 2"],
    [{ ...linux, yamaScope: 3 }, "administrator", "ptrace_scope is 3"],
    [{ ...linux, platform: "darwin" as const }, "sudo", "macOS"],
    [{ ...linux, platform: "win32" as const }, "same user", "Windows"],
  ])("the remedy for a denial fits the machine: %j", (facts, remedy, message) => {
    const note = explainPySpyError("Error: Operation not permitted (os error 1)", facts);
    expect(note.remedy).toContain(remedy);
    expect(note.message).toContain(message);
  });
});

describe("installing", () => {
  test("without pip and uv is a sentence", async () => {
    const bare = program("no-pip", `echo "$0: No module named pip" >&2; exit 1`);
    const result = await installPySpy({
      interpreter: { ...python, path: bare },
      directory: path.join(folder, "private"),
      env: { PATH: "" },
    });
    expect(result).toMatchObject({
      ok: false,
      note: { message: expect.stringContaining("has no pip, and uv is not on the PATH") },
    });
  });

  test("asks pip for the wheel alone, into the private folder, and proves what it got", async () => {
    const asked = path.join(folder, "asked");
    const directory = path.join(folder, "private two");
    const pip = program(
      "pip",
      `printf '%s\\n' "$@" > "${asked}"; mkdir -p "${directory}/bin"; cp "${binary}" "${directory}/bin/py-spy"`,
    );
    const lines: string[] = [];
    const installed = await installPySpy({
      interpreter: { ...python, path: pip },
      directory,
      onOutput: (text) => lines.push(text),
    });
    expect(installed).toEqual({ ok: true, binary: path.join(directory, "bin", "py-spy"), version: "0.4.2" });
    const args = readFileSync(asked, "utf8").split("\n");
    expect(args.slice(0, 4)).toEqual(["-I", "-m", "pip", "install"]);
    expect(args).toEqual(
      expect.arrayContaining(["--target", directory, "--no-deps", "--only-binary", ":all:", "py-spy==0.4.2"]),
    );
  });

  test("a failure and a cancelled installation say so", async () => {
    const failing = program("failing", "echo 'ERROR: No matching distribution found for py-spy==0.4.2' >&2; exit 1");
    const result = await installPySpy({
      interpreter: { ...python, path: failing },
      directory: path.join(folder, "p3"),
    });
    expect(result).toMatchObject({ ok: false, note: { message: expect.stringContaining("No matching distribution") } });
    const slow = program("slow", "sleep 30");
    const aborter = new AbortController();
    const pending = installPySpy({
      interpreter: { ...python, path: slow },
      directory: path.join(folder, "p4"),
      signal: aborter.signal,
    });
    aborter.abort();
    expect(await pending).toMatchObject({ ok: false, note: { message: "The installation was cancelled." } });
  });
});
