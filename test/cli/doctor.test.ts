import { mkdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod/mini";
import { doctorOutputSchema } from "../../src/core/protocol/cli.ts";
import { realPySpy, somePython, temporaryFolder, writeScript } from "../runtime/support.ts";
import { buildHeatline, type Heatline } from "./heatline.ts";

let heatline: Heatline;
beforeAll(async () => {
  heatline = await buildHeatline();
});

test("names the interpreters, tries py-spy for real, says which profilers work", async () => {
  const python = await somePython();
  const pySpy = await realPySpy();
  const args = ["doctor", "--python", python.path, "--json"];
  const said = await heatline.run(heatline.folder, args, { programs: path.dirname(pySpy) });
  expect(said).toMatchObject({ code: 0, stderr: "" });
  const found = z.parse(doctorOutputSchema, JSON.parse(said.stdout));
  expect(found).toMatchObject({
    ok: true,
    interpreters: [{ path: python.path, why: "--python", chosen: true, version: python.version, problem: null }],
    pySpy: { path: pySpy, version: expect.stringMatching(/^\d+\.\d+\.\d+/), mayAttach: true },
  });
  const works = new Map(found.profilers.map(({ id, works }) => [id, works]));
  expect([...works]).toEqual([
    ["py-spy", true],
    ["tachyon", false],
    ["sampler", true],
    ["cprofile", true],
    ["tracemalloc", true],
  ]);
  expect(found.profilers.find(({ id }) => id === "tachyon")).toMatchObject({
    problem: expect.stringContaining("3.15"),
    remedy: expect.stringContaining("newer interpreter"),
  });
});

test("the local environment is tried first, and a broken one is told with its remedy", async () => {
  const cwd = temporaryFolder("cli doctor");
  mkdirSync(path.join(cwd, ".venv", "bin"), { recursive: true });
  writeScript(cwd, ".venv/bin/python", "no program\n");
  const python = await somePython();
  const { stdout, code } = await heatline.run(cwd, ["doctor"], { programs: path.dirname(python.path) });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Python interpreters.*\n {2}no {8}.*\.venv\/bin\/python \(from \.venv in .*\) cannot be run: /,
  );
  expect(stdout).toMatch(/\n {2}chosen {4}.*\(python3 on the PATH\)\n/);
  expect(stdout).toMatch(/Lines can be measured here\.\n$/);
});

test("without any Python nothing works: exit code 1", async () => {
  const said = await heatline.run(heatline.folder, ["doctor", "--python", "/nowhere/python"]);
  expect(said).toMatchObject({ code: 1, stderr: "" });
  expect(said.stdout).toContain("/nowhere/python (from --python) cannot be used: it does not exist.");
  expect(said.stdout).toMatch(/Profilers: none without a Python\n\nLines cannot be measured here\.\n$/);
});
