import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { hover } from "../../src/server/hover.ts";
import { memoryLines } from "../../src/server/memory-lines.ts";
import { createRunStore } from "../../src/server/run-store.ts";
import { makeRun, PROGRAM, type RunFixture } from "./run-fixture.ts";

let run: RunFixture;
beforeEach(() => {
  run = makeRun([{ profiler: "tracemalloc" }]);
  change((manifest) => ({ ...manifest, target: { kind: "tests", runner: "pytest", selection: [] } }));
});

function change(edit: (manifest: object) => object): void {
  const file = path.join(run.dir, "run.json");
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, "utf8")) as object)));
}

/** A test that keeps so many bytes per run through the lines of report.py, and what the meter writes of it. */
function record(id: string, bytes: number, lines: [number, number][]): object {
  return {
    type: "test",
    id,
    file: path.join(run.folder, "test_report.py"),
    line: 3,
    outcome: "passed",
    wallNs: 1e6,
    peakBytes: 2048,
    kept: [0, 1, 2, 3, 4].map((n) => n * bytes),
    blocks: [0, 1, 2, 3, 4],
    traced:
      lines.length === 0
        ? null
        : { runs: 5, bytes: bytes * 5, lines: lines.map(([line, each]) => [run.script, line, each * 5, 5]) },
  };
}

function write(...records: (object | string)[]): void {
  const text = records.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join("\n");
  writeFileSync(path.join(run.dir, "tests.1.jsonl"), `${text}\n`);
}

const started = { type: "testStart", id: "t.py::test_last", file: "t.py", line: 9 };
const lines = async (text: string) => {
  const index = await createRunStore().load(run.dir);
  return memoryLines(index, { path: run.script, text });
};

test("lines that keep memory, with the test that keeps most first", async () => {
  write(
    record("t.py::test_a", 100, [[7, 100]]),
    record("t.py::test_b", 300, [[7, 300]]),
    record("t.py::test_c", 0, []),
  );
  expect(await lines(PROGRAM)).toEqual([
    { line: 7, bytesPerRun: 300, blocksPerRun: 1, tests: ["t.py::test_b", "t.py::test_a"], changed: false },
  ]);
});

test("they follow edits, and a line that was changed says so", async () => {
  write(record("t.py::test_a", 100, [[7, 100]]));
  expect(await lines(`# one more\n${PROGRAM}`)).toMatchObject([{ line: 8, changed: false }]);
  const edited = PROGRAM.replace("math.floor(index / 3)", "math.floor(index / 4)");
  expect(await lines(edited)).toMatchObject([{ line: 7, changed: true }]);
});

test("a test that was not found to grow accuses no line", async () => {
  write({ ...record("t.py::test_a", 100, [[7, 100]]), kept: [0, 50, 50, 100, 150] });
  expect(await lines(PROGRAM)).toBeNull();
});

test("a test without an end died when the run is over, and runs while it goes on; damaged lines are left out", async () => {
  write(record("t.py::test_a", 0, []), started, '{"type":"test","id":"half');
  const over = await createRunStore().load(run.dir);
  expect(over.tests?.map(({ outcome }) => outcome)).toEqual(["passed", "died"]);
  expect(over.warnings).toEqual([]);
  change((manifest) => ({ ...manifest, state: "running", endedAt: null }));
  const live = await createRunStore().load(run.dir);
  expect(live.tests?.map(({ outcome }) => outcome)).toEqual(["passed", "running"]);
});

test("the hover of such a line says how much, of which test, and how it is known", async () => {
  write(record("t.py::test_a", 100, [[7, 100]]));
  const index = await createRunStore().load(run.dir);
  const document = { path: run.script, text: PROGRAM };
  const shown = await hover(index, document, { line: 6, character: 4 }, "plaintext");
  const text = JSON.stringify(shown?.contents);
  expect(text).toMatch(/Line 7 keeps memory/);
  expect(text).toMatch(/This line keeps.*\+100 B per run/);
  expect(text).toMatch(/Runs.*5, 3 judged/);
  expect(text).toMatch(/Exact: tracemalloc/);
  expect(await hover(index, document, { line: 5, character: 4 }, "plaintext")).toBeNull();
});

test("a run of time has no memory of tests", async () => {
  const other = makeRun([{}]);
  expect((await createRunStore().load(other.dir)).tests).toBeNull();
});
