// `npm run bench`: what Heatline costs, measured here and now. `npm run bench -- activation,bundles` picks measurements;
// `npm run bench -- big` opens files of a gigabyte, `npm run bench:flamegraph` (or `npm run bench -- flamegraph`) measures the page
// against its peers: both take minutes and are done only when they are asked for.
// Writes out/results/bench.json and ends with code 1 when a goal is missed.
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "./setup/commands.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain, setUp } from "./setup/set-up.mjs";

const MEASUREMENTS = ["bundles", "activation", "formats", "compare", "overhead", "heat"];
const ONLY_WHEN_ASKED = ["big", "flamegraph"];

await orExplain(async () => {
  const tools = await setUp();
  const { testEnvironment } = await import("./setup/python-tools.mjs");
  Object.assign(process.env, testEnvironment(tools));
  await run(process.execPath, ["esbuild.mjs"], { cwd: root });
  const wanted = process.argv[2]?.split(",") ?? MEASUREMENTS;
  const rows = [];
  for (const name of [...MEASUREMENTS, ...ONLY_WHEN_ASKED].filter((each) => wanted.includes(each))) {
    const { measure } = await import(`./bench/${name}.mjs`);
    for (const row of await measure(tools)) {
      rows.push(row);
      print(row);
    }
  }
  save(rows);
  process.exitCode = rows.some((row) => row.meetsGoal === false) ? 1 : 0;
});

/** `{ what, value, goal?, meetsGoal?, detail? }`: value and goal carry their units. */
function print({ what, value, goal, meetsGoal, detail }) {
  const verdict = goal === undefined ? "" : `  goal ${goal}${meetsGoal ? "" : "  MISSED"}`;
  console.log(`${what.padEnd(52)} ${value.padStart(12)}${verdict}${detail ? `  (${detail})` : ""}`);
}

function save(rows) {
  const machine = { platform: `${process.platform}-${process.arch}`, cpus: os.cpus().length, load: os.loadavg()[0] };
  const dir = path.join(root, "out", "results");
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, "bench.json"), JSON.stringify({ machine, node: process.version, rows }, null, 2));
}
