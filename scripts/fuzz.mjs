// `npm run fuzz [-- ACCIDENTS [SEED]]`: each fixture cut at every byte of its first kilobytes, each of these bytes flipped, its
// numbers and names replaced by what readers fear, and ACCIDENTS random damages; then monsters that follow the shape of
// a format. All give profiles or one line, within 100 ms and 256 MB where the file is small, and what they give is worked
// with. The cases of a seed are always the same; a case that fails is written to out/fuzz/.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { loadTypeScript } from "./load-typescript.mjs";
import { root } from "./setup/paths.mjs";

const LEAST_CASES = 50_000;
const LIMIT_MS = 100;
const LIMIT_BYTES = 256 * 1024 * 1024;
/** Of nothing but frames of two bytes it makes 250,000 nodes. */
const SMALL_BYTES = 500_000;
/** What may be larger has no limit of time but must end: far more than a linear reader needs. */
const LIMIT_MS_PER_MEGABYTE = 1000;
/** The first kilobytes are cut at every byte and changed at every byte. */
const FIRST_BYTES = 2048;
const WORDS = 40;
const [accidentCount = 200, seed = 1] = process.argv.slice(2).map(Number);
const folder = path.join(root, "out", "fuzz");

const { profileFixtures, readFixture, sourceOf } = await loadTypeScript("test/support/fixtures.ts");
const { readFully } = await loadTypeScript("test/support/read-fully.ts");
const damage = await loadTypeScript("test/support/damage.ts");
const monsters = await loadTypeScript("test/support/monsters.ts");
const { openProfileSource } = await loadTypeScript("src/server/profile-source.ts");
const { parseProfile } = await loadTypeScript("src/core/formats/registry.ts");
const failures = [];
let done = 0;
let slowest = { ms: 0, what: "" };
let largest = { bytes: 0, what: "" };

mkdirSync(folder, { recursive: true });
// Small monsters first: memory is seen where it grows beyond what was ever taken.
for (const name of profileFixtures()) warmUp(name);
for (let warm = 0; warm < 3; warm++) for (const { bytes } of monsters.deepMonsters(10_000)) readFully(bytes);
tryMonsters(monsters.denseMonsters(SMALL_BYTES), "dense, ");
tryMonsters(monsters.circularMonsters(), "");
tryMonsters(monsters.longMonsters(), "");
tryMonsters(monsters.probeMonsters(), "");
tryBombs();
for (const name of profileFixtures()) damageFixture(name);
tryMonsters(monsters.deepMonsters(1_000_000), "deep, ");
report();

/** The code is warm before the clock counts. */
function warmUp(name) {
  const whole = readFixture(name);
  for (let warm = 0; warm < 3; warm++) readFully(whole);
}

function damageFixture(name) {
  const whole = readFixture(name);
  const ways = {
    cut: damage.cuts(whole, FIRST_BYTES),
    flip: damage.flips(whole, FIRST_BYTES),
    word: damage.wordSwaps(whole, WORDS),
    // Each byte of a binary file may begin a length.
    overwrite: isText(whole) ? [] : damage.overwrites(whole, FIRST_BYTES / 4),
    accident: damage.accidents(whole, accidentCount, seed),
  };
  for (const [way, cases] of Object.entries(ways)) {
    let n = 0;
    for (const bytes of cases) tryBytes(`${name}, ${way} ${n++}`, bytes);
  }
  progress();
}

function isText(bytes) {
  return !bytes.subarray(0, 512).some((byte) => byte < 9);
}

function tryMonsters(all, prefix) {
  for (const { name, bytes } of all) tryBytes(prefix + name, bytes);
  progress();
}

function tryBytes(what, bytes) {
  const limitMs = bytes.length < SMALL_BYTES ? LIMIT_MS : (bytes.length / 1e6) * LIMIT_MS_PER_MEGABYTE;
  tryOne(
    what,
    bytes,
    limitMs,
    () => readFully(bytes),
    () => parseProfile(sourceOf(bytes)),
  );
}

/** Compressed files that become large, also twice compressed ones: opened as the server opens them. */
function tryBombs() {
  for (const megabytes of [10, 900]) {
    const zeros = gzipSync(new Uint8Array(megabytes * 1e6));
    for (const [name, bytes] of Object.entries({ zeros, "zeros twice": gzipSync(zeros) })) {
      const file = path.join(folder, "bomb.gz");
      writeFileSync(file, bytes);
      const read = () => readFile(file);
      tryOne(`gzip: ${megabytes} MB of ${name}`, bytes, LIMIT_MS, read, read);
      rmSync(file);
    }
  }
}

function readFile(file) {
  try {
    const outcome = parseProfile(openProfileSource(file));
    return outcome.ok ? "zeros are no profile" : undefined;
  } catch (error) {
    if (error?.name === "FormatError") return undefined;
    throw error;
  }
}

/** `read` works with what it read; the limit of time is that of reading alone, `parse`. */
function tryOne(what, bytes, limitMs, read, parse) {
  const before = process.memoryUsage.rss();
  const peakBefore = process.resourceUsage().maxRSS;
  const began = performance.now();
  let wrong;
  try {
    wrong = read();
  } catch (error) {
    wrong = `threw ${error instanceof Error ? error.stack : error}`;
  }
  let ms = performance.now() - began;
  if (wrong === undefined && ms > limitMs) ms = timeOf(parse);
  const peak = process.resourceUsage().maxRSS;
  const grown = peak > peakBefore ? peak * 1024 - before : 0;
  done++;
  if (ms > slowest.ms && limitMs === LIMIT_MS) slowest = { ms, what };
  if (grown > largest.bytes && limitMs === LIMIT_MS) largest = { bytes: grown, what };
  if (wrong === undefined && ms > limitMs) wrong = `took ${ms.toFixed(0)} ms`;
  if (wrong === undefined && limitMs === LIMIT_MS && grown > LIMIT_BYTES)
    wrong = `took ${(grown / 2 ** 20).toFixed(0)} MB of memory`;
  if (wrong === undefined) return;
  const file = path.join(folder, what.replaceAll(/[^\w.-]+/g, "-").slice(0, 80));
  writeFileSync(file, bytes);
  failures.push(`${what} (${bytes.length} bytes, ${file}): ${wrong}`);
}

/** The best of five: a machine that does other things is no fault of a format. */
function timeOf(read) {
  const times = [1, 2, 3, 4, 5].map(() => {
    const began = performance.now();
    read();
    return performance.now() - began;
  });
  return Math.min(...times);
}

function progress() {
  if (process.stdout.isTTY) process.stdout.write(`\r${done} cases, ${failures.length} failures `);
}

function report() {
  for (const failure of failures.slice(0, 40)) console.log(failure);
  console.log(`${done} cases, ${failures.length} failures`);
  console.log(`slowest ${slowest.ms.toFixed(0)} ms (${slowest.what})`);
  console.log(`most memory ${(largest.bytes / 2 ** 20).toFixed(0)} MB (${largest.what})`);
  if (done < LEAST_CASES) console.log(`These are fewer than ${LEAST_CASES} cases.`);
  process.exitCode = failures.length > 0 || done < LEAST_CASES ? 1 : 0;
}
