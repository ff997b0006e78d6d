import { createTreeBuilder } from "../../src/core/profile/builder.ts";
import type { TreeProfile } from "../../src/core/profile/model.ts";
import { sequence } from "./flamegraph-samples.ts";

/** A program that reads, parses and reports in turn, with a worker that comes and goes: samples of 10 ms. */
export function realisticTimeline(sampleCount = 600): TreeProfile {
  const next = sequence(11);
  const builder = createTreeBuilder({ format: "timed", producer: "test", pid: 4711 });
  const main = builder.thread("1", "MainThread");
  const worker = builder.thread("2", "ThreadPoolExecutor-0_0");
  const place = (stack: readonly string[], thread: number): number => {
    let node = -1;
    for (const name of stack) {
      const file = name.startsWith("json.") ? "/usr/lib/python3.12/json/decoder.py" : "/home/ada/logreport/report.py";
      node = builder.node(node, builder.frame(builder.function(name, builder.file(file), 1), name.length), thread);
    }
    return node;
  };
  const add = (stack: readonly string[], thread: number, at: number): void => {
    const node = place(stack, thread);
    builder.add(node, 0, 10e6);
    builder.add(node, 1, 1);
    builder.span(node, at * 10e6, 10e6);
  };
  const leaves = ["match", "split", "json.loads", "strip"];
  for (let at = 0; at < sampleCount; at++) {
    const phase = Math.floor((at / sampleCount) * 6);
    if (phase === 3 && at % 50 < 12) continue;
    const step = ["read", "parse_file", "parse_file", "wait", "summarize", "write"][phase] ?? "read";
    const inner = next() < 0.8 ? [`${step}_line`, ...(next() < 0.6 ? [leaves[Math.floor(next() * 4)] ?? ""] : [])] : [];
    add(["<module>", "main", step, ...inner], main, at);
    if (phase > 0 && phase < 5 && next() < 0.5)
      add(["run", "_worker", "fetch", ...(next() < 0.5 ? ["json.loads"] : [])], worker, at);
  }
  const certainty = { kind: "sampled", samples: sampleCount } as const;
  return builder.build([
    { id: "wall", label: "Time", unit: "ns", certainty },
    { id: "samples", label: "Samples", unit: "samples", certainty },
  ]);
}
