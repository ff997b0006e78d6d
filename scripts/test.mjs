// `npm test`: every suite in turn, all of them even when one fails; the last line counts their tests together.
// `npm test -- --only unit,probe` picks suites; `--list` names them.
import { orExplain, setUp } from "./setup/set-up.mjs";

const [option, names] = process.argv.slice(2);
const environment = await orExplain(async () => {
  const tools = await setUp();
  const { testEnvironment } = await import("./setup/python-tools.mjs");
  return testEnvironment(tools);
});
const { pickSuites, runSuites } = await import("./test/run-suites.mjs");
const { suites } = await import("./test/suites.mjs");

if (option === "--list") {
  for (const suite of suites) console.log(`${suite.name.padEnd(12)} ${suite.what}`);
} else {
  const picked = await orExplain(async () => pickSuites(suites, option, names));
  const total = await runSuites(picked, environment);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}
