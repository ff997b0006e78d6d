// Which tests a report of vitest calls failed, and why, in a few lines each.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "../setup/paths.mjs";

const MOST_LINES = 12;

/** One text per failed test, or per file whose tests could not begin (a failed `beforeAll`); none without a report. */
export function failuresIn(reportFile) {
  if (!existsSync(reportFile)) return [];
  const { testResults = [] } = JSON.parse(readFileSync(reportFile, "utf8"));
  return testResults.flatMap((file) => {
    const name = path.relative(root, file.name);
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    if (failed.length > 0)
      return failed.map((test) => `${name} > ${test.fullName}\n${shortened(test.failureMessages)}`);
    return file.status === "failed" ? [`${name}\n${shortened([file.message])}`] : [];
  });
}

function shortened(messages) {
  const lines = stripVTControlCharacters(messages.join("\n")).trimEnd().split("\n");
  return lines
    .slice(0, MOST_LINES)
    .map((line) => `    ${line}`)
    .join("\n");
}
