import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { testMemories } from "../../src/core/memory/growth.ts";
import { parseTestRecords } from "../../src/core/memory/test-records.ts";
import type { Interpreter, RunManifest } from "../../src/core/protocol/run.ts";
import type { TestMemory } from "../../src/core/protocol/tests.ts";
import { probeInterpreter } from "../../src/runtime/interpreters.ts";
import { startRun } from "../../src/runtime/run.ts";
import { findTestRunner, type TestRunner } from "../../src/runtime/test-runner.ts";
import { pythons, samplePython } from "../support/python.ts";
import { quietTerminal, request, temporaryFolder, writeScript } from "./support.ts";

const KEEPS = `kept = []


def keep():
    kept.append(bytearray(10_000))
`;

const SUITE = `from keeps import keep


def test_keeps():
    keep()


def test_lets_go():
    assert len([bytearray(1000) for _ in range(100)]) == 100


def test_caches(cache={}):
    cache.setdefault("once", bytearray(50_000))


def test_fails():
    assert 1 == 2
`;

async function interpreterOf(file: string): Promise<Interpreter> {
  const result = await probeInterpreter(file, "the test");
  if (!result.ok) throw new Error(result.message);
  return result.interpreter;
}

interface Outcome {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly tests: TestMemory[];
  readonly codes: string[];
}

async function runTests(
  files: Record<string, string>,
  options: { runner?: TestRunner; python?: string; selection?: string[] } = {},
): Promise<Outcome> {
  const { runner = "pytest", python = samplePython(), selection = [] } = options;
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeScript(folder, name, text);
  }
  const interpreter = await interpreterOf(python);
  const target = { kind: "tests", runner, selection } as const;
  const wanted = request({ target, interpreter, workspaceFolder: folder, choice: "tracemalloc" });
  const run = await startRun(wanted, quietTerminal);
  const manifest = await run.done;
  const [pass] = manifest.passes;
  const tests = (pass?.files ?? []).flatMap((name) =>
    testMemories(parseTestRecords(readFileSync(path.join(run.dir, name), "utf8"))),
  );
  const codes = [...manifest.notes, ...(pass?.notes ?? [])].map(({ code }) => code);
  return { folder, manifest, tests, codes };
}

const verdicts = (tests: readonly TestMemory[]) =>
  Object.fromEntries(tests.map(({ id, verdict }) => [id.split(/::|\./).at(-1), verdict.kind]));

test("pytest: the leak is found with its line and its bytes, and no innocent is accused", async () => {
  const { folder, manifest, tests, codes } = await runTests({ "keeps.py": KEEPS, "test_it.py": SUITE });
  expect(manifest).toMatchObject({ state: "done", requested: "tracemalloc" });
  expect(manifest.passes[0]).toMatchObject({ profiler: "tracemalloc", exitCode: 1, rateHz: null });
  expect(codes).toEqual([]);
  expect(verdicts(tests)).toEqual({
    test_keeps: "grows",
    test_lets_go: expect.stringMatching(/^(steady|warms-up)$/),
    test_caches: "warms-up",
    test_fails: "not-judged",
  });
  const [leak] = tests;
  expect(leak?.keepers[0]).toMatchObject({ file: path.join(folder, "keeps.py"), line: 5 });
  expect(leak?.keepers).toHaveLength(1);
  const keptBytes = leak?.keepers[0]?.bytesPerRun ?? 0;
  expect(keptBytes).toBeGreaterThan(10_000);
  expect(keptBytes).toBeLessThan(10_500);
});

test("the tests that are chosen are run, and no others", async () => {
  const { tests } = await runTests(
    { "keeps.py": KEEPS, "test_it.py": SUITE },
    { selection: ["test_it.py::test_lets_go"] },
  );
  expect(tests.map(({ id }) => id)).toEqual(["test_it.py::test_lets_go"]);
});

test("an interpreter that dies in a test keeps the tests before it and names the one", async () => {
  const dies =
    "import os\n\n\ndef test_before():\n    pass\n\n\ndef test_aborts():\n    os.abort()\n\n\ndef test_after():\n    pass\n";
  const { manifest, tests } = await runTests({ "test_dies.py": dies });
  expect(tests.map(({ outcome }) => outcome)).toEqual(["passed", "died"]);
  const [pass] = manifest.passes;
  expect(pass).toMatchObject({ signal: "SIGABRT", files: [expect.stringMatching(/^tests\.\d+\.jsonl$/)] });
  expect(pass?.notes).toContainEqual(expect.objectContaining({ code: "test-died" }));
  expect(pass?.notes.map(({ message }) => message).join()).toMatch(/SIGABRT while test_dies.py::test_aborts ran/);
});

test("no tests, and tests that are not there, are each one sentence", async () => {
  const none = await runTests({ "program.py": "" });
  expect(none.codes).toEqual(["tests-none"]);
  expect(none.manifest.state).toBe("failed");
  const missing = await runTests({ "program.py": "" }, { selection: ["test_gone.py"] });
  expect(missing.codes).toEqual(["tests-usage"]);
});

test("a missing pytest is said once, and unittest is what is taken instead", async () => {
  const plain = await barePython();
  expect(await findTestRunner(await interpreterOf(samplePython()))).toBe("pytest");
  expect(await findTestRunner(await interpreterOf(plain))).toBe("unittest");
  const { manifest, codes } = await runTests({ "test_it.py": SUITE }, { python: plain });
  expect(codes).toEqual(["pytest-missing"]);
  expect(manifest.passes[0]?.exitCode).toBe(4);
});

test("unittest: the same on the oldest interpreter, and the run says who ran the tests", async () => {
  const suite = `import unittest

from keeps import keep


class Tests(unittest.TestCase):
    def test_keeps(self):
        keep()

    def test_lets_go(self):
        self.assertEqual(len([bytearray(1000) for _ in range(100)]), 100)
`;
  const python = pythons()[0] ?? "";
  const { tests, codes } = await runTests({ "keeps.py": KEEPS, "test_it.py": suite }, { runner: "unittest", python });
  expect(verdicts(tests)).toMatchObject({ test_keeps: "grows" });
  expect(verdicts(tests)).not.toMatchObject({ test_lets_go: "grows" });
  expect(tests[0]?.keepers[0]?.line).toBe(5);
  expect(codes).toEqual(["unittest"]);
});

/** One that has no pytest: a fresh virtual environment, without pip. */
async function barePython(): Promise<string> {
  const { execFileSync } = await import("node:child_process");
  const folder = path.join(temporaryFolder("bare"), "venv");
  execFileSync(pythons().at(-1) ?? "", ["-m", "venv", "--without-pip", folder]);
  return path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
}
