import { readFile } from "node:fs/promises";
import path from "node:path";
import { visibleText } from "../core/hover/visible-text.ts";
import { testMemories } from "../core/memory/growth.ts";
import { parseTestRecords } from "../core/memory/test-records.ts";
import type { Note, Pass } from "../core/protocol/run.ts";
import { listRunFiles } from "./run-directory.ts";

export const TEST_RECORDS = /^tests\.\d+\.jsonl$/;

/** What the test meter left behind, and what the way the runner ended means for it. */
export async function testsResult(dir: string, pass: Pass): Promise<{ files: string[]; notes: Note[] }> {
  const files = (await listRunFiles(dir)).filter((name) => TEST_RECORDS.test(name));
  const texts = await Promise.all(files.map((name) => readFile(path.join(dir, name), "utf8").catch(() => "")));
  const tests = texts.flatMap((text) => testMemories(parseTestRecords(text)));
  const dead = tests.find(({ outcome }) => outcome === "died");
  if (dead !== undefined) return { files, notes: [died(dead.id, tests.length - 1, pass)] };
  const isToldAlready = pass.notes.some(({ code }) => code === "pytest-missing");
  return { files, notes: isToldAlready ? [] : aboutExit(pass.exitCode, files.length > 0) };
}

function died(id: string, before: number, pass: Pass): Note {
  const how = pass.signal ?? (pass.exitCode === null ? "an unknown cause" : `exit code ${pass.exitCode}`);
  const kept = before === 1 ? "The test before it is kept" : `The ${before} tests before it are kept`;
  return {
    level: pass.signal === "SIGINT" || pass.signal === "SIGTERM" ? "warning" : "error",
    code: "test-died",
    message: `The interpreter ended by ${how} while ${visibleText(id, 200)} ran. ${kept}.`,
    remedy: "Run that test alone; the terminal shows what Python said.",
  };
}

/** Exit codes of pytest (`_pytest.config.ExitCode`), which unittest shares as far as it has them (0, 1, 5). */
function aboutExit(exitCode: number | null, ranTests: boolean): Note[] {
  switch (exitCode) {
    case 0:
    case 1:
      if (ranTests) return [];
      return [
        note(
          "error",
          "tests-none",
          "The test runner ended without running a test.",
          "The terminal shows what it said.",
        ),
      ];
    case 2:
      return [
        note(
          "warning",
          "tests-interrupted",
          ranTests
            ? "The tests were interrupted; those that ended before are kept."
            : "The tests were interrupted before the first one ran, or a test file could not be imported.",
          "The terminal shows what the runner said.",
        ),
      ];
    case 3:
      return [note("error", "tests-internal-error", "pytest had an error of its own.", "The terminal shows it.")];
    case 4:
      return [
        note(
          "error",
          "tests-usage",
          "pytest did not understand what it was asked, or a file or test is not there.",
          "The terminal shows what it said; look at the project's pytest configuration.",
        ),
      ];
    case 5:
      return [
        note(
          "error",
          "tests-none",
          "No tests were found.",
          "Tests are looked for in files named test_*.py; choose a folder or file that has some.",
        ),
      ];
    default:
      return [];
  }
}

function note(level: Note["level"], code: string, message: string, remedy: string): Note {
  return { level, code, message, remedy };
}
