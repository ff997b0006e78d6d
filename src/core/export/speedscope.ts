import type { Profile, TreeProfile, Unit } from "../profile/model.ts";
import { weightIndex } from "../profile/weights.ts";
import type { ExportFormat } from "./export-format.ts";
import { stackOf, stacksOf } from "./stacks.ts";

/**
 * speedscope's JSON (its `src/lib/file-format-spec.ts`): per weight and thread one profile of the type `sampled`, named
 * as py-spy names them. A weight is told by its unit alone, so a file holds one weight of each unit of speedscope's.
 * Where the spans of a profile add up to the weight they are written in the order of time, else one sample per stack.
 * It cannot hold lines of definitions, certainty and pauses between spans.
 */
export const speedscope: ExportFormat = {
  id: "speedscope",
  label: "speedscope JSON",
  extension: ".speedscope.json",
  ofStacks: true,
  weights: weightPerUnit,
  write(profiles, weightIds) {
    const trees = stacksOf(profiles);
    const frames: object[] = [];
    const written: object[] = [];
    for (const tree of trees) {
      const firstFrame = frames.length;
      tree.frames.line.forEach((_, frame) => {
        frames.push(frameOf(tree, frame));
      });
      for (const weightId of weightIds) written.push(...profilesOf(tree, weightId, firstFrame));
    }
    return JSON.stringify({
      $schema: "https://www.speedscope.app/file-format-schema.json",
      exporter: "Heatline",
      name: [...new Set(trees.map(({ producer }) => producer))].join(", "),
      shared: { frames },
      profiles: written,
    });
  },
};

function weightPerUnit(profiles: readonly Profile[]): string[] {
  const ofUnit = new Map<string, string>();
  for (const { id, unit } of stacksOf(profiles).flatMap(({ weights }) => weights))
    if (!ofUnit.has(unitOf(unit))) ofUnit.set(unitOf(unit), id);
  return [...ofUnit.values()];
}

function unitOf(unit: Unit): "nanoseconds" | "bytes" | "none" {
  if (unit === "ns") return "nanoseconds";
  return unit === "bytes" ? "bytes" : "none";
}

function frameOf({ frames, functions, files }: TreeProfile, frame: number): object {
  const index = frames.function[frame] ?? -1;
  const file = files[functions.file[index] ?? -1];
  const line = frames.line[frame] ?? 0;
  const col = frames.column[frame] ?? 0;
  return {
    name: functions.name[index] ?? "",
    ...(file === undefined ? {} : { file }),
    ...(line > 0 ? { line } : {}),
    ...(col > 0 ? { col } : {}),
  };
}

/** What is written as samples: leaf nodes and their values. */
interface Samples {
  readonly node: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

function profilesOf(tree: TreeProfile, weightId: string, firstFrame: number): object[] {
  const index = weightIndex(tree, weightId);
  const self = tree.nodes.self[index];
  const unit = tree.weights[index]?.unit;
  if (self === undefined || unit === undefined) return [];
  const written = tree.threads.map((_, thread) => ({
    type: "sampled",
    name: nameOf(tree, thread),
    unit: unitOf(unit),
    startValue: 0,
    endValue: 0,
    samples: [] as number[][],
    weights: [] as number[],
  }));
  const { node, value } = samplesOf(tree, self, unit);
  for (let sample = 0; sample < node.length; sample++) {
    const leaf = node[sample] ?? 0;
    const weight = value[sample] ?? 0;
    const profile = written[tree.nodes.thread[leaf] ?? -1];
    if (profile === undefined || !(weight > 0)) continue;
    profile.samples.push(stackOf(tree, leaf).map((frame) => frame + firstFrame));
    profile.weights.push(weight);
    profile.endValue += weight;
  }
  return written;
}

function samplesOf({ timeline }: TreeProfile, self: Float64Array, unit: Unit): Samples {
  if (timeline !== null && unit === "ns") {
    const sums = new Float64Array(self.length);
    timeline.node.forEach((node, span) => {
      sums[node] = (sums[node] ?? 0) + (timeline.durationNs[span] ?? 0);
    });
    if (self.every((value, node) => Math.abs(value - (sums[node] ?? 0)) <= value * 1e-9))
      return { node: timeline.node, value: timeline.durationNs };
  }
  return { node: Int32Array.from(self, (_, node) => node), value: self };
}

/** `Process 77 Thread 123 "MainThread"`; a thread that has nothing but a name keeps it. */
function nameOf({ threads, pid }: TreeProfile, thread: number): string {
  const { id, name } = threads[thread] ?? { id: "", name: "" };
  if (id === name && pid === null) return name;
  return `${pid === null ? "" : `Process ${pid} `}Thread ${id.replaceAll(/\s/g, "_") || "?"} "${name}"`;
}
