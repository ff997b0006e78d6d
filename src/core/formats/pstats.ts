import type { GraphBuilder } from "../profile/builder.ts";
import type { CallNumbers } from "../profile/call-rows.ts";
import type { Certainty, GraphProfile, Weight } from "../profile/model.ts";
import { type MarshalCode, type MarshalDict, type MarshalValue, readMarshal } from "./marshal.ts";
import { mixesThreads } from "./mixed-threads.ts";
import { scanStats } from "./pstats-scan.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { StatsCollector } from "./stats-collector.ts";

/**
 * What cProfile (and `profile`, `pstats.Stats.dump_stats`, Python 3.15's sampler) dump: a marshalled
 * `{(file, line, name): (cc, nc, tt, ct, {caller: (nc, cc, tt, ct)})}`. cc counts primitive calls, nc all of them; the
 * two are swapped in the callers' tuples (`Lib/cProfile.py`). Times are seconds.
 */
export const pstats: Format = { id: "pstats", label: "cProfile (pstats)", detect, parse };

const DICT = 0x7b;
const FLAGGED_DICT = 0xfb;
/** What may follow an unflagged `{`: a tuple with or without flag, or the end. JSON never has these. */
const AFTER_DICT = new Set([0x28, 0x29, 0xa8, 0xa9, 0x30]);

function detect({ head }: ProfileSource): boolean {
  return head[0] === FLAGGED_DICT || (head[0] === DICT && AFTER_DICT.has(head[1] ?? 0));
}

function parse(source: ProfileSource): ParseOutcome {
  const bytes = source.bytes();
  const { builder, sampled, missing, trailingBytes } = readPlainStats(bytes) ?? readAnyStats(bytes);
  const warnings = trailingBytes > 0 ? [`${trailingBytes} bytes after the end of the statistics were ignored.`] : [];
  if (missing > 0) warnings.push(`${missing} callers have no statistics of their own: what they took is not known.`);
  if (sampled)
    warnings.push("Python's sampling profiler made this file: its lines are sampled lines, its calls are samples.");
  const profile = builder.build([], warnings);
  return { ok: true, profiles: [withWarnings({ ...profile, ...sourceOf(profile, sampled) })] };
}

interface Stats {
  readonly builder: GraphBuilder;
  readonly sampled: boolean;
  /** How many callers the file says nothing else of. */
  readonly missing: number;
  readonly trailingBytes: number;
}

/** What cProfile itself dumps; null for other shapes and damaged files. */
function readPlainStats(bytes: Uint8Array): Stats | null {
  const collector = new StatsCollector();
  const trailingBytes = scanStats(bytes, collector);
  if (trailingBytes < 0) return null;
  return { builder: collector.builder, sampled: false, missing: collector.addMissing(), trailingBytes };
}

function readAnyStats(bytes: Uint8Array): Stats {
  const { value, trailingBytes } = readMarshal(bytes);
  if (!isDict(value)) throw new FormatError("A cProfile file should hold a dictionary.", 0);
  const collector = new StatsCollector();
  const sampled = addStats(collector, value);
  return { builder: collector.builder, sampled, missing: collector.addMissing(), trailingBytes };
}

/** Adds every function and edge. Tells whether the file was sampled. */
function addStats(collector: StatsCollector, stats: MarshalDict): boolean {
  let sampled = false;
  for (let index = 0; index < stats.keys.length; index++) {
    const key = stats.keys[index] ?? null;
    const value = stats.values[index] ?? null;
    if (Array.isArray(key) && key.length === 1 && key[0] === "__sampled__") sampled = true;
    else addFunction(collector, functionOf(collector, key), value);
  }
  return sampled;
}

/** Adds a function and the edges to it. */
function addFunction(collector: StatsCollector, callee: number, value: MarshalValue): void {
  if (!Array.isArray(value) || value.length !== 5 || !isDict(value[4]))
    throw new FormatError("An entry is not (cc, nc, tt, ct, callers).");
  const [cc, nc, tt, ct, callers] = value;
  collector.function(callee, {
    calls: count(nc),
    primitiveCalls: count(cc),
    selfSeconds: seconds(tt),
    totalSeconds: seconds(ct),
  });
  for (let index = 0; index < callers.keys.length; index++) {
    const caller = functionOf(collector, callers.keys[index] ?? null);
    addEdge(collector, caller, callee, callers.values[index] ?? null);
  }
}

/** A plain number of calls (`profile`, sampling) or (nc, cc, tt, ct), repeated where an old `pstats.add` joined files. */
function addEdge(collector: StatsCollector, caller: number, callee: number, value: MarshalValue): void {
  if (typeof value === "number") {
    const unknown = { primitiveCalls: Number.NaN, selfSeconds: Number.NaN, totalSeconds: Number.NaN };
    collector.edge(caller, callee, { calls: count(value), ...unknown });
    return;
  }
  if (!Array.isArray(value) || value.length === 0 || value.length % 4 !== 0)
    throw new FormatError("A caller's entry is not (nc, cc, tt, ct).");
  for (let at = 0; at < value.length; at += 4) collector.edge(caller, callee, edgeNumbers(value, at));
}

function edgeNumbers(value: readonly MarshalValue[], at: number): CallNumbers {
  return {
    calls: count(value[at]),
    primitiveCalls: count(value[at + 1]),
    selfSeconds: seconds(value[at + 2]),
    totalSeconds: seconds(value[at + 3]),
  };
}

function functionOf(collector: StatsCollector, key: MarshalValue): number {
  if (!Array.isArray(key) || key.length !== 3) throw new FormatError("A function is not named (file, line, name).");
  const [file, line, name] = key;
  if (typeof file !== "string" || typeof line !== "number")
    throw new FormatError("A function is not named (file, line, name).");
  return collector.key(file, line, functionName(name));
}

/** The pure Python `profile` module names the command it runs by its code object. */
function functionName(name: MarshalValue | undefined): string {
  if (typeof name === "string") return name;
  if (isCode(name)) return name.name;
  throw new FormatError("A function has no name.");
}

/** Counts below 0 mean "not counted" (pyinstrument writes -1). */
function count(value: MarshalValue | undefined): number {
  const number = seconds(value);
  return number < 0 ? Number.NaN : number;
}

function seconds(value: MarshalValue | undefined): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new FormatError("A statistic is not a number.");
  return value;
}

function isDict(value: MarshalValue | undefined): value is MarshalDict {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "dict";
}

function isCode(value: MarshalValue | undefined): value is MarshalCode {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "code";
}

/** Who made the file, as far as its shape tells, and so what its numbers are worth. */
function sourceOf(profile: GraphProfile, sampled: boolean): { producer: string; weights: readonly Weight[] } {
  const because = "Python's sampling profiler does not say how many samples it took";
  if (sampled) return { producer: "profiling.sampling", weights: weightsOf({ kind: "estimated", because }) };
  // pyinstrument writes its samples as pstats, with -1 for every count.
  const isCounted = profile.calls.length === 0 || profile.calls.some((calls) => !Number.isNaN(calls));
  if (isCounted) return { producer: profile.producer, weights: weightsOf({ kind: "exact" }) };
  const [time] = weightsOf({
    kind: "estimated",
    because: "calls were not counted, so that a sampling profiler made it",
  });
  return { producer: "unknown tool", weights: time === undefined ? [] : [time] };
}

function weightsOf(certainty: Certainty): Weight[] {
  return [
    { id: "wall", label: "Time", unit: "ns", certainty },
    { id: "calls", label: "Calls", unit: "calls", certainty },
  ];
}

function withWarnings(profile: GraphProfile): GraphProfile {
  const warnings = [...profile.warnings];
  if (mixesThreads(profile))
    warnings.push(
      "cProfile on Python 3.12 and newer mixes the calls of all threads into one stack: callers and total times " +
        "of this profile may be wrong. A sampling profiler keeps threads apart.",
    );
  const paths = profile.files.filter((file) => /\.pyw?$/i.test(file));
  if (paths.length > 1 && paths.every((file) => !/[\\/]/.test(file)))
    warnings.push("The paths were stripped from this file: its functions cannot be placed in sources.");
  return { ...profile, warnings };
}
