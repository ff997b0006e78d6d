import type { Certainty, Weight } from "../profile/model.ts";
import type { CollapsedStacks } from "./collapsed-scanner.ts";
import { isPySpyFrame, readAnyLabel, readAustinLabel, readPySpyLabel, readTachyonLabel } from "./frame-spelling.ts";
import type { Label } from "./labelled-stacks.ts";

/** A weight that a file has, which of the scanned numbers it is, and the factor to its unit. */
export interface Measure {
  readonly column: keyof CollapsedStacks["values"];
  readonly factor: number;
  readonly weight: Omit<Weight, "certainty">;
}

/** How the tool that wrote a file of collapsed stacks writes frames, and what it counts. */
export interface CollapsedSpelling {
  readonly producer: string;
  readonly measures: readonly Measure[];
  readonly warnings: readonly string[];
  readLabel(label: string): Label;
  /** `samples`: the sum of the first measure, for austin the number of lines. */
  certainty(samples: number): Certainty;
}

const US_NS = 1000;
const samples: Measure = { column: "amount", factor: 1, weight: { id: "samples", label: "Samples", unit: "samples" } };
const wall: Measure = { column: "amount", factor: US_NS, weight: { id: "wall", label: "Time", unit: "ns" } };
const cpu: Measure = { column: "amount", factor: US_NS, weight: { id: "cpu", label: "CPU time", unit: "ns" } };
const busy: Measure = { ...cpu, column: "busy" };
const bytes: Measure = { column: "amount", factor: 1, weight: { id: "bytes", label: "Memory gained", unit: "bytes" } };
const gain: Measure = { ...bytes, column: "gain" };
const freed: Measure = {
  column: "decrease",
  factor: 1,
  weight: { id: "bytes-freed", label: "Memory given back", unit: "bytes" },
};
const count: Measure = { column: "amount", factor: 1, weight: { id: "count", label: "Count", unit: "count" } };
const decrease: Measure = {
  column: "decrease",
  factor: 1,
  weight: { id: "count-decrease", label: "Decrease", unit: "count" },
};

const fewerSamples: Measure = {
  column: "decrease",
  factor: 1,
  weight: { id: "samples-decrease", label: "Fewer samples", unit: "samples" },
};

const SIGNED = "Memory that was given back is a weight of its own: the file counts it as negative.";
const DIFFERENCES = "Some numbers of this file are negative, as in a difference: they are a weight of their own.";

/** From the first kilobytes: whether austin wrote the file. */
export function writesAustin(head: string): boolean {
  return /^(?:# austin: |P\d+;T)/m.test(head);
}

/** austin says in comments what its numbers are; those of older versions are recognised by their shape. */
export function austinSpelling(head: string, { triples, values }: CollapsedStacks): CollapsedSpelling {
  const version = /^# austin: (\S+)/m.exec(head)?.[1];
  const mode = /^# mode: (\w+)/m.exec(head)?.[1];
  const isMemory = mode === "memory" || (mode === undefined && triples === 0 && values.decrease.length > 0);
  const measures =
    triples > 0 ? [wall, busy, gain, freed] : isMemory ? [bytes, freed] : mode === "cpu" ? [cpu] : [wall];
  return {
    producer: version === undefined ? "austin" : `austin@${version}`,
    measures,
    warnings: values.decrease.length > 0 ? [SIGNED] : [],
    readLabel: readAustinLabel,
    certainty: sampled,
  };
}

/** By the frames: headings of threads as 3.15 writes them, files as py-spy writes them, else nothing is known. */
export function spellingOfLabels(labels: readonly string[]): Pick<CollapsedSpelling, "producer" | "readLabel"> {
  if (labels.some((label) => /^tid:\d+$/.test(label)))
    return { producer: "profiling.sampling", readLabel: readTachyonLabel };
  const pySpyFrames = labels.reduce((sum, label) => sum + Number(isPySpyFrame(label)), 0);
  const hasHeadings = labels.some((label) => readPySpyLabel(label).kind !== "frame");
  if (hasHeadings || pySpyFrames * 2 >= labels.length) return { producer: "py-spy", readLabel: readPySpyLabel };
  return { producer: UNKNOWN, readLabel: readAnyLabel };
}

/** The two known spellings count samples. */
export function spellingOf({ labels, values }: CollapsedStacks): CollapsedSpelling {
  const hasDecrease = values.decrease.length > 0;
  const { producer, readLabel } = spellingOfLabels(labels);
  const isKnown = producer !== UNKNOWN;
  const [amount, less] = isKnown ? [samples, fewerSamples] : [count, decrease];
  return {
    producer,
    readLabel,
    measures: hasDecrease ? [amount, less] : [amount],
    warnings: hasDecrease ? [DIFFERENCES] : [],
    certainty: isKnown ? sampled : () => ({ kind: "estimated", because: "the file does not say what it counts" }),
  };
}

const UNKNOWN = "unknown tool";

function sampled(count: number): Certainty {
  return { kind: "sampled", samples: count };
}
