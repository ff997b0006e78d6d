import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Pass, RUN_SCHEMA_VERSION, type RunManifest } from "../../src/core/protocol/run.ts";
import { pySpyPath, pythons } from "../support/python.ts";

export const PROGRAM = `import math


def parse(text):
    total = 0
    for index in range(len(text)):
        total += math.floor(index / 3)
    return total


def main():
    for _ in range(25):
        parse("x" * 40)


main()
`;

export interface RunFixture {
  readonly folder: string;
  readonly script: string;
  readonly dir: string;
  readonly manifest: RunManifest;
}

/** The newest interpreter here. */
const python = (): string => pythons().at(-1)!;

/** A workspace folder with a script, and a run directory in it that names no profile yet. */
export function makeRun(passes: readonly Partial<Pass>[], program = PROGRAM): RunFixture {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "heatline-run-")));
  const script = path.join(folder, "report.py");
  writeFileSync(script, program);
  const dir = path.join(folder, ".heatline", "runs", "20260101T000000Z-abc123");
  mkdirSync(dir, { recursive: true });
  const manifest = makeManifest(folder, script, passes);
  writeFileSync(path.join(dir, "run.json"), JSON.stringify(manifest));
  return { folder, script, dir, manifest };
}

function makeManifest(folder: string, script: string, passes: readonly Partial<Pass>[]): RunManifest {
  // A second later than the script, as a run that follows the saving of the file.
  const startedAt = new Date(Date.now() + 1000).toISOString();
  return {
    schema: RUN_SCHEMA_VERSION,
    id: "20260101T000000Z-abc123",
    name: null,
    pinned: false,
    target: { kind: "file", path: script },
    args: [],
    cwd: folder,
    envNames: [],
    workspaceFolder: folder,
    interpreter: {
      path: "/usr/bin/python3",
      version: "3.11.7",
      implementation: "cpython",
      freeThreaded: false,
      prefix: "/usr",
      basePrefix: "/usr",
      stdlib: "/usr/lib/python3.11",
      sitePackages: [],
      why: "the test",
    },
    requested: "auto",
    chosenBecause: "The test chose it.",
    state: "done",
    startedAt,
    endedAt: startedAt,
    passes: passes.map((pass) => ({
      profiler: "cprofile",
      profilerVersion: null,
      rateHz: null,
      options: {},
      state: "done",
      launcherPid: null,
      targetPid: 1,
      startedAt,
      endedAt: startedAt,
      exitCode: 0,
      signal: null,
      usage: null,
      files: [],
      notes: [],
      ...pass,
    })),
    git: { commit: "0123456789abcdef", dirty: true },
    machine: { os: "linux", arch: "x64", cpus: 2 },
    sources: [],
    notes: [],
  };
}

/** Profiles the script with the real cProfile; the file names the script relative to its folder, as cProfile does. */
export function profileWithCprofile({ folder, dir }: RunFixture, module: "cProfile" | "profile" = "cProfile"): void {
  execFileSync(python(), ["-m", module, "-o", path.join(dir, "cprofile.1.pstats"), "report.py"], { cwd: folder });
}

/** A sampler file: rows of [stack of [name, firstLine, line], samples], root first, one thread, 10 ms a sample. */
export function writeSampler(
  { dir }: RunFixture,
  file: string,
  rows: readonly (readonly [readonly (readonly [string, number, number])[], number])[],
  name = "sampler.1.jsonl",
): void {
  const frames: unknown[] = [];
  const nodes: unknown[] = [];
  const samples: unknown[] = [];
  for (const [stack, count] of rows) {
    let parent = -1;
    for (const [name, firstLine, line] of stack) {
      frames.push([name, file, firstLine, line]);
      nodes.push([parent, frames.length - 1]);
      parent = nodes.length - 1;
    }
    samples.push([0, parent, count, count * 1e7]);
  }
  const lines = [
    { type: "meta", v: 1, producer: "heatline-sampler", pid: 1, python: "3.11.7", rateHz: 100, weights: ["wall"] },
    { type: "thread", id: 0, name: "MainThread", ident: 1 },
    { type: "frames", frames },
    { type: "nodes", nodes },
    { type: "samples", tNs: 1e9, rows: samples },
  ];
  writeFileSync(path.join(dir, name), `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
}

/** Samples the script with the real py-spy. It may end with an error when its child is gone; the file is what counts. */
export function profileWithPySpy({ folder, dir }: RunFixture): void {
  const file = path.join(dir, "py-spy.1.speedscope.json");
  spawnSync(pySpyPath(), ["record", "-f", "speedscope", "-r", "200", "-o", file, "--", pythons()[0]!, "report.py"], {
    cwd: folder,
  });
}
