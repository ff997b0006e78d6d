import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { probeInterpreter } from "../../../src/runtime/interpreters.ts";
import { installPySpy, PY_SPY_VERSION } from "../../../src/runtime/profilers/install-py-spy.ts";
import { pathWithout, pythonWithPip, samplePython } from "../../support/python.ts";
import { temporaryFolder } from "../support.ts";

async function interpreter(file: string) {
  const found = await probeInterpreter(file, "the test");
  if (!found.ok) throw new Error(found.message);
  return found.interpreter;
}

test("py-spy comes from the package index into the folder, whatever pip is told for others, and runs from there", async () => {
  const directory = path.join(temporaryFolder(), "py-spy");
  const said: string[] = [];
  const installed = await installPySpy({
    interpreter: await interpreter(pythonWithPip()),
    directory,
    env: { ...process.env, PATH: pathWithout("py-spy"), PIP_USER: "1", PIP_REQUIRE_VIRTUALENV: "1" },
    onOutput: (text) => said.push(text),
  });
  if (!installed.ok) throw new Error(`${installed.note.message} ${said.join("")}`);
  expect(installed.version).toBe(PY_SPY_VERSION);
  expect(path.relative(directory, installed.binary)).not.toMatch(/^\.\./);
  expect(execFileSync(installed.binary, ["--version"], { encoding: "utf8" })).toContain(PY_SPY_VERSION);
  expect(said.join("")).toContain("py-spy");
}, 180_000);

test("an interpreter without pip, and no uv: says so, and what to do", async () => {
  const installed = await installPySpy({
    interpreter: await interpreter(samplePython()), // made without pip
    directory: path.join(temporaryFolder(), "py-spy"),
    env: { ...process.env, PATH: pathWithout("uv") },
  });
  expect(installed).toMatchObject({ ok: false, note: { code: "py-spy-install-failed" } });
  if (!installed.ok) {
    expect(installed.note.message).toMatch(/has no pip, and uv is not on the PATH/);
    expect(installed.note.remedy).toContain("heatline.pySpy.path");
  }
});

test("a cancelled installation says that it was cancelled", async () => {
  const abort = new AbortController();
  abort.abort();
  const installed = await installPySpy({
    interpreter: await interpreter(pythonWithPip()),
    directory: path.join(temporaryFolder(), "py-spy"),
    signal: abort.signal,
  });
  expect(installed).toMatchObject({ ok: false, note: { message: "The installation was cancelled." } });
});
