import { beforeAll, expect, test } from "vitest";
import type { Interpreter } from "../../../src/core/protocol/run.ts";
import { chooseProfilers } from "../../../src/runtime/profilers/choose.ts";
import { explainTachyonError, tachyonArgs } from "../../../src/runtime/profilers/tachyon-attach.ts";
import { somePython } from "../support.ts";

// There is no Python 3.15 here: what it is told follows its documentation, and is not proved by running it.

let interpreter: Interpreter;
beforeAll(async () => {
  interpreter = await somePython();
});

const context = (change: Partial<Interpreter> = {}) => ({
  interpreter: { ...interpreter, ...change },
  settings: {
    pySpy: { path: "/nowhere/py-spy", rate: 50, native: false, gil: false, idle: false, subprocesses: false },
    sampler: { rate: 200 },
  },
  pySpyFolder: null,
  env: process.env,
});

test("asked for on an older Python it is one sentence that says what to do", async () => {
  await expect(chooseProfilers("tachyon", context())).rejects.toMatchObject({
    code: "tachyon-missing",
    message: expect.stringMatching(/came with CPython 3\.15; .* is cpython 3\.\d+\.\d+\.$/),
    remedy: expect.stringContaining("Choose a newer interpreter"),
  });
});

test("a Python that says it is 3.15 and has no such module is found out", async () => {
  await expect(chooseProfilers("tachyon", context({ version: "3.15.0" }))).rejects.toMatchObject({
    message: expect.stringContaining("was built without profiling.sampling"),
  });
});

test("not asked for, it is passed over on the way down to the sampler", async () => {
  const { profilers } = await chooseProfilers("auto", context());
  expect(profilers.map(({ profiler }) => profiler.id)).toEqual(["sampler"]);
});

test("the command", () => {
  expect(tachyonArgs({ rate: 200, native: true, subprocesses: false }, 42, "/run/tachyon.42.bin").join(" ")).toBe(
    "-I -m profiling.sampling attach --all-threads --sampling-rate 200 --binary --compression none --output /run/tachyon.42.bin --native 42",
  );
});

test("a missing right is told as such, anything else in its own words", () => {
  expect(explainTachyonError("Traceback\nPermissionError: Tachyon needs CAP_SYS_PTRACE")).toMatchObject({
    code: "ptrace-denied",
  });
  expect(explainTachyonError("Tachyon cannot find the process: 42\n").message).toBe(
    "profiling.sampling failed: Tachyon cannot find the process: 42",
  );
});
