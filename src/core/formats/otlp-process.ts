import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Certainty, TreeProfile, Unit, Weight } from "../profile/model.ts";
import { keepWeights } from "./keep-weights.ts";
import type { OtlpDictionary } from "./otlp-dictionary.ts";
import { decreaseOf, type Measure } from "./sample-types.ts";
import { FormatError } from "./source.ts";

/** Collects the profiles of one process; every type of values in the file is a weight. */
export interface OtlpProcess {
  /** The leaf node of a stack in a thread. */
  leaf(stackIndex: number, threadId: string, threadName: string): number;
  /** Adds one observation in units of the file; `atNs` is NaN where its time is not known. */
  add(node: number, measureIndex: number, value: number, atNs: number): void;
  /** `periods[measure]`: what one sample stands for, in the unit of the weight; 0 unknown. */
  finish(periods: readonly number[]): TreeProfile;
}

/** `budget.frames` is shared by all processes of a file: a small file must not ask for boundless work. */
export function createOtlpProcess(
  dictionary: OtlpDictionary,
  measures: readonly Measure[],
  producer: string,
  pid: number | null,
  budget: { frames: number },
): OtlpProcess {
  const builder = createTreeBuilder({ format: "otlp-profiles", producer, pid });
  const threads = new Map<string, number>();
  const locationFrames = new Map<number, readonly number[]>();
  const leaves = new Map<number, number>();
  const decreases: number[] = [];
  const totals = measures.map(() => 0);
  const observed = measures.map(() => 0);
  const timed = measures.map(() => 0);
  const events: Event[] = [];

  const threadOf = (id: string, name: string): number => {
    const key = `${id}\n${name}`;
    const thread = threads.get(key) ?? builder.thread(id, name);
    threads.set(key, thread);
    return thread;
  };

  const framesOf = (location: number): readonly number[] => {
    const frames = locationFrames.get(location) ?? dictionary.frames(builder, location);
    locationFrames.set(location, frames);
    return frames;
  };

  const place = (stackIndex: number, thread: number): number => {
    let node = -1;
    const stack = dictionary.stack(stackIndex);
    for (let at = stack.length - 1; at >= 0; at--) {
      const frames = framesOf(stack[at] ?? 0);
      budget.frames -= frames.length;
      if (budget.frames < 0) throw new FormatError("The stacks make more frames than any real file has.");
      for (const frame of frames) node = builder.node(node, frame, thread);
    }
    return node >= 0 ? node : builder.node(-1, builder.frame(builder.function("(no stack)", -1, 0), 0), thread);
  };

  return {
    leaf(stackIndex, threadId, threadName) {
      const thread = threadOf(threadId, threadName);
      const key = thread * dictionary.stackCount + stackIndex;
      const node = leaves.get(key) ?? place(stackIndex, thread);
      leaves.set(key, node);
      return node;
    },
    add(node, measureIndex, value, atNs) {
      const measure = measures[measureIndex];
      const scaled = value * (measure?.factor ?? 1);
      if (scaled < 0 && !decreases.includes(measureIndex)) decreases.push(measureIndex);
      const column = scaled < 0 ? measures.length + decreases.indexOf(measureIndex) : measureIndex;
      builder.add(node, column, Math.abs(scaled));
      totals[measureIndex] = (totals[measureIndex] ?? 0) + Math.abs(scaled);
      observed[measureIndex] = (observed[measureIndex] ?? 0) + 1;
      if (Number.isNaN(atNs)) return;
      timed[measureIndex] = (timed[measureIndex] ?? 0) + 1;
      events.push({ node, atNs, durationNs: measure?.unit === "ns" ? Math.abs(scaled) : 0 });
    },
    finish(periods) {
      const certainties = measures.map(({ unit }, index) =>
        certaintyOf(unit, totals[index] ?? 0, timed[index] ?? 0, periods[index] ?? 0),
      );
      addTimeline(builder, events);
      const weights = measures.map(
        ({ id, label, unit }, index): Weight => ({ id, label, unit, certainty: certainties[index] ?? UNKNOWN }),
      );
      for (const index of decreases) {
        const measure = measures[index];
        if (measure !== undefined) weights.push(decreaseOf(measure, certainties[index] ?? UNKNOWN));
      }
      const warnings = decreases.length > 0 ? ["What became less is counted in weights of its own."] : [];
      // A type that this process has no values of was not measured there: that is not 0.
      return keepWeights(builder.build(weights, warnings), (index) => observed[index] !== 0);
    },
  };
}

const UNKNOWN: Certainty = { kind: "estimated", because: "the file does not say how many samples it was made from" };

/** With times each observation is a sample. */
function certaintyOf(unit: Unit, total: number, timed: number, period: number): Certainty {
  if (timed > 0) return { kind: "sampled", samples: timed };
  if (unit === "samples") return { kind: "sampled", samples: total };
  if (unit === "ns" && period > 0) return { kind: "sampled", samples: Math.round(total / period) };
  return UNKNOWN;
}

interface Event {
  readonly node: number;
  readonly atNs: number;
  readonly durationNs: number;
}

/** The file has events by stack; the timeline is by time, from the first event on. */
function addTimeline(builder: TreeBuilder, events: Event[]): void {
  events.sort((a, b) => a.atNs - b.atNs);
  const first = events[0]?.atNs ?? 0;
  for (const { node, atNs, durationNs } of events) builder.span(node, atNs - first, durationNs);
}
