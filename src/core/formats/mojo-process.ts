import { createTreeBuilder } from "../profile/builder.ts";
import { createIntColumn } from "../profile/columns.ts";
import type { TreeProfile, Weight } from "../profile/model.ts";
import { keepWeights } from "./keep-weights.ts";

/** What Austin says of a sample besides its stack; NaN for what it did not measure. */
export interface MojoMetrics {
  readonly timeUs: number;
  readonly memoryBytes: number;
  readonly isIdle: boolean;
  readonly isCollecting: boolean;
}

/** Collects the samples of one process. */
export interface MojoProcess {
  frame(name: string, file: string, line: number, column: number): number;
  thread(id: string): number;
  /** The leaf of a stack; `repeats` continues the thread's last stack, without native frames at its end. */
  place(thread: number, frames: readonly number[], repeats: boolean): number;
  /** Adds a sample; the node that it counts for, which is above `leaf` where there is more to say. */
  add(leaf: number, thread: number, metrics: MojoMetrics): number;
  span(leaf: number, startNs: number, durationNs: number): void;
  /** `mode` is Austin's: `wall`, `cpu`, `memory`, `full`. */
  finish(producer: string, mode: string, warnings: readonly string[]): TreeProfile;
}

const [WALL, CPU, TAKEN, FREED, SAMPLES] = [0, 1, 2, 3, 4];

export function createMojoProcess(pid: number): MojoProcess {
  const builder = createTreeBuilder({ format: "mojo", producer: "austin", pid });
  const threads = new Map<string, number>();
  const lastLeaves: number[] = [];
  const nativeFrames = new Set<number>();
  const [parents, frames] = [createIntColumn(), createIntColumn()];
  let [samples, hasTime, hasMemory] = [0, false, false];

  const child = (parent: number, frame: number, thread: number): number => {
    const node = builder.node(parent, frame, thread);
    if (node === parents.length) {
      parents.push(parent);
      frames.push(frame);
    }
    return node;
  };

  const markFrame = (name: string): number => builder.frame(builder.function(name, -1, 0), 0);

  /** Native frames on top of the last stack have been left when the interpreter goes on above the frames below. */
  const withoutNative = (leaf: number): number => {
    let node = leaf;
    while (node >= 0 && nativeFrames.has(frames.get(node))) node = parents.get(node);
    return node;
  };

  return {
    frame(name, file, line, column) {
      const frame = builder.frame(builder.function(name || "(no name)", builder.file(file), 0), line, column);
      if (!file.endsWith(".py") && !(file.startsWith("<") && file.endsWith(">"))) nativeFrames.add(frame);
      return frame;
    },
    thread(id) {
      const thread = threads.get(id) ?? builder.thread(id, "");
      threads.set(id, thread);
      return thread;
    },
    place(thread, stack, repeats) {
      let node = repeats ? withoutNative(lastLeaves[thread] ?? -1) : -1;
      for (const frame of stack) node = child(node, frame, thread);
      lastLeaves[thread] = node;
      return node;
    },
    add(leaf, thread, { timeUs, memoryBytes, isIdle, isCollecting }) {
      let node = leaf >= 0 ? leaf : child(-1, markFrame("(no stack)"), thread);
      if (isCollecting) node = child(node, markFrame("<GC>"), thread);
      samples += 1;
      builder.add(node, SAMPLES, 1);
      if (!Number.isNaN(timeUs)) {
        hasTime = true;
        builder.add(node, WALL, timeUs * 1000);
        if (!isIdle) builder.add(node, CPU, timeUs * 1000);
      }
      if (!Number.isNaN(memoryBytes)) {
        hasMemory = true;
        builder.add(node, memoryBytes < 0 ? FREED : TAKEN, Math.abs(memoryBytes));
      }
      return node;
    },
    span: (leaf, startNs, durationNs) => builder.span(leaf, startNs, durationNs),
    finish(producer, mode, warnings) {
      const profile = builder.build(weightsOf(samples), warnings);
      const kept = [
        hasTime && mode !== "cpu",
        hasTime && (mode === "cpu" || mode === "full"),
        hasMemory,
        hasMemory,
        true,
      ];
      return { ...keepWeights(profile, (index) => kept[index] ?? false), producer };
    },
  };
}

function weightsOf(samples: number): Weight[] {
  const certainty = { kind: "sampled", samples } as const;
  return [
    { id: "wall", label: "Time", unit: "ns", certainty },
    { id: "cpu", label: "CPU time", unit: "ns", certainty },
    { id: "bytes", label: "Memory taken", unit: "bytes", certainty },
    { id: "bytes-freed", label: "Memory given back", unit: "bytes", certainty },
    { id: "samples", label: "Samples", unit: "samples", certainty },
  ];
}
