// Comparing two profiles of 100,000 unique stacks against opening both: from the files to all that the page derives before it
// paints, whose cost is that of the window. The second is the first with its lines moved and one function in twenty renamed,
// as after a change of the program.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadTypeScript } from "../load-typescript.mjs";
import { writeCollapsed } from "./generate-stacks.mjs";

const STACKS = 100_000;
const DEPTH = 40;
const ROUNDS = 5;
const GOAL = 2;

export async function measure() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heatline-bench-"));
  try {
    const [before, after] = await writeBoth(folder);
    const subject = await subjectOf();
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [first, second] = [await subject.open(before), await subject.open(after)];
      rounds.push({ bothMs: first + second, comparedMs: await subject.compare(before, after) });
    }
    return [rowOf(rounds)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(rounds) {
  const median = (key) => rounds.map((round) => round[key]).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)];
  const [both, compared] = [median("bothMs"), median("comparedMs")];
  return {
    what: "two profiles of 100,000 stacks: comparing / opening both",
    value: (compared / both).toFixed(2),
    goal: `<= ${GOAL}`,
    meetsGoal: compared / both <= GOAL,
    detail: `${Math.round(compared)} ms of the processor against ${Math.round(both)} ms`,
  };
}

async function writeBoth(folder) {
  const [before, after] = ["before.collapsed", "after.collapsed"].map((name) => path.join(folder, name));
  await writeCollapsed(before, { depth: DEPTH, done: ({ count }) => count >= STACKS });
  const changed = readFileSync(before, "utf8").replace(/handle_(\d+) \(([^:]+):(\d+)\)/g, (_, owner, file, line) => {
    const name = Number(owner) % 20 === 7 ? `renamed_${owner}` : `handle_${owner}`;
    return `${name} (${file}:${Number(line) + 5})`;
  });
  writeFileSync(after, changed);
  return [before, after];
}

/** Milliseconds of the processor for each, with a store of its own: nothing was read before. */
async function subjectOf() {
  const { createRunStore } = await loadTypeScript("src/server/run-store.ts");
  const { runFlamegraph } = await loadTypeScript("src/server/flamegraph.ts");
  const { unpackFlamegraph } = await loadTypeScript("src/core/profile/pack.ts");
  const { createScene } = await loadTypeScript("webview/flamegraph/scene.ts");
  const { DEFAULT_OPTIONS } = await loadTypeScript("webview/flamegraph/state.ts");
  const places = { folders: [], mappings: [] };
  const timed = async (make, against) => {
    const began = process.cpuUsage();
    const { data } = await make(createRunStore());
    const graph = unpackFlamegraph(new Uint8Array(Buffer.from(data, "base64")).buffer);
    createScene({ header: null, weights: [], against }, graph, DEFAULT_OPTIONS, new Map());
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  return {
    open: (file) => timed(async (store) => runFlamegraph(await store.open(file, places), null), null),
    compare: (before, after) =>
      timed(
        async (store) => {
          const baseline = await store.open(before, places);
          return runFlamegraph(await store.open(after, places), null, baseline);
        },
        { name: "before", shownName: "after", isNewer: false },
      ),
  };
}
