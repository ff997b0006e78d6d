// `node read-file.mjs READER FILE [TIMES]`: one reader reads one file, in a process of its own, TIMES times: once is what a person
// meets who opens a first file, several times what a server does that has been at work. Prints the median time, the
// median of the processor's time of all threads, and the largest memory, as JSON.
import { closeSync, createReadStream, openSync, readFileSync, readSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { loadTypeScript } from "../load-typescript.mjs";
import { loadSpeedscopeImporter } from "./speedscope-importer.mjs";

const CHUNK_BYTES = 1 << 22;
const [reader, file, times = "1"] = process.argv.slice(2);
const read = await readers()[reader]();
const rounds = [];
for (let round = 0; round < Number(times); round++) rounds.push(await timed());
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ wallMs: median("wallMs"), cpuMs: median("cpuMs"), peakMb, result: rounds[0].result }));

async function timed() {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const result = await read();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs: performance.now() - began, cpuMs: (user + system) / 1000, result };
}

function median(key) {
  return rounds.map((round) => round[key]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)];
}

/** By name; each prepares and gives the function that is timed. */
function readers() {
  return {
    heatline: prepareHeatline,
    speedscope: prepareSpeedscope,
    bytes: async () => () => {
      let size = 0;
      for (const piece of pieces()) size += piece.length;
      return size;
    },
    lines: async () => readLines,
    readline: async () => readWithReadline,
  };
}

/** Reads the file as the server does, and indexes it: self and total of every line, or what `pstats.Stats` sums up. */
async function prepareHeatline() {
  const { openProfileSource } = await loadTypeScript("src/server/profile-source.ts");
  const { parseProfile } = await loadTypeScript("src/core/formats/registry.ts");
  const { treeLineHeat } = await loadTypeScript("src/core/profile/line-heat.ts");
  const { weightTotal } = await loadTypeScript("src/core/profile/weights.ts");
  const { rootsOf } = await loadTypeScript("src/core/profile/graph-roots.ts");
  return () => {
    const outcome = parseProfile(openProfileSource(file));
    if (!outcome.ok) throw new Error(outcome.message);
    for (const profile of outcome.profiles)
      if (profile.kind === "tree") treeLineHeat(profile, 0);
      else [weightTotal(profile, "wall"), weightTotal(profile, "calls"), rootsOf(profile)];
    return outcome.profiles.map((profile) => (profile.kind === "tree" ? profile.nodes.parent : profile.calls).length);
  };
}

/** What speedscope's page does with a file that was chosen: bytes become text, the name says the format. */
async function prepareSpeedscope() {
  const importText = await loadSpeedscopeImporter();
  return async () => {
    const group = await importText(path.basename(file), new TextDecoder().decode(readFileSync(file)));
    return group.profiles.length;
  };
}

/** What Node has for lines: each is a text. */
async function readWithReadline() {
  const numbers = [];
  for await (const line of createInterface({ input: createReadStream(file, { highWaterMark: CHUNK_BYTES }) }))
    numbers.push(Number(line.slice(line.lastIndexOf(" ") + 1)));
  return numbers.length;
}

/** The floor of any reader of lines: each line becomes text, and its number a number. Nothing is kept but the numbers. */
function readLines() {
  const numbers = [];
  let rest = "";
  for (const piece of pieces()) {
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      const line = rest + piece.latin1Slice(start, end);
      numbers.push(Number(line.slice(line.lastIndexOf(" ") + 1)));
      rest = "";
      start = end + 1;
    }
    rest += piece.latin1Slice(start);
  }
  return numbers.length;
}

function* pieces() {
  const descriptor = openSync(file, "r");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let size = readSync(descriptor, chunk); size > 0; size = readSync(descriptor, chunk))
    yield chunk.subarray(0, size);
  closeSync(descriptor);
}
