// Reads what the runners of the suites write about their tests.
import { existsSync, readFileSync } from "node:fs";

export const none = { passed: 0, failed: 0, skipped: 0 };

/** One check that is passed or not. */
export const check = (ok) => ({ ...none, [ok ? "passed" : "failed"]: 1 });

export function add(...all) {
  const sum = (key) => all.reduce((total, counts) => total + counts[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/**
 * Counts of vitest's JSON report. A file that cannot be loaded has no tests in it and counts as one failed; so does a
 * run that fails for another reason (an unhandled error), or that leaves no report.
 */
export function vitestCounts(file, ok) {
  if (!existsSync(file)) return check(false);
  const report = JSON.parse(readFileSync(file, "utf8"));
  const brokenFiles = report.testResults.filter(
    (result) => result.status === "failed" && !result.assertionResults.some((test) => test.status === "failed"),
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
  return withoutSilentFailure(counts, ok);
}

/** Counts of a file `{ passed, failed, skipped }`, as test/host/index.ts writes it. */
export function writtenCounts(file, ok) {
  if (!existsSync(file)) return check(false);
  const { passed, failed, skipped } = JSON.parse(readFileSync(file, "utf8"));
  return withoutSilentFailure({ passed, failed, skipped }, ok);
}

/** Counts of a last line of JSON, as test/probe/run.py prints it. */
export function lastLineCounts(output, ok) {
  try {
    const { passed, failed, skipped } = JSON.parse(output.trim().split("\n").at(-1));
    return withoutSilentFailure({ passed, failed, skipped }, ok);
  } catch {
    return check(false);
  }
}

/** A runner that ends with an error, or that ran nothing, is not a success whatever it counted. */
function withoutSilentFailure(counts, ok) {
  const silent = counts.failed === 0 && (!ok || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}
