import { fixtureText } from "./fixtures.ts";

/** A file that no tool would write; the smallest shapes of formats to make some of are below. */
export interface Monster {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function binary(name: string, bytes: readonly number[]): Monster {
  return { name, bytes: Uint8Array.from(bytes) };
}

export function text(name: string, content: string): Monster {
  return { name, bytes: new TextEncoder().encode(content) };
}

export function json(name: string, value: unknown): Monster {
  return text(name, JSON.stringify(value));
}

export function list<T>(length: number, of: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => of(index));
}

export function repeated(bytes: readonly number[], times: number): number[] {
  return list(bytes.length * times, (index) => bytes[index % bytes.length] ?? 0);
}

export function put(bytes: readonly number[], at: number, others: readonly number[]): number[] {
  return bytes.map((byte, index) => others[index - at] ?? byte);
}

const SPEEDSCOPE = { $schema: "https://www.speedscope.app/file-format-schema.json" };

export function speedscope(samples: unknown[], weights: unknown[], name = "f"): object {
  const profile = {
    type: "sampled",
    name: `Thread 1 "${name}"`,
    unit: "seconds",
    startValue: 0,
    endValue: 1,
    samples,
    weights,
  };
  return { ...SPEEDSCOPE, shared: { frames: [{ name, file: name, line: 1 }] }, profiles: [profile] };
}

export function speedscopeEvents(events: unknown[]): object {
  const profile = { type: "evented", name: "x", unit: "seconds", startValue: 0, endValue: events.length, events };
  return { ...SPEEDSCOPE, shared: { frames: [{ name: "f" }] }, profiles: [profile] };
}

export function traceEvent(ph: string, ts: number): object {
  return { ph, ts, name: "f (a.py:1)", cat: "FEE", pid: 1, tid: 1 };
}

export function firefox(prefixOf: (stack: number) => number | null, length: number): object {
  const file = JSON.parse(fixtureText("firefox/profiles/processed-57-by-definition.json"));
  for (const thread of file.threads) {
    thread.stackTable = { frame: list(length, () => 0), prefix: list(length, prefixOf), length };
    thread.samples.stack = thread.samples.stack.map(() => length - 1);
  }
  return file;
}

export function firefoxOffsets(prefixOffset: readonly number[]): object {
  const file = JSON.parse(fixtureText("firefox/profiles/processed-70-by-definition.json"));
  file.shared.stackTable = { frame: prefixOffset.map(() => 0), prefixOffset, length: prefixOffset.length };
  return file;
}

export function gecko(data: readonly unknown[]): object {
  const file = JSON.parse(fixtureText("firefox/profiles/gecko-27-by-definition.json"));
  for (const thread of file.threads) thread.stackTable.data = data;
  return file;
}

export function flamebearer(depth: number, name = "f"): object {
  const file = JSON.parse(fixtureText("flamebearer/profiles/single-by-definition.json"));
  const levels = list(depth, (n) => [0, 1, n + 1 === depth ? 1 : 0, n % 2]);
  return { ...file, flamebearer: { names: [name, "g"], levels, numTicks: 1, maxSelf: 1 } };
}

export function sampler(nodes: readonly unknown[], leaf: number, name = "f"): string {
  const lines = [
    { type: "meta", v: 1, producer: "heatline-sampler", pid: 1, weights: ["wall"] },
    { type: "thread", id: 0, name, ident: 1 },
    { type: "frames", frames: [[name, name, 1, 1]] },
    { type: "nodes", nodes },
    { type: "samples", tNs: 1, rows: [[0, leaf, 1, 1]] },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

export function nestedFrames(depth: number): string {
  const open = '{"function":"f","file_path":"a.py","line_no":1,"time":1,"children":[';
  const head = '{"start_time":1,"duration":1,"sample_count":1,"program":"x","cpu_time":1,"root_frame":';
  return `${head}${open.repeat(depth)}${"]}".repeat(depth)}}`;
}

/** A page of memray with these children in place of its nodes. */
export function memrayPage(children: readonly (readonly number[])[], isInverted = false): string {
  const page = fixtureText(`memray/profiles/v1.20.0-${isInverted ? "inverted" : "peak"}.html`);
  const start = page.indexOf("const packed_data = ") + "const packed_data = ".length;
  const end = page.indexOf("};", start) + 1;
  const column = (value: number) => children.map(() => value);
  const names = ["children", "filename", "function", "import_system", "interesting", "lineno", "name", "thread_id"];
  const nodes = Object.fromEntries(names.map((name) => [name, column(1)]));
  const data = {
    nodes: { ...nodes, children, value: column(1), n_allocations: column(1) },
    strings: ["<root>", "f", "a.py"],
    unique_threads: [1],
    inverted_no_imports_nodes: {},
  };
  return page.slice(0, start) + JSON.stringify(data) + page.slice(end);
}

export function scalene(depth: number): object {
  const file = JSON.parse(fixtureText("scalene/profiles/v2-stacks.json"));
  return {
    ...file,
    stacks: [[list(depth, (n) => `/a/b.py f:${n};`), { count: 1, python_time: 1, c_time: 1, cpu_samples: 1 }]],
  };
}

export function otlp(locationIndices: readonly number[], name = "f"): object {
  const file = JSON.parse(fixtureText("otlp-profiles/profiles/by-definition-times-only.json"));
  file.dictionary.stackTable = [{}, { locationIndices }];
  file.dictionary.stringTable = ["", name, name, "samples", "count"];
  return file;
}

export function importtime(depth: number): string {
  const head = "import time: self [us] | cumulative | imported package\n";
  return head + list(depth, (n) => `import time: 1 | 1 | ${"  ".repeat(depth - n)}m\n`).join("");
}

export const MEMRAY_CSV = "allocator,num_allocations,size,tid,thread_name,stack_trace\n";

export function svg(depth: number): string {
  const boxes = list(
    depth,
    (n) =>
      `<g><title>f (1 samples, 100%)</title><rect x="0%" y="${n * 16}" width="100%" height="15" fg:x="0" fg:w="1"/></g>`,
  );
  return `<svg total_samples="1" xmlns:fg="http://github.com/jonhoo/inferno">${boxes.join("\n")}</svg>`;
}

/** GLOBAL line_profiler's class, an empty tuple, NEWOBJ. */
export function lprofClass(): number[] {
  const global = new TextEncoder().encode("cline_profiler._line_profiler\nLineStats\n");
  return [...global, 0x29, 0x81];
}

/** One sample type, one function, one location with the id 1, and a sample with this stack. */
export function pprof(stack: readonly number[]): number[] {
  const length: number[] = [];
  const ids = [0x0a, ...varintOf(stack.length, length), ...stack, 0x12, 1, 1];
  return [
    ...[0x0a, 4, 8, 1, 0x10, 2],
    ...[0x12, ...varintOf(ids.length, []), ...ids],
    ...[0x22, 8, 8, 1, 0x22, 4, 8, 1, 0x10, 3],
    ...[0x2a, 4, 8, 1, 0x10, 1],
    ...[0x32, 0, 0x32, 1, 0x61, 0x32, 1, 0x62],
  ];
}

function varintOf(value: number, into: number[]): number[] {
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) into.push((left % 0x80) + 0x80);
  into.push(left);
  return into;
}

/** Version 3, a stack of process 1, and the frame 1. */
export const MOJO = [0x4d, 0x4f, 0x4a, 3, 2, 1, 0, 0x31, 0, 11, 2, 0x61, 0, 3, 1, 2, 2, 1, 1, 1, 1];
