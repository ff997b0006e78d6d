// Everything that `npm start` and `npm test` need, made when it is missing. Only node: modules until node_modules is there.
import { MissingPrerequisite } from "./commands.mjs";
import { ensureNodeModules } from "./node-modules.mjs";

/**
 * Runs `work`, and ends the process with code 1 and one sentence when something it needs is missing.
 */
export async function orExplain(work) {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`${error instanceof MissingPrerequisite ? error.message : (error.stack ?? error)}\n`);
    process.exit(1);
  }
}

/** All of it; gives what ensurePythonTools gives. The hosts are fetched by whoever starts them. */
export async function setUp({ browser = true } = {}) {
  const { ensureChromium } = await import("./chromium.mjs");
  const { ensurePythonTools } = await import("./python-tools.mjs");
  await ensureNodeModules();
  if (browser) await ensureChromium();
  return ensurePythonTools();
}
