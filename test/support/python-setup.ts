import { ensurePythonTools, testEnvironment } from "../../scripts/setup/python-tools.mjs";

/** Before vitest: the interpreters and Python tools of test/support/python.ts, as `npm test` gives them. */
export async function setup(): Promise<void> {
  if (process.env["HEATLINE_TEST_PYTHONS"]) return;
  Object.assign(process.env, testEnvironment(await ensurePythonTools()));
}
