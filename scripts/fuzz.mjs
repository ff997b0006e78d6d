// `npm run fuzz [-- CASES [SEED]]`: damaged profiles of every format, at least 50,000. Each gives profiles or one line, within
// 100 ms where the file is small. The cases of a seed are always the same; a case that fails is written to out/fuzz/.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadTypeScript } from "./load-typescript.mjs";
import { root } from "./setup/paths.mjs";

const LIMIT_MS = 100;
/** The first kilobytes are cut at every byte. */
const CUT_BYTES = 3000;
const [cases = 60_000, seed = 1] = process.argv.slice(2).map(Number);

const { profileFixtures, readFixture } = await loadTypeScript("test/support/fixtures.ts");
const { readFully } = await loadTypeScript("test/support/read-fully.ts");
const names = profileFixtures();
const random = createRandom(seed);
const share = Math.ceil(cases / names.length);
const failures = [];
let done = 0;
let slowest = { ms: 0, what: "" };

for (const name of names) {
  const whole = readFixture(name);
  readFully(whole); // The code is warm before the clock counts.
  for (let n = 0; n < share; n++) tryOne(name, mutated(whole, n), n);
  process.stdout.write(
    `\r${done} cases, ${failures.length} failures, slowest ${slowest.ms.toFixed(0)} ms (${slowest.what})   `,
  );
}
process.stdout.write("\n");
for (const failure of failures.slice(0, 20)) console.log(failure);
process.exitCode = failures.length > 0 ? 1 : 0;

/** A third is cut, a third has one byte changed, a third several, or a piece moved. */
function mutated(whole, n) {
  const kind = n % 3;
  if (kind === 0) {
    const length = n / 3 < CUT_BYTES ? n / 3 : random(whole.length);
    return whole.subarray(0, Math.min(length, whole.length));
  }
  const bytes = Uint8Array.from(whole);
  if (kind === 1)
    bytes[(n / 3 < whole.length ? Math.floor(n / 3) : random(whole.length)) % whole.length] ^= 1 << random(8);
  else if (n % 2 === 0) for (let k = 0; k < 6; k++) bytes[random(whole.length)] = random(256);
  else bytes.copyWithin(random(whole.length), random(whole.length), random(whole.length));
  return bytes;
}

function tryOne(name, bytes, n) {
  const began = performance.now();
  let wrong;
  try {
    wrong = readFully(bytes);
  } catch (error) {
    wrong = `threw ${error instanceof Error ? error.stack : error}`;
  }
  const ms = performance.now() - began;
  done++;
  if (ms > slowest.ms) slowest = { ms, what: `${name} #${n}` };
  if (wrong === undefined && ms > LIMIT_MS && performanceOf(bytes) > LIMIT_MS) wrong = `took ${ms.toFixed(0)} ms`;
  if (wrong === undefined) return;
  const dir = path.join(root, "out", "fuzz");
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `${name.replaceAll("/", "-")}.${n}`);
  writeFileSync(file, bytes);
  failures.push(`${file}: ${wrong}`);
}

/** The best of three: a machine that does other things is no fault of a format. */
function performanceOf(bytes) {
  const times = [1, 2, 3].map(() => {
    const began = performance.now();
    readFully(bytes);
    return performance.now() - began;
  });
  return Math.min(...times);
}

/** Numerical Recipes' linear congruential generator: small, and the same everywhere. */
function createRandom(start) {
  let state = start >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
