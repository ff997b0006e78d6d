/** Ways to damage a profile file. Every generator gives the same cases each time. */

/** The file cut off at every byte of its beginning, each `step`th. */
export function* cuts(whole: Uint8Array, mostBytes: number, step = 1): Generator<Uint8Array> {
  for (let length = 0; length < Math.min(whole.length, mostBytes); length += step) yield whole.subarray(0, length);
}

/** Every byte of the beginning in turn with one bit changed, each `step`th. */
export function* flips(whole: Uint8Array, mostBytes: number, step = 1): Generator<Uint8Array> {
  for (let at = 0; at < Math.min(whole.length, mostBytes); at += step)
    yield changed(whole, (bytes) => {
      bytes[at] = (bytes[at] ?? 0) ^ (1 << ((at * 5 + 3) % 8));
    });
}

/** Cut, several bytes changed, or a piece moved, anywhere. */
export function* accidents(whole: Uint8Array, count: number, seed: number): Generator<Uint8Array> {
  const random = createRandom(seed);
  for (let n = 0; n < count; n++) {
    if (n % 3 === 0) yield whole.subarray(0, random(whole.length));
    else
      yield changed(whole, (bytes) => {
        if (n % 3 === 1) for (let k = 0; k < 1 + (n % 6); k++) bytes[random(whole.length)] = random(256);
        else bytes.copyWithin(random(whole.length), random(whole.length), random(whole.length));
      });
  }
}

const NUMBERS = ["1e308", "-1", "NaN", "2147483648", "0", "9007199254740993", "1"];
const TEXTS = ["__proto__", "<img src=x onerror=alert(1)>"];
const NUMBER = /(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const QUOTED = /"(?:[^"\\]|\\.)*"/g;
const WORD = /\w+/g;

/**
 * Text with each of its first numbers and quoted texts in turn, and then all of them, replaced by what readers should
 * fear. Indices of parents that are replaced make circles; keys become `__proto__`.
 */
export function* wordSwaps(whole: Uint8Array, most: number): Generator<Uint8Array> {
  const text = new TextDecoder().decode(whole);
  if (text.includes("\0") || text.includes("\ufffd")) return;
  const encoder = new TextEncoder();
  const quoted = TEXTS.map((each) => `"${each}"`);
  for (const swapped of [
    ...swaps(text, NUMBER, NUMBERS, most),
    ...swaps(text, QUOTED, quoted, most),
    ...swaps(text, WORD, TEXTS, most),
  ])
    yield encoder.encode(swapped);
}

function* swaps(text: string, pattern: RegExp, others: readonly string[], most: number): Generator<string> {
  const found = [...text.matchAll(pattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  for (const other of others) {
    for (const { start, end } of found.slice(0, most)) yield text.slice(0, start) + other + text.slice(end);
    yield text.replaceAll(pattern, other);
  }
}

/** Lengths of 2^31, the longest varints, and doubles that are no number, as binary formats may hold them anywhere. */
const HUGE: readonly (readonly number[])[] = [
  [0xff, 0xff, 0xff, 0x7f],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
  [0xa0, 0xc8, 0xeb, 0x85, 0xf3, 0xcc, 0xe1, 0x7f],
  [0, 0, 0, 0, 0, 0, 0xf0, 0xbf],
];

/** Bytes overwritten, from each of the first on, by a number that is too large, none, or negative. */
export function* overwrites(whole: Uint8Array, mostBytes: number, step = 1): Generator<Uint8Array> {
  for (let at = 0; at < Math.min(whole.length, mostBytes); at += step)
    for (const huge of HUGE)
      yield changed(whole, (bytes) => {
        bytes.set(huge.slice(0, bytes.length - at), at);
      });
}

function changed(whole: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = Uint8Array.from(whole);
  change(bytes);
  return bytes;
}

/** Numerical Recipes' linear congruential generator: small, and the same everywhere. */
function createRandom(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
