// Profiles as a large Python program gives them, the same on every machine: a random walk over a fixed call graph, each sample
// another stack than all before, neighbours with long beginnings in common.
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

const FUNCTIONS = 2000;
const FILES = 170;
const LINES_PER_FUNCTION = 3;
const CALLEES_PER_LINE = 3;
const BATCH_BYTES = 1 << 22;

/** Collapsed stacks in py-spy's spelling, shuffled as py-spy's are, until `done` says that there are enough. */
export async function writeCollapsed(file, { depth, done }) {
  const frames = frameTexts();
  let pending = [];
  await writeParts(file, function* () {
    let bytes = 0;
    let count = 0;
    for (const stack of walk(depth)) {
      const line = `${stack.map((frame) => frames[frame]).join(";")} ${1 + (count % 97)}\n`;
      pending.push(line);
      bytes += line.length;
      count += 1;
      const isDone = done({ bytes, count });
      if (pending.length < 20_000 && !isDone) continue;
      yield shuffled(pending).join("");
      pending = [];
      if (isDone) return;
    }
  });
}

/** speedscope's JSON, one sampled profile in the order of time. Numbers are written once the samples are known. */
export async function writeSpeedscope(file, { depth, done }) {
  const frames = frameTexts().map((text) => {
    const [, name, place, line] = /^(\S+) \((.*):(\d+)\)$/.exec(text);
    return { name, file: place, line: Number(line) };
  });
  await writeParts(file, function* () {
    const head = { $schema: "https://www.speedscope.app/file-format-schema.json", shared: { frames } };
    yield `${JSON.stringify(head).slice(0, -1)},"profiles":[{"type":"sampled","name":"bench","unit":"none","samples":[`;
    let bytes = 0;
    let count = 0;
    for (const stack of walk(depth)) {
      const sample = `${count === 0 ? "" : ","}[${stack.join(",")}]`;
      yield sample;
      bytes += sample.length;
      count += 1;
      if (done({ bytes, count })) break;
    }
    const weights = Array.from({ length: count }, (_, index) => 1 + (index % 97));
    yield `],"weights":[${weights.join(",")}],"startValue":0,"endValue":${weights.reduce((sum, each) => sum + each, 0)}}]}`;
  });
}

async function writeParts(file, parts) {
  const stream = createWriteStream(file);
  let batch = [];
  let size = 0;
  for (const part of parts()) {
    batch.push(part);
    size += part.length;
    if (size < BATCH_BYTES) continue;
    if (!stream.write(batch.join(""))) await new Promise((resolve) => stream.once("drain", resolve));
    batch = [];
    size = 0;
  }
  stream.end(batch.join(""));
  await finished(stream);
}

/**
 * Stacks of frame numbers, root first, `depth` frames at the most. As in real samples mostly the last one or two frames
 * change, sometimes some more, now and then all.
 */
function* walk(depth) {
  const random = createRandom();
  const calleeOf = (frame) => {
    const choice = random(CALLEES_PER_LINE) * random(CALLEES_PER_LINE);
    const callee = (Math.imul(frame * CALLEES_PER_LINE + choice + 1, 2654435761) >>> 0) % FUNCTIONS;
    return callee * LINES_PER_FUNCTION + random(LINES_PER_FUNCTION);
  };
  const seen = new Set();
  const stack = [0];
  const hashes = [0];
  while (true) {
    const kept = Math.max(1, stack.length - popped(random, stack.length));
    stack.length = kept;
    hashes.length = kept;
    const target = Math.max(kept + 1, Math.ceil(depth / 3) + random(Math.ceil(depth / 3)));
    while (stack.length < target || (stack.length < depth && random(100) < 55)) {
      const frame = calleeOf(stack.at(-1));
      stack.push(frame);
      hashes.push((hashes.at(-1) * 31_337 + frame + 1) % 2 ** 45);
    }
    if (seen.has(hashes.at(-1))) continue;
    seen.add(hashes.at(-1));
    yield stack;
  }
}

function popped(random, length) {
  const chance = random(100);
  if (chance < 2) return length;
  let count = 1;
  while (random(100) < 52) count += 1;
  return chance < 12 ? count + 3 + random(9) : count;
}

function frameTexts() {
  return Array.from({ length: FUNCTIONS * LINES_PER_FUNCTION }, (_, frame) => {
    const owner = Math.floor(frame / LINES_PER_FUNCTION);
    const module = owner % FILES;
    return `handle_${owner} (app/part_${module % 20}/module_${module}.py:${10 + owner + (frame % LINES_PER_FUNCTION)})`;
  });
}

function shuffled(lines) {
  const random = createRandom();
  for (let index = lines.length - 1; index > 0; index--) {
    const other = random(index + 1);
    [lines[index], lines[other]] = [lines[other], lines[index]];
  }
  return lines;
}

/** Numerical Recipes' linear congruential generator. */
function createRandom() {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
