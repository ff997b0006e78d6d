// `npm run bench:flamegraph`: our page with our server behind it, from the bytes of a file to the first correct paint and then in
// use, against the floor (flamegraph/floor-tables.mjs) and against speedscope. Rounds in turns, each contender in a fresh
// browser; every figure is a median of rounds, a ratio one of the rounds' own ratios. Linux only: memory is read from /proc.
// `-- --large` adds a million stacks (1.7 GB in the temporary folder, half an hour); `-- --rounds=3` makes it quick.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { floor } from "./flamegraph/floor.mjs";
import { goalRows } from "./flamegraph/goals.mjs";
import { heatline } from "./flamegraph/heatline.mjs";
import { openOnce } from "./flamegraph/open-once.mjs";
import { generatedProfiles, realProfiles } from "./flamegraph/profiles.mjs";
import { speedscope } from "./flamegraph/speedscope.mjs";
import { measureTable } from "./flamegraph/table.mjs";

const { values: options } = parseArgs({
  options: { large: { type: "boolean", default: false }, rounds: { type: "string", default: "5" } },
  allowPositionals: true,
});

/** How a profile is shown, with speedscope's name for it. One more view is one more entry. */
const VIEWS = [{ name: "merged", speedscope: "left-heavy" }];

/** Which files, against whom. Those that are large are zoomed and searched, too, and have goals (goals.mjs). */
const SIZES = [
  { stacks: 10_000, label: "10k", peers: [floor, speedscope], isLarge: false },
  { stacks: 100_000, label: "100k", peers: [floor, speedscope], isLarge: true },
  ...(options.large ? [{ stacks: 1_000_000, label: "1M", peers: [floor], isLarge: true }] : []),
];

export async function measure(tools) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heatline-bench-"));
  try {
    const rows = [];
    for (const { stacks, label, peers, isLarge } of SIZES)
      for (const profile of await generatedProfiles(folder, tools, stacks, label))
        rows.push(...(await inTurns({ ...profile, peers, isLarge })));
    for (const profile of await realProfiles(folder, tools))
      rows.push(...(await inTurns({ ...profile, isLarge: false })));
    rows.push(...(await measureTable(folder, Number(options.rounds))));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inTurns({ file, label, peers, isLarge }) {
  const rows = [];
  for (const view of VIEWS) {
    const rounds = [];
    for (let round = 0; round < Number(options.rounds); round++) {
      const results = {};
      for (const contender of [heatline, ...peers])
        results[contender.name] = await openOnce(contender, file, view, isLarge);
      requireSameProfile(results);
      rounds.push(results);
      process.stderr.write(`${label}, ${view.name}: round ${round + 1}\n`);
    }
    rows.push(...goalRows(`${view.name}, ${label}`, rounds, isLarge));
  }
  return rows;
}

/** A paint is a correct one only where it is of as much weight and as many boxes as the floor's. */
function requireSameProfile({ heatline: ours, floor: theirs }) {
  if (theirs === undefined || (ours.total === theirs.total && ours.nodes === theirs.nodes)) return;
  throw new Error(
    `The pictures differ: ${ours.nodes} frames of ${ours.total}, the floor has ${theirs.nodes} of ${theirs.total}.`,
  );
}
