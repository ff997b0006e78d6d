import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { manifestOf } from "../../src/core/recording-title.ts";
import { codeLenses } from "../../src/server/code-lens.ts";
import { findDefinitions } from "../../src/server/definitions.ts";
import { fileHeat } from "../../src/server/heat.ts";
import { hover } from "../../src/server/hover.ts";
import { missingSources } from "../../src/server/missing-sources.ts";
import { createRunStore } from "../../src/server/run-store.ts";
import { makeRun, PROGRAM, profileWithCprofile, profileWithPySpy, writeSampler } from "./run-fixture.ts";

const OPTIONS = { weight: null, measure: "total", threshold: 0 } as const;
const STACK = [
  ["<module>", 1, 16],
  ["main", 11, 13],
  ["parse", 4, 7],
] as const;

const BUSY = `class Reader:
    def run(self, n):
        total = 0
        for i in range(n):
            total += i * i
        return total


class Writer:
    def run(self, n):
        return Reader().run(n)


for _ in range(60):
    Writer().run(150_000)
`;

describe("a real py-spy run", () => {
  it("has its heat on the loop, and tells two methods of one name apart", async () => {
    const run = makeRun([{ profiler: "py-spy", rateHz: 200 }], BUSY);
    profileWithPySpy(run);
    const index = await createRunStore().load(run.dir);
    expect(index.warnings).toEqual([]);
    const document = { path: run.script, text: BUSY };
    const heat = await fileHeat(index, document, OPTIONS);
    const loop = heat?.lines.filter(({ line }) => line === 4 || line === 5) ?? [];
    expect(loop.reduce((sum, { self }) => sum + self, 0) / (heat?.total ?? 0)).toBeGreaterThan(0.9);
    const lenses = await codeLenses(index, document, null);
    expect(lenses.map(({ range, command }) => [range.start.line, command?.title.split(" · ")[0]])).toEqual([
      [1, expect.stringMatching(/^self (9\d|100)/)],
      [9, expect.stringMatching(/^self [0-4]\.\d %/)], // hardly any: py-spy may catch it in between
    ]);
  });
});

describe("the preview beside py-spy", () => {
  it("counts while py-spy has written nothing, and is replaced by py-spy's file", async () => {
    const run = makeRun([{ profiler: "py-spy", state: "running" }], BUSY);
    writeFileSync(path.join(run.dir, "run.json"), JSON.stringify({ ...run.manifest, state: "running" }));
    writeSampler(run, run.script, [[STACK, 10]], "preview.1.1700000000000.jsonl");
    const store = createRunStore();
    const live = await store.load(run.dir);
    expect([live.live, live.samples, live.warnings]).toEqual([true, 10, []]);
    writeFileSync(path.join(run.dir, "run.json"), JSON.stringify(run.manifest));
    const failed = await store.load(run.dir);
    expect(failed.warnings.join(" ")).toMatch(/py-spy left no profile.*Only 10 samples/);
    profileWithPySpy(run);
    expect((await store.load(run.dir)).trees.every(({ preview }) => !preview)).toBe(true);
  });
});

describe("a run of a container, copied here", () => {
  it("has its heat on the workspace's files, by a mapping and by the sources that it kept", async () => {
    const run = makeRun([{ profiler: "sampler" }]);
    writeSampler(run, run.script, [[STACK, 50]]);
    await createRunStore().load(run.dir); // Keeps the sources.
    for (const name of ["run.json", "sampler.1.jsonl"]) {
      const file = path.join(run.dir, name);
      writeFileSync(file, readFileSync(file, "utf8").replaceAll(run.folder, "/srv/app"));
    }
    const changed = `# a line more\n${PROGRAM}`;
    writeFileSync(run.script, changed);
    const store = createRunStore();
    const places = { folders: [run.folder], mappings: [] };
    const before = await store.load(run.dir, places);
    expect(await fileHeat(before, { path: run.script, text: changed }, OPTIONS)).toBeNull();
    const { proposal } = await missingSources(before, places);
    expect(proposal).toEqual({ from: "/srv/app", to: run.folder, files: 1 });
    const after = await store.load(run.dir, { ...places, mappings: [{ from: "/srv/app", to: run.folder }] });
    const heat = await fileHeat(after, { path: run.script, text: changed }, OPTIONS);
    expect(heat?.lines.map(({ line, changed: isChanged }) => [line, isChanged])).toEqual([
      [8, false],
      [14, false],
      [17, false],
    ]);
  });
});

describe("sources that are not what ran", () => {
  it("gives no heat, but says edited, where the file was written after the run began", async () => {
    const run = makeRun([{ profiler: "sampler" }]);
    writeSampler(run, run.script, [[STACK, 50]]);
    const later = new Date(Date.now() + 60_000);
    utimesSync(run.script, later, later);
    const index = await createRunStore().load(run.dir);
    expect(manifestOf(index)?.sources).toEqual([]);
    const heat = await fileHeat(index, { path: run.script, text: PROGRAM }, OPTIONS);
    expect(heat).toMatchObject({ edited: true, lines: [] });
  });

  it("leaves lines with fewer than 5 samples without heat", async () => {
    const run = makeRun([{ profiler: "sampler" }]);
    writeSampler(run, run.script, [
      [STACK, 96],
      [[...STACK.slice(0, 2), ["parse", 4, 6]], 4],
    ]);
    const index = await createRunStore().load(run.dir);
    const heat = await fileHeat(index, { path: run.script, text: PROGRAM }, OPTIONS);
    expect(heat?.lines.map(({ line }) => line)).toEqual([7, 13, 16]);
  });
});

it("knows a file through a symbolic link of the workspace, and shows it as the workspace has it", async () => {
  const run = makeRun([{ profiler: "sampler" }]);
  const link = `${run.folder}-link`;
  symlinkSync(run.folder, link);
  writeSampler(run, run.script, [[STACK, 50]]);
  writeFileSync(path.join(run.dir, "run.json"), JSON.stringify({ ...run.manifest, workspaceFolder: link }));
  const index = await createRunStore().load(run.dir);
  expect(index.functions.map((entry) => entry.path)).toContain(path.join(link, "report.py"));
  expect(index.functions.every(({ origin }) => origin === "own")).toBe(true);
  const throughLink = await fileHeat(index, { path: path.join(link, "report.py"), text: PROGRAM }, OPTIONS);
  expect(throughLink?.lines).toHaveLength(3);
  expect(readFileSync(run.script, "utf8")).toBe(PROGRAM);
});

it("keeps built-in functions of one name apart", async () => {
  const program = `import builtins, _sre, re
for n in range(20):
    re.purge()
    re.compile("a" * n)
for _ in range(7):
    builtins.compile("1", "x", "eval")
`;
  const run = makeRun([{ profiler: "cprofile" }], program);
  profileWithCprofile(run);
  const { functions } = await createRunStore().load(run.dir);
  const calls = (name: string) => functions.filter((entry) => entry.name === name).map(({ traced }) => traced?.calls);
  expect(calls("<built-in method _sre.compile>")).toEqual([20]);
  expect(calls("<built-in method builtins.compile>").length).toBe(1);
});

it("says that a run without profiles has nothing to show", async () => {
  const run = makeRun([{ profiler: "cprofile" }]);
  mkdirSync(path.join(run.dir, "cprofile.9.pstats"));
  const index = await createRunStore().load(run.dir);
  expect(index.warnings).toEqual([
    expect.stringMatching(/^cprofile\.9\.pstats cannot be read: /),
    "This run left no profile: there is nothing to show.",
  ]);
});

it("finds where functions begin, decorators included", () => {
  const text = "@a\n@b(\n  1,\n)\ndef f():\n  pass\n\n\ndef g():\n  def f(): pass\n";
  const { firstLine } = findDefinitions(text);
  expect([firstLine("f", 6), firstLine("g", 10), firstLine("K.f", 10), firstLine("f", 0), firstLine("h", 9)]).toEqual([
    1, 9, 10, 0, 0,
  ]);
  expect(firstLine("<module>", 3)).toBe(1);
});

it("says that the times of lines are not known where the profiler only counted their calls", async () => {
  const run = makeRun([{ profiler: "cprofile" }]);
  profileWithCprofile(run, "profile");
  const index = await createRunStore().load(run.dir);
  const document = { path: run.script, text: PROGRAM };
  const heat = await fileHeat(index, document, OPTIONS);
  expect(heat?.lines.map(({ role }) => role)).toEqual(["def", "def"]);
  const line = PROGRAM.split("\n").findIndex((text) => text.includes('parse("x"'));
  const answer = await hover(index, document, { line, character: 0 }, "plaintext");
  const text = JSON.stringify(answer?.contents);
  expect(text).toContain("Total — · Calls 25 · Time per call —");
  expect(text).not.toMatch(/NaN|— \(/);
});
