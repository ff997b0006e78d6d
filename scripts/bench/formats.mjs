// Opening profiles: reading and indexing by line, in a process that has read the file before (files of a million stacks: that
// has not), against the floor of merely reading the
// bytes and against the peers' own readers of the same file, in turns. Times are those of the processor, all threads:
// they are the least shaken by what else the machine does. Medians; ratios are medians of the rounds' ratios.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { writeCollapsed, writeSpeedscope } from "./generate-stacks.mjs";

const ROUNDS = 3;
const DEPTH = 60;
const HERE = path.dirname(fileURLToPath(import.meta.url));

export async function measure({ python = "python3" } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heatline-bench-"));
  try {
    return await measureIn(folder, python);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder, python) {
  const marshal = path.join(folder, "calls.pstats");
  const collapsed = path.join(folder, "100k.collapsedstack.txt");
  const speedscope = path.join(folder, "100k.speedscope.json");
  const million = path.join(folder, "1m.collapsedstack.txt");
  const script = path.join(HERE, "pstats_reader.py");
  await execa(python, [script, "make", marshal]);
  await writeCollapsed(collapsed, { depth: DEPTH, done: ({ count }) => count === 100_000 });
  await writeSpeedscope(speedscope, { depth: DEPTH, done: ({ count }) => count === 100_000 });
  const rows = [];
  rows.push(
    ...(await against(marshal, "pstats", {
      peer: "pstats.Stats",
      goal: 5,
      run: () => runPython(python, script, marshal),
    })),
    ...(await against(collapsed, "collapsed, 100,000 stacks", { ...peerOf("speedscope", collapsed), goal: 15 })),
    ...(await against(speedscope, "speedscope, 100,000 stacks", { ...peerOf("speedscope", speedscope), goal: 8 })),
  );
  await writeCollapsed(million, { depth: DEPTH, done: ({ count }) => count === 1_000_000 });
  rows.push(...(await againstLines(million)));
  return rows;
}

function peerOf(peer, file) {
  return { peer, run: () => readFile(peer, file) };
}

/** How many times as fast as a peer; the detail tells the floor. */
async function against(file, what, { peer, goal, run }) {
  const rounds = await inTurns({
    ours: () => readFile("heatline", file),
    peer: run,
    bytes: () => readFile("bytes", file),
  });
  const ratio = median(rounds.map(({ ours, peer: theirs }) => theirs.cpuMs / ours.cpuMs));
  return [
    {
      what: `${what}: times as fast as ${peer}`,
      value: ratio.toFixed(1),
      goal: `>= ${goal}`,
      meetsGoal: ratio >= goal,
      detail: [
        `${megabytes(file)} MB: ${medianMs(rounds, "ours")} ms`,
        `${peer} ${medianMs(rounds, "peer")} ms`,
        `reading the bytes ${medianMs(rounds, "bytes")} ms`,
        `peak ${Math.round(median(rounds.map(({ ours }) => ours.peakMb)))} MB`,
      ].join(", "),
    },
  ];
}

/**
 * Against splitting into lines and numbers: Node's `readline` over a stream of the file, and `Number` of what follows each
 * line's last blank. The detail tells a lower floor, too: a search for newlines in the bytes, each line one Latin-1 string.
 */
async function againstLines(file) {
  const readers = ["heatline", "readline", "lines"];
  const rounds = await inTurns(Object.fromEntries(readers.map((reader) => [reader, () => readFile(reader, file, 1)])));
  const ratio = median(rounds.map(({ heatline, readline }) => heatline.cpuMs / readline.cpuMs));
  const toLowest = median(rounds.map(({ heatline, lines }) => heatline.cpuMs / lines.cpuMs));
  return [
    {
      what: "1,000,000 stacks: times what lines and numbers take",
      value: ratio.toFixed(1),
      goal: "< 4",
      meetsGoal: ratio < 4,
      detail: [
        `${megabytes(file)} MB: ${medianMs(rounds, "heatline")} ms`,
        `readline and Number ${medianMs(rounds, "readline")} ms`,
        `newlines in the bytes and Number ${medianMs(rounds, "lines")} ms, ${toLowest.toFixed(1)} times that`,
      ].join(", "),
    },
  ];
}

async function inTurns(contenders, count = ROUNDS) {
  const rounds = [];
  for (let round = 0; round < count; round++) {
    const results = {};
    for (const [name, run] of Object.entries(contenders)) results[name] = await run();
    rounds.push(results);
  }
  return rounds;
}

/** Of so many reads in a process the median counts. */
const READS = 5;

async function readFile(reader, file, reads = READS) {
  const { stdout } = await execa(process.execPath, [
    "--max-old-space-size=8192",
    path.join(HERE, "read-file.mjs"),
    reader,
    file,
    String(reads),
  ]);
  return JSON.parse(stdout);
}

async function runPython(python, script, file) {
  const { stdout } = await execa(python, [script, "read", file]);
  return JSON.parse(stdout);
}

function medianMs(rounds, name) {
  return Math.round(median(rounds.map((results) => results[name].cpuMs)));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function megabytes(file) {
  return Math.round(statSync(file).size / 1e6);
}
