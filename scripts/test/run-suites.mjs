// Runs suites one after another and adds their counts up.
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { MissingPrerequisite } from "../setup/commands.mjs";
import { root } from "../setup/paths.mjs";
import { failuresIn } from "./failures.mjs";

export const resultsDir = path.join(root, "out", "results");

/** The suites that `--only a,b` names, in their usual order; all without it. */
export function pickSuites(suites, option, names = "") {
  const usual = suites.filter((suite) => !suite.onlyWhenNamed);
  if (option === undefined) return usual;
  const wanted = names.split(",").filter(Boolean);
  const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
  if (option !== "--only" || wanted.length === 0 || unknown.length > 0) {
    const known = suites.map((suite) => suite.name).join(",");
    throw new MissingPrerequisite(`Usage: npm test -- --only <suites>, separated by commas, of ${known}`);
  }
  return suites.filter((suite) => wanted.includes(suite.name));
}

/**
 * Runs them all; a suite that crashes counts as one failed test. Gives the sums. What failed is said again at the end,
 * where it is found without reading the whole output.
 */
export async function runSuites(suites, environment) {
  mkdirSync(resultsDir, { recursive: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines = [];
  const failures = [];
  for (const [index, suite] of suites.entries()) {
    console.log(`\n[${index + 1}/${suites.length}] ${suite.name}: ${suite.what}`);
    const started = Date.now();
    const resultFile = path.join(resultsDir, `${suite.name}.json`);
    const counts = await runSuite(suite, environment, resultFile);
    if (counts.failed > 0) failures.push(...failuresIn(resultFile).map((failure) => `${suite.name}: ${failure}`));
    for (const key of Object.keys(total)) total[key] += counts[key];
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const line = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s`;
    console.log(line);
    lines.push(`${counts.failed > 0 ? "FAILED" : "ok    "} ${suite.name.padEnd(12)} ${line}`);
  }
  console.log(`\n${[...failures, ...lines].join("\n")}\n`);
  return total;
}

async function runSuite(suite, environment, resultFile) {
  rmSync(resultFile, { force: true });
  try {
    return await suite.run({ environment, resultFile });
  } catch (error) {
    console.log(error instanceof MissingPrerequisite ? error.message : (error.stack ?? String(error)));
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
