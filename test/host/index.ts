// Runs inside the extension host, the same in desktop VS Code and in the server host.
import * as fs from "node:fs";
import * as path from "node:path";
import Mocha from "mocha";

/** Runs every bundled *.test.cjs beside this file, and writes the counts where HEATLINE_RESULT_FILE says. */
export function run(): Promise<void> {
  const grep = process.env["HEATLINE_TEST_GREP"];
  const mocha = new Mocha({ ui: "bdd", color: false, timeout: 60_000, ...(grep ? { grep } : {}) });
  const files = fs.readdirSync(__dirname).filter((file) => file.endsWith(".test.cjs"));
  for (const file of files.sort()) mocha.addFile(path.join(__dirname, file));
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      writeCounts(runner.stats);
      if (failures > 0) reject(new Error(`${failures} of the extension tests failed`));
      else resolve();
    });
  });
}

function writeCounts(stats: Mocha.Stats | undefined): void {
  const file = process.env["HEATLINE_RESULT_FILE"];
  if (!file || !stats) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ passed: stats.passes, failed: stats.failures, skipped: stats.pending }));
}
