// The suites of `npm test`, in the order in which a mistake is found soonest.
import path from "node:path";
import { root } from "../setup/paths.mjs";
import { DEFAULT_HOST, SECOND_HOST } from "../vscode-host/hosts.mjs";
import { checkBundles } from "./bundles.mjs";
import { add, check, lastLineCounts, none, vitestCounts, writtenCounts } from "./counts.mjs";
import { testPackage } from "./package.mjs";
import { runCommand } from "./run-command.mjs";

const MINUTE_MS = 60_000;
const script = (...names) => path.join(root, ...names);
const tool = (name) => {
  const bin = { tsc: ["typescript", "bin", "tsc"], biome: ["@biomejs", "biome", "bin", "biome"] }[name];
  return script("node_modules", ...(bin ?? [name, "bin", `${name}.js`]));
};
const node = (args, options) => runCommand(process.execPath, args, options);

export const suites = [
  { name: "types", what: "TypeScript, every project", run: async () => check((await node([tool("tsc"), "-b"])).ok) },
  {
    name: "lint",
    what: "Biome: format, lint, import cycles",
    run: async () => check((await node([tool("biome"), "ci", "."])).ok),
  },
  {
    name: "dead-code",
    what: "knip: files, exports, dependencies nobody uses",
    run: async () => check((await node([tool("knip")])).ok),
  },
  { name: "build", what: "the bundles, and their budgets", run: checkBundles },
  {
    name: "unit",
    what: "core, runtime, server, CLI and pages, in Node",
    run: (context) => vitest(context, ["core", "node", "webview"]),
  },
  { name: "probe", what: "the probe, on every Python found", run: probe },
  {
    name: "extension",
    what: `inside VS Code ${process.env.VSCODE_TEST_DESKTOP ?? DEFAULT_HOST}`,
    run: (context) => extension(context, DEFAULT_HOST),
  },
  {
    name: "e2e",
    what: `the workbench of VS Code ${DEFAULT_HOST}, in a browser`,
    run: (context) => e2e(context, DEFAULT_HOST),
  },
  { name: "package", what: "the .vsix: its files, and a fresh VS Code that installs it", run: testPackage },
  {
    name: "e2e-second",
    what: `the workbench of VS Code ${SECOND_HOST}, in a browser`,
    run: (context) => e2e(context, SECOND_HOST),
  },
  {
    name: "extension-second",
    what: `inside VS Code ${SECOND_HOST}`,
    run: (context) => extension(context, SECOND_HOST),
    onlyWhenNamed: true,
  },
];

async function vitest({ environment, resultFile }, projects, env = {}) {
  const { ok } = await node(
    [
      ...[script("node_modules", "vitest", "vitest.mjs"), "run"],
      ...projects.flatMap((project) => ["--project", project]),
      ...["--reporter=default", "--reporter=json", `--outputFile.json=${resultFile}`],
    ],
    { env: { ...environment, ...env }, show: "always", timeoutMs: 20 * MINUTE_MS },
  );
  return vitestCounts(resultFile, ok);
}

const e2e = (context, host) => vitest(context, ["e2e"], { HEATLINE_HOST: host, HEATLINE_BUILT: "1" });

async function extension({ environment, resultFile }, host) {
  const env = { ...environment, HEATLINE_HOST: host, HEATLINE_RESULT_FILE: resultFile };
  const { ok } = await node([script("test", "host", "run-tests.mjs")], { env, show: "always" });
  return writtenCounts(resultFile, ok);
}

async function probe({ environment }) {
  let total = none;
  for (const python of JSON.parse(environment.HEATLINE_TEST_PYTHONS)) {
    const { ok, output } = await runCommand(python, [script("test", "probe", "run.py")], { env: environment });
    const counts = lastLineCounts(output, ok);
    console.log(`  ${python}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    total = add(total, counts);
  }
  return total;
}
