import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { testMemories } from "../core/memory/growth.ts";
import { parseTestRecords } from "../core/memory/test-records.ts";
import { growthOf } from "../core/memory/test-text.ts";
import type { RunManifest } from "../core/protocol/run.ts";
import type { TestMemory } from "../core/protocol/tests.ts";
import { hasEnded } from "../runtime/run-directory.ts";
import { TEST_RECORDS } from "../runtime/tests-result.ts";
import type { RunIndex } from "./evidence.ts";

/** Records of tests are text, read in one piece: strings end at 2^29 - 24 characters. */
const MAX_FILE_BYTES = 500_000_000;

/** What the tests of a run keep, in the order of running; null where it is no run of tests. */
export async function readTests(dir: string, manifest: RunManifest): Promise<TestMemory[] | null> {
  if (manifest.target.kind !== "tests") return null;
  const names = (await readdir(dir)).filter((name) => TEST_RECORDS.test(name)).sort();
  const tests: TestMemory[] = [];
  for (const name of names) {
    const file = path.join(dir, name);
    if ((await stat(file)).size > MAX_FILE_BYTES) throw new Error(`${name} is too large to be read.`);
    tests.push(...testMemories(parseTestRecords(await readFile(file, "utf8")), !hasEnded(manifest)));
  }
  return tests;
}

/** One test's part in a line that keeps memory. */
export interface Keeper {
  readonly test: TestMemory;
  readonly bytesPerRun: number;
  readonly blocksPerRun: number;
}

/** The files with lines that keep memory, as recorded. Only tests that were found to grow accuse a line. */
export function keeperFiles(tests: readonly TestMemory[]): string[] {
  return [...new Set(growing(tests).flatMap(({ keepers }) => keepers.map(({ file }) => file)))];
}

/** The keepers of a file by the line that ran, for each line the test that keeps most first. */
export function keepersIn({ tests, facts }: RunIndex, key: string): Map<number, Keeper[]> {
  const lines = new Map<number, Keeper[]>();
  for (const test of growing(tests ?? [])) {
    for (const { file, line, bytesPerRun, blocksPerRun } of test.keepers) {
      if (facts.place(file)?.key !== key) continue;
      const known = lines.get(line);
      const keeper = { test, bytesPerRun, blocksPerRun };
      if (known === undefined) lines.set(line, [keeper]);
      else known.push(keeper);
    }
  }
  for (const keepers of lines.values()) keepers.sort((a, b) => b.bytesPerRun - a.bytesPerRun);
  return lines;
}

function growing(tests: readonly TestMemory[]): TestMemory[] {
  return tests.filter((test) => growthOf(test) > 0);
}
