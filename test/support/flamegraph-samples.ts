import type { Certainty, CodeOrigin, Flamegraph } from "../../src/core/profile/model.ts";
import { layoutTree } from "../../src/core/profile/tree-layout.ts";

export interface SampleFrame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly origin?: CodeOrigin;
  readonly package?: string;
}

/** A flamegraph from stacks, root first, with the self weight of each stack in milliseconds. */
export function flamegraphOf(
  stacks: readonly (readonly [readonly (string | SampleFrame)[], number])[],
  certainty: Certainty = { kind: "sampled", samples: 1000 },
): Flamegraph {
  const frames: SampleFrame[] = [];
  const frameIds = new Map<string, number>();
  const nodeIds = new Map<string, number>();
  const tree = { parent: [] as number[], frame: [] as number[], self: [] as number[] };
  for (const [stack, milliseconds] of stacks) {
    let node = -1;
    for (const item of stack) {
      const sample: SampleFrame = typeof item === "string" ? { name: item } : item;
      const key = JSON.stringify(sample);
      const frame = frameIds.get(key) ?? frames.push(sample) - 1;
      frameIds.set(key, frame);
      const path = `${node}/${frame}`;
      let child = nodeIds.get(path);
      if (child === undefined) {
        child = tree.parent.push(node) - 1;
        tree.frame.push(frame);
        tree.self.push(0);
        nodeIds.set(path, child);
      }
      node = child;
    }
    if (node >= 0) tree.self[node] = (tree.self[node] ?? 0) + milliseconds * 1e6;
  }
  const layout = layoutTree({
    parent: Int32Array.from(tree.parent),
    frame: Int32Array.from(tree.frame),
    self: Float64Array.from(tree.self),
  });
  return {
    ...layout,
    weight: { id: "wall", label: "Wall time", unit: "ns", certainty },
    estimated: "",
    frames: {
      name: frames.map(({ name }) => name),
      file: frames.map(({ file }) => file ?? "/project/app.py"),
      firstLine: Int32Array.from(frames, (_, index) => index + 1),
      line: Int32Array.from(frames, ({ line }) => line ?? 0),
      origin: frames.map(({ origin }) => origin ?? "own"),
      package: frames.map((frame) => frame.package ?? "app"),
    },
  };
}

/** Numbers that look random and never change. */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The same program as cProfile would have it: an estimated tree, and the pairs of callers and callees. */
export function estimatedFlamegraph(): Flamegraph {
  const graph = realisticFlamegraph();
  const pairs = new Map<string, { caller: number; callee: number; totalNs: number; selfNs: number }>();
  const functions = graph.frames.name.map(() => ({ selfNs: 0, totalNs: 0 }));
  graph.frame.forEach((callee, node) => {
    const caller = graph.frame[graph.parent[node] ?? -1] ?? -1;
    const [selfNs, totalNs] = [graph.self[node] ?? 0, graph.totals[node] ?? 0];
    const own = functions[callee];
    if (own) functions[callee] = { selfNs: own.selfNs + selfNs, totalNs: Math.max(own.totalNs, totalNs) };
    if (caller < 0) return;
    const key = `${caller} ${callee}`;
    const known = pairs.get(key) ?? { caller, callee, totalNs: 0, selfNs: 0 };
    pairs.set(key, { ...known, totalNs: known.totalNs + totalNs, selfNs: known.selfNs + selfNs });
  });
  const edges = [...pairs.values()];
  const because = "cProfile records pairs of callers and callees, not stacks";
  return {
    ...graph,
    weight: { ...graph.weight, certainty: { kind: "estimated", because } },
    estimated: `This tree is an estimate: ${because}.`,
    callGraph: {
      frame: Int32Array.from(functions.keys()),
      calls: Float64Array.from(functions, (_, index) => 1 + ((index * 37) % 9000)),
      selfNs: Float64Array.from(functions, ({ selfNs }) => selfNs),
      totalNs: Float64Array.from(functions, ({ totalNs }) => totalNs),
      pairs: {
        caller: Int32Array.from(edges, ({ caller }) => caller),
        callee: Int32Array.from(edges, ({ callee }) => callee),
        calls: Float64Array.from(edges, (_, index) => 1 + ((index * 53) % 700)),
        selfNs: Float64Array.from(edges, ({ selfNs }) => selfNs),
        totalNs: Float64Array.from(edges, ({ totalNs }) => totalNs),
      },
    },
  };
}

/** A program of some hundred functions: own modules over libraries over the standard library. */
export function realisticFlamegraph(stackCount = 900, functionCount = 320): Flamegraph {
  const next = sequence(7);
  const layers: readonly (readonly [CodeOrigin, readonly string[], string])[] = [
    ["own", ["pipeline.py", "parser.py", "stats.py", "report.py", "cache.py"], "/home/ada/logreport/logreport/"],
    [
      "library",
      ["jinja2/environment.py", "pydantic/main.py", "requests/sessions.py"],
      "/venv/lib/python3.12/site-packages/",
    ],
    ["stdlib", ["json/decoder.py", "re/__init__.py", "threading.py", "pathlib.py"], "/usr/lib/python3.12/"],
    ["native", [""], ""],
  ];
  const verbs = ["parse", "read", "load", "render", "merge", "collect", "split", "match", "iter", "write", "normalise"];
  const nouns = ["line", "entry", "record", "page", "header", "field", "bucket", "timestamp", "report", "chunk"];
  const functions = Array.from({ length: functionCount }, (_, index): SampleFrame & { layer: number } => {
    const layer = index % 10 < 5 ? 0 : index % 10 < 7 ? 1 : index % 10 < 9 ? 2 : 3;
    const [origin, files, folder] = layers[layer]!;
    const file = files[Math.floor(next() ** 1.6 * files.length)]!;
    return {
      name: `${verbs[Math.floor(next() * verbs.length)]}_${nouns[Math.floor(next() * nouns.length)]}`,
      file: folder + file,
      line: 0,
      origin,
      package: origin === "own" ? "logreport" : file.split("/")[0]!.replace(".py", ""),
      layer,
    };
  });
  const byLayer = layers.map((_, layer) => functions.filter((sample) => sample.layer === layer));
  const stacks = Array.from({ length: stackCount }, (): [SampleFrame[], number] => {
    const depth = 4 + Math.floor(next() * 16);
    const stack: SampleFrame[] = [
      { name: "<module>", file: "/home/ada/logreport/report.py", package: "report" },
      { name: "main", file: "/home/ada/logreport/report.py", package: "report" },
    ];
    for (let level = 0; level < depth; level++) {
      const layer = Math.min(3, Math.floor((level / depth) * 3.2 * next() + next() * 0.6));
      const choice = byLayer[layer]!;
      const { layer: _, ...frame } = choice[Math.floor(next() ** 3.5 * choice.length)]!;
      stack.push(frame);
    }
    return [stack, Math.ceil(next() ** 3 * 40)];
  });
  return flamegraphOf(stacks, { kind: "sampled", samples: 2412 });
}

/** The same program before and after a change: some functions grew, shrank, came and went. Enough samples to tell. */
export function changedProgram(): { readonly before: Flamegraph; readonly after: Flamegraph } {
  const graph = realisticFlamegraph();
  const weight = { ...graph.weight, certainty: { kind: "sampled", samples: 60_000 } } as const;
  const changed = (factors: Readonly<Record<string, number>>): Flamegraph => {
    const self = graph.self.map((value, node) => {
      const verb = graph.frames.name[graph.frame[node] ?? 0]?.split("_")[0] ?? "";
      return value * (factors[verb] ?? 1);
    });
    return { ...graph, weight, ...layoutTree({ ...graph, self }) };
  };
  return { before: changed({ split: 0 }), after: changed({ parse: 1.8, load: 0.4, render: 0 }) };
}
