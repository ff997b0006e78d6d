import { readFixture } from "./fixtures.ts";
import {
  binary,
  firefox,
  firefoxOffsets,
  flamebearer,
  gecko,
  importtime,
  json,
  list,
  lprofClass,
  MEMRAY_CSV,
  MOJO,
  type Monster,
  memrayPage,
  nestedFrames,
  otlp,
  pprof,
  put,
  repeated,
  sampler,
  scalene,
  speedscope,
  speedscopeEvents,
  svg,
  text,
  traceEvent,
} from "./monster-shapes.ts";

/**
 * Files that no tool would write: as deep as a file of this size can be, in circles, long where lengths are claimed.
 * Each follows the shape of its format, so that it gets past the format's first look.
 */

/** `depth` frames in one stack, or as many children in children, for every format that has such. */
export function deepMonsters(depth: number): Monster[] {
  return DEEP.map((of) => of(depth));
}

/** The same, each as deep as it can be in a file of this size. */
export function denseMonsters(sizeBytes: number): Monster[] {
  return DEEP.map((of) => {
    const [less, more] = [of(500), of(1000)].map(({ bytes }) => bytes.length);
    const bytesPerFrame = Math.max(1, ((more ?? 0) - (less ?? 0)) / 500);
    return of(Math.floor((sizeBytes - (more ?? 0)) / bytesPerFrame) + 990);
  });
}

const DEEP: readonly ((depth: number) => Monster)[] = [
  (depth) => text("collapsed: one stack", `${"a;".repeat(depth)}b 1\n`),
  (depth) => text("collapsed: one stack, one line of numbers below", `a;b 1\n${"a (a.py:1);".repeat(depth)}b 1\n`),
  (depth) => json("speedscope: one sample", speedscope([list(depth, () => 0)], [1])),
  (depth) =>
    json("speedscope: calls that never end", speedscopeEvents(list(depth, (n) => ({ type: "O", at: n, frame: 0 })))),
  (depth) =>
    json(
      "chrome trace: calls that never end",
      list(depth, (n) => traceEvent("B", n)),
    ),
  (depth) =>
    json(
      "chrome trace: calls in calls",
      list(depth, (n) => ({ ...traceEvent("X", n), dur: 2 * depth - 2 * n })),
    ),
  (depth) =>
    json(
      "firefox: one stack",
      firefox((n) => (n === 0 ? null : n - 1), depth),
    ),
  (depth) => json("flamebearer: one stack", flamebearer(depth)),
  (depth) =>
    text(
      "heatline-sampler: one stack",
      sampler(
        list(depth, (n) => [n - 1, 0]),
        depth - 1,
      ),
    ),
  (depth) => text("pyinstrument: frames in frames", nestedFrames(depth)),
  (depth) => text("memray: one stack", memrayPage(list(depth, (n) => (n + 1 < depth ? [n + 1] : [])))),
  (depth) =>
    text(
      "memray: one stack, inverted",
      memrayPage(
        list(depth, (n) => (n + 1 < depth ? [n + 1] : [])),
        true,
      ),
    ),
  (depth) => json("scalene: one stack", scalene(depth)),
  (depth) => json("OTLP: one stack", otlp(list(depth, () => 1))),
  (depth) => text("tachyon: brackets", `{"type":"meta","sample_interval_usec":1}\n${"[".repeat(depth)}`),
  (depth) => text("importtime: packages in packages", importtime(Math.min(depth, 1000))),
  (depth) => text("memray CSV: one stack", `${MEMRAY_CSV}MALLOC,1,1,1,x,${"f;a.py;1|".repeat(depth)}g;a.py;2\n`),
  (depth) => text("flamegraph SVG: one stack", svg(Math.min(depth, 8000))),
  (depth) => binary("pstats: tuples in tuples", [0xfb, ...repeated([0x29, 1], depth)]),
  (depth) => binary("pickle: tuples in tuples", [0x80, 2, ...lprofClass(), ...repeated([0x85], depth), 0x2e]),
  (depth) => binary("pprof: one stack", pprof(repeated([1], depth))),
  (depth) => binary("mojo: one stack", [...MOJO, ...repeated([5, 1], depth), 9, 1]),
];

/** Things that hold or follow themselves, or point where nothing is. */
export function circularMonsters(): Monster[] {
  return [
    binary("pstats: a dict that holds itself", [0xfb, 0x72, 0, 0, 0, 0, 0x4e, 0x30]),
    binary("pstats: a tuple that holds itself", [0xfb, 0xa9, 1, 0x72, 1, 0, 0, 0, 0x4e, 0x30]),
    // A list that is put into the memo, fetched, and appended to itself; the same with a dict.
    binary("pickle: a list that holds itself", [0x80, 2, 0x5d, 0x71, 0, 0x68, 0, 0x61, ...lprofClass(), 0x2e]),
    binary("pickle: a state that is its object", [0x80, 2, ...lprofClass(), 0x71, 0, 0x68, 0, 0x62, 0x2e]),
    binary("pickle: a dict that holds itself", [
      0x80,
      2,
      ...lprofClass(),
      0x7d,
      0x71,
      0,
      0x68,
      0,
      0x68,
      0,
      0x73,
      0x62,
      0x2e,
    ]),
    json(
      "firefox: a stack is its own prefix",
      firefox((n) => n, 3),
    ),
    json(
      "firefox: stacks in a circle",
      firefox((n) => (n + 1) % 3, 3),
    ),
    json("firefox: offsets before the first", firefoxOffsets([1, 5, -1, 2 ** 31])),
    json(
      "firefox, gecko: stacks in a circle",
      gecko([
        [1, 0],
        [0, 0],
      ]),
    ),
    text("memray: a node is its own child", memrayPage([[0], []])),
    text("memray: nodes in a circle", memrayPage([[1], [2], [1]])),
    text("memray: a child of two", memrayPage([[1, 2], [2], []])),
    text("heatline-sampler: a node is its own parent", sampler([[0, 0]], 0)),
    text(
      "heatline-sampler: nodes in a circle",
      sampler(
        [
          [1, 0],
          [0, 0],
        ],
        1,
      ),
    ),
    json(
      "chrome trace: parents in a circle",
      list(3, (n) => ({
        ...traceEvent("X", 1),
        id: n,
        pid: 1,
        args: { parent: (n + 1) % 3, "Python id": n, "Python parent id": (n + 1) % 3 },
      })),
    ),
    json("chrome trace: calls that end before they begin", [
      traceEvent("E", 5),
      traceEvent("B", 3),
      traceEvent("E", 1),
    ]),
    json("OTLP: a location that is not there", otlp([7])),
    json("OTLP: a location that is a stack", otlp([-1, 0.5, 2 ** 31])),
    binary("pprof: a location that is not there", pprof([9])),
    binary("pprof: the same location twice", [...pprof([1]), 0x22, 2, 8, 1]),
    binary("mojo: a frame that is not there", [...MOJO, 5, 9, 9, 1]),
    binary("mojo: a text that is not there", [...MOJO, 3, 2, 9, 9, 1, 5, 2, 9, 1]),
  ];
}

/** Lengths and counts of 2^31 and more where a format claims them, without what they claim. */
export function longMonsters(): Monster[] {
  const most = [0xff, 0xff, 0xff, 0x7f];
  const varint = [0xff, 0xff, 0xff, 0xff, 0x07];
  const tachyon = [...readFixture("tachyon-binary/profiles/by-definition-wall.bin")];
  return [
    binary("pstats: a tuple", [0xfb, 0x28, ...most, 0x4e]),
    binary("pstats: a string", [0xfb, 0x61, ...most, 0x4e]),
    binary("pstats: a number", [0xfb, 0x6c, ...most]),
    binary("pstats: a tuple of negative length", [0xfb, 0x28, 0xff, 0xff, 0xff, 0xff, 0x4e]),
    binary("pickle: bytes", [0x80, 2, ...lprofClass(), 0x42, ...most, 0x2e]),
    binary("pickle: a string", [0x80, 2, ...lprofClass(), 0x58, ...most, 0x2e]),
    binary("pickle: a number", [0x80, 2, ...lprofClass(), 0x8b, ...most, 0x2e]),
    binary("pickle: an eight byte length", [0x80, 4, ...lprofClass(), 0x8d, ...most, ...most, 0x2e]),
    binary("pickle: a place in the memo", [0x80, 2, ...lprofClass(), 0x72, ...most, 0x6a, ...most, 0x2e]),
    binary("pprof: a string", [...pprof([1]), 0x32, ...varint]),
    binary("pprof: a packed list", [0x0a, 4, 8, 1, 0x10, 2, 0x12, ...varint]),
    binary("pprof: a field number", [0x0a, 4, 8, 1, 0x10, 2, ...varint, 1]),
    binary("OTLP: a string", [...readFixture("otlp-profiles/profiles/by-definition-many.otlp"), 0x12, ...varint]),
    binary("mojo: a number", [...MOJO, 9, ...repeated([0xff], 40), 0x7f]),
    binary("mojo: a repeated stack", [...MOJO, 13, 0xbf, ...varint]),
    ...list(8, (n) => binary(`tachyon: number ${n} of the head`, put(tachyon, 8 + n * 7, [...most, ...most]))),
    json("firefox: a length", { ...firefox((n) => (n === 0 ? null : n - 1), 3), length: 2 ** 31 }),
    json("flamebearer: a name", {
      ...flamebearer(3),
      flamebearer: { names: ["a"], levels: [[0, 1, 0, 2 ** 31]], numTicks: 2 ** 31, maxSelf: 1 },
    }),
    json("speedscope: a frame", speedscope([[2 ** 31]], [1])),
    text("heatline-sampler: a node", sampler([[2 ** 31, 2 ** 31]], 2 ** 31)),
    text("collapsed: a process", 'process 99999999999999:"x";a (a.py:2147483648) 1\n'),
  ];
}

/** Every text of a file is a name from here. */
const PROBE = '<img src=x onerror="alert(1)">\u202e\u0000\u001b[31m';

/** Formats that have names, with nothing but probes. */
export function probeMonsters(): Monster[] {
  return ["__proto__", PROBE].flatMap((name) => [
    json(`speedscope: ${name}`, { ...speedscope([[0]], [1], name), exporter: name, name }),
    json(
      `chrome trace: ${name}`,
      list(3, () => ({ ...traceEvent("X", 1), name, cat: name, dur: 1, args: { filename: name, [name]: name } })),
    ),
    json(`flamebearer: ${name}`, flamebearer(3, name)),
    text(`heatline-sampler: ${name}`, sampler([[-1, 0]], 0, name)),
    text(`collapsed: ${name}`, `${name} (${name}:1);${name} 1\n`),
    json(`OTLP: ${name}`, otlp([1], name)),
    text(
      `importtime: ${name}`,
      `import time: self [us] | cumulative | imported package\nimport time:  1 |  1 | ${name}\n`,
    ),
    text(`memray CSV: ${name}`, `${MEMRAY_CSV}${name},1,1,1,"${name.replaceAll('"', '""')}",${name};${name};1\n`),
  ]);
}
