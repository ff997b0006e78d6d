import type { Certainty, Unit, Weight } from "../profile/model.ts";

/** What pprof and OTLP say of a number: free text for what is measured, free text for its unit. */
export interface SampleType {
  readonly type: string;
  readonly unit: string;
}

/** A weight, and what a value of the file is multiplied by to be in its unit. */
export interface Measure {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly factor: number;
}

const UNITS: ReadonlyMap<string, readonly [Unit, number]> = new Map<string, readonly [Unit, number]>([
  ...["ns", "nanosecond", "nanoseconds"].map((name) => [name, ["ns", 1]] as const),
  ...["us", "μs", "µs", "microsecond", "microseconds"].map((name) => [name, ["ns", 1e3]] as const),
  ...["ms", "millisecond", "milliseconds"].map((name) => [name, ["ns", 1e6]] as const),
  ...["s", "sec", "second", "seconds"].map((name) => [name, ["ns", 1e9]] as const),
  ...["b", "byte", "bytes"].map((name) => [name, ["bytes", 1]] as const),
  ...["kb", "kib", "kilobyte", "kilobytes"].map((name) => [name, ["bytes", 1024]] as const),
  ...["mb", "mib", "megabyte", "megabytes"].map((name) => [name, ["bytes", 1024 ** 2]] as const),
  ...["gb", "gib", "gigabyte", "gigabytes"].map((name) => [name, ["bytes", 1024 ** 3]] as const),
]);

/** The weights of a file, one per type, each with an id of its own. */
export function measuresOf(types: readonly SampleType[]): Measure[] {
  const taken = new Set<string>();
  // Memory that is in use says more than memory that was ever allocated: it is what other formats call `bytes`.
  const inUse = types.some(({ type }) => type.startsWith("inuse_"));
  const names = new Set(types.map(({ type }) => type));
  return types.map(({ type, unit }) => {
    const measure = measureOf(type, unit, !inUse || type.startsWith("inuse_"));
    // An id belongs to the type that has it for a name, if there is one.
    const wanted = type !== measure.id && names.has(measure.id) ? idOf(type) : measure.id;
    let id = wanted;
    for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`;
    taken.add(id);
    return { ...measure, id };
  });
}

function measureOf(type: string, unitName: string, isMainMemory: boolean): Measure {
  const label = type || unitName || "Values";
  const ownId = idOf(label);
  const [unit, factor] = UNITS.get(unitName.toLowerCase()) ?? ["count", 1];
  // Heatline's own words for what became less, see below.
  if (/-(?:freed|decrease)$/.test(type)) return { id: ownId, label, unit, factor };
  switch (unit) {
    case "ns":
      if (/cpu/i.test(type)) return { id: "cpu", label: "CPU time", unit, factor };
      if (/wall/i.test(type)) return { id: "wall", label: "Time", unit, factor };
      return { id: ownId, label, unit, factor };
    case "bytes":
      return { id: isMainMemory ? "bytes" : ownId, label, unit, factor };
    default:
      return countOf(type, unitName, { id: isMainMemory ? "blocks" : ownId, label, unit, factor }, ownId);
  }
}

/** `blocks` is what it is where it counts objects. */
function countOf(type: string, unitName: string, blocks: Measure, ownId: string): Measure {
  const { label, unit, factor } = blocks;
  if (isCount(unitName) && isCounting(type)) return { id: type, label, unit: type, factor };
  if (/^samples?$/i.test(type)) return { id: "samples", label: "Samples", unit: "samples", factor };
  if (/objects$/.test(type)) return { ...blocks, unit: "blocks" };
  return { id: ownId, label: isCount(unitName) ? label : `${label} (${unitName})`, unit, factor };
}

function idOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

/** Counts that mean the same in every format. */
function isCounting(type: string): type is "calls" | "hits" | "blocks" {
  return type === "calls" || type === "hits" || type === "blocks";
}

function isCount(unitName: string): boolean {
  return unitName === "" || unitName === "count";
}

/** Values below zero, as a diff of two profiles has them, count in a weight of their own: totals stay sums. */
export function decreaseOf({ id, label, unit }: Measure, certainty: Certainty): Weight {
  return { id: `${id}-decrease`, label: `${label}, decrease`, unit, certainty };
}
