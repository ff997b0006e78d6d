import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Weight } from "../profile/model.ts";
import { lineOr0 } from "./json.ts";
import { attribute, isDict, type PickleValue, pickledClass, readPickle } from "./pickle.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * What line_profiler dumps (`LineProfiler.dump_stats`, `kernprof -l`): a pickled `LineStats` with `timings`
 * `{(file, first line, function): [(line, hits, time)]}` and `unit`, the seconds of one unit of time
 * (`line_profiler/_line_profiler.pyx` get_stats). There are no stacks: every line is a tree of its own. The time of a
 * line is elapsed, with all that the line calls.
 */
export const lineProfiler: Format = { id: "line-profiler", label: "line_profiler (.lprof)", detect, parse };

const CLASSES: ReadonlySet<string> = new Set([
  "line_profiler.line_profiler.LineStats", // 5.x
  "line_profiler._line_profiler.LineStats", // 3.x and 4.x
  "_line_profiler.LineStats", // 1.x and 2.x
]);

function detect({ head }: ProfileSource): boolean {
  return CLASSES.has(pickledClass(head) ?? "");
}

const WEIGHTS: readonly Weight[] = [
  { id: "wall", label: "Time", unit: "ns", certainty: { kind: "exact" } },
  { id: "hits", label: "Hits", unit: "hits", certainty: { kind: "exact" } },
];

const OVERLAP = "A line's time includes the functions it calls: where both were measured, their times overlap.";

function parse(source: ProfileSource): ParseOutcome {
  const stats = readPickle(source.bytes(), CLASSES);
  const timings = attribute(stats, "timings");
  const unit = attribute(stats, "unit");
  if (!isDict(timings)) throw new FormatError("This line_profiler file has no timings.");
  if (typeof unit !== "number" || !Number.isFinite(unit) || unit <= 0)
    throw new FormatError("This line_profiler file does not say how long its unit of time is.");
  const builder = createTreeBuilder({ format: lineProfiler.id, producer: "line_profiler", pid: null });
  const thread = builder.thread("", "");
  // 1e-6 s and its like are no doubles: without rounding a microsecond would be 999.9999999999999 ns.
  const unitNs = Number((unit * 1e9).toPrecision(12));
  let functionsTimed = 0;
  for (let at = 0; at + 1 < timings.items.length; at += 2) {
    const functionIndex = internFunction(builder, timings.items[at]);
    if (addLines(builder, functionIndex, thread, timings.items[at + 1], unitNs)) functionsTimed += 1;
  }
  return { ok: true, profiles: [builder.build(WEIGHTS, functionsTimed > 1 ? [OVERLAP] : [])] };
}

function internFunction(builder: TreeBuilder, key: PickleValue | undefined): number {
  const [file, firstLine, name] = listOf(key);
  if (typeof file !== "string" || typeof firstLine !== "number" || typeof name !== "string")
    throw new FormatError("A function is not named (file, line, name).");
  return builder.function(name, builder.file(file), lineOr0(firstLine));
}

/** False for a function that was not called. */
function addLines(
  builder: TreeBuilder,
  functionIndex: number,
  thread: number,
  lines: PickleValue | undefined,
  unitNs: number,
): boolean {
  let isTimed = false;
  for (const entry of listOf(lines)) {
    const [line, hits, time] = listOf(entry);
    const node = builder.node(-1, builder.frame(functionIndex, lineOr0(line)), thread);
    builder.add(node, 0, amount(time) * unitNs);
    builder.add(node, 1, amount(hits));
    isTimed = true;
  }
  return isTimed;
}

function listOf(value: PickleValue | undefined): readonly PickleValue[] {
  if (!Array.isArray(value)) throw new FormatError("The timings are not lists of (line, hits, time).");
  return value;
}

function amount(value: PickleValue | undefined): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    throw new FormatError("A number of hits or a time is not a number that is not negative.");
  return value;
}
