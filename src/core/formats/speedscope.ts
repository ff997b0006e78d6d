import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Profile, Weight } from "../profile/model.ts";
import {
  type JsonObject,
  lineOr0,
  parseJson,
  requireAmount,
  requireArray,
  requireIndex,
  requireObject,
  stringOr,
} from "./json.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * speedscope's JSON (its `src/lib/file-format-spec.ts`), as py-spy, memray and others write it. Stacks are root first.
 * py-spy writes one profile per thread, its line is the executing one and every weight is 1/rate seconds of a thread
 * that was running: `wall` is time on CPU by samples, idle time is not in it.
 */
export const speedscope: Format = { id: "speedscope", label: "speedscope JSON", detect, parse };

const MARK = "speedscope.app/file-format-schema";

function detect({ head, tail }: ProfileSource): boolean {
  const start = head.findIndex((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
  return head[start] === 0x7b && (contains(head) || contains(tail));
}

function contains(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x73); at >= 0; at = bytes.indexOf(0x73, at + 1)) {
    let matched = 1;
    while (matched < MARK.length && bytes[at + matched] === MARK.charCodeAt(matched)) matched++;
    if (matched === MARK.length) return true;
  }
  return false;
}

/** One profile per process and unit: threads of a process belong together, bytes and seconds do not. */
interface Group {
  readonly builder: TreeBuilder;
  readonly unit: KnownUnit;
  /** Index in `shared.frames` -> frame of the builder. */
  readonly frames: Int32Array;
  readonly warnings: Set<string>;
  evented: boolean;
  samples: number;
}

function parse(source: ProfileSource): ParseOutcome {
  const file = requireObject(parseJson(source.text(), "This speedscope file"), "A speedscope file");
  const frames = requireArray(requireObject(file["shared"], "'shared'")["frames"], "'shared.frames'");
  const producer = stringOr(file["exporter"], stringOr(file["name"], "unknown tool"));
  const groups = new Map<string, Group>();
  for (const entry of requireArray(file["profiles"], "'profiles'")) {
    const profile = requireObject(entry, "An entry of 'profiles'");
    const { pid, threadId, threadName } = readName(stringOr(profile["name"], ""));
    const unit = readUnit(profile["unit"]);
    const key = `${pid} ${unit.weight} ${profile["type"] === "evented"}`;
    const group = groups.get(key) ?? createGroup(frames, producer, pid, unit);
    groups.set(key, group);
    addProfile(group, profile, group.builder.thread(threadId, threadName), unit.factor);
  }
  return { ok: true, profiles: [...groups.values()].map(finish) };
}

function createGroup(frames: readonly unknown[], producer: string, pid: number | null, unit: KnownUnit): Group {
  const builder = createTreeBuilder({ format: "speedscope", producer, pid });
  const indices = Int32Array.from(frames, (entry) => {
    const frame = requireObject(entry, "An entry of 'shared.frames'");
    if (producer.startsWith("py-spy") && isHeading(frame)) return HEADING;
    if (isProbe(frame)) return PROBE;
    const file = builder.file(stringOr(frame["file"], ""));
    return builder.frame(builder.function(stringOr(frame["name"], "(no name)"), file, 0), lineOr0(frame["line"]));
  });
  return { builder, unit, frames: indices, warnings: new Set(), evented: false, samples: 0 };
}

/** Stands for frames that are no functions: they are left out of the stacks. */
const HEADING = -1;

/** Stands for frames of Heatline's own probe, where the program waits for py-spy: a sample with one is left out. */
const PROBE = -2;

function isProbe(frame: JsonObject): boolean {
  return /[\\/]probe[\\/]heatline_probe[\\/]\w+\.py$/.test(stringOr(frame["file"], ""));
}

/**
 * With -s and -t py-spy puts `process 77:"command line"` and `thread (123): NAME` on top; the profile's name has both.
 * CPython 3.12 and newer call a class's `__init__` through a frame of their own, named `__init__` in a file `__init__`.
 */
function isHeading(frame: JsonObject): boolean {
  if (frame["file"] === "__init__" && frame["name"] === "__init__") return true;
  return frame["file"] === "" && /^(?:process \d+:"|thread \()/.test(stringOr(frame["name"], ""));
}

/** py-spy names profiles `Thread 123 "MainThread"`, with -s `Process 77 Thread 123 "MainThread"`. */
function readName(name: string): { pid: number | null; threadId: string; threadName: string } {
  const match = /^(?:Process (\d+) )?Thread (\S+) "(.*)"$/s.exec(name);
  if (match === null) return { pid: null, threadId: name, threadName: name };
  const [, pid, threadId = "", threadName = ""] = match;
  return { pid: pid === undefined ? null : Number(pid), threadId, threadName };
}

interface KnownUnit {
  readonly weight: "wall" | "bytes" | "samples";
  readonly factor: number;
}

function readUnit(unit: unknown): KnownUnit {
  switch (unit) {
    case "seconds":
      return { weight: "wall", factor: 1e9 };
    case "milliseconds":
      return { weight: "wall", factor: 1e6 };
    case "microseconds":
      return { weight: "wall", factor: 1e3 };
    case "nanoseconds":
      return { weight: "wall", factor: 1 };
    case "bytes":
      return { weight: "bytes", factor: 1 };
    case "none":
    case undefined:
      return { weight: "samples", factor: 1 };
    default:
      throw new FormatError("The unit of a profile is not one of speedscope's.");
  }
}

function addProfile(group: Group, profile: JsonObject, thread: number, factor: number): void {
  switch (profile["type"]) {
    case "sampled":
      addSamples(group, profile, thread, factor);
      break;
    case "evented":
      addEvents(group, profile, thread, factor);
      break;
    default:
      throw new FormatError("A profile is neither of the type 'sampled' nor 'evented'.");
  }
}

function addSamples(group: Group, profile: JsonObject, thread: number, factor: number): void {
  const { builder, frames } = group;
  const samples = requireArray(profile["samples"], "'samples'");
  const weights = requireArray(profile["weights"], "'weights'");
  if (samples.length !== weights.length)
    throw new FormatError(`There are ${samples.length} samples but ${weights.length} weights.`);
  // Neighbouring samples share most of their stack: only what differs from the previous one is looked up.
  let stack: readonly number[] = [];
  const path: number[] = [];
  let counted = 0;
  for (let index = 0; index < samples.length; index++) {
    const value = requireAmount(weights[index], "A weight") * factor;
    const sample = readSample(samples[index], frames);
    if (sample.length === 0) continue;
    let shared = 0;
    while (shared < sample.length && shared < stack.length && stack[shared] === sample[shared]) shared++;
    path.length = shared;
    for (const frame of sample.slice(shared)) path.push(builder.node(path.at(-1) ?? -1, frame, thread));
    stack = sample;
    const leaf = path.at(-1) ?? -1;
    builder.add(leaf, 0, value);
    if (group.unit.weight !== "samples") builder.add(leaf, 1, 1);
    counted += group.unit.weight === "samples" ? value : 1;
  }
  group.samples += counted;
}

/** The builder's frames, root first, without headings; none where the probe itself was running. */
function readSample(sample: unknown, frames: Int32Array): number[] {
  const own: number[] = [];
  let isOurs = false;
  for (const entry of requireArray(sample, "A sample")) {
    const frame = frames[requireIndex(entry, frames.length, "A frame of a sample")] ?? HEADING;
    if (frame >= 0) own.push(frame);
    else isOurs ||= frame === PROBE;
  }
  return isOurs ? [] : own;
}

function addEvents(group: Group, profile: JsonObject, thread: number, factor: number): void {
  const { builder, frames, warnings } = group;
  group.evented = true;
  const stack: number[] = [];
  const path: number[] = [];
  let previous = 0;
  const advance = (value: unknown): void => {
    const at = requireAmount(value, "The time of an event");
    if (at < previous && path.length > 0) throw new FormatError("The events are not in the order of time.");
    const node = path.at(-1);
    if (node !== undefined) builder.add(node, 0, (at - previous) * factor);
    previous = at;
  };
  for (const entry of requireArray(profile["events"], "'events'")) {
    const event = requireObject(entry, "An event");
    const frame = requireIndex(event["frame"], frames.length, "The frame of an event");
    advance(event["at"]);
    if (event["type"] === "O") {
      stack.push(frame);
      path.push(builder.node(path.at(-1) ?? -1, frames[frame] ?? 0, thread));
    } else if (event["type"] === "C" && stack.at(-1) === frame) {
      stack.pop();
      path.pop();
    } else throw new FormatError("The open and close events do not nest.");
  }
  if (path.length > 0) {
    advance(Math.max(previous, requireAmount(profile["endValue"], "'endValue'")));
    warnings.add("Some calls had not ended when the recording ended: they count up to its end.");
  }
}

function finish(group: Group): Profile {
  return group.builder.build(weightsOf(group), [...group.warnings]);
}

function weightsOf({ unit, evented, samples }: Group): Weight[] {
  const certainty = evented ? ({ kind: "exact" } as const) : ({ kind: "sampled", samples } as const);
  const counted: Weight = { id: "samples", label: "Samples", unit: "samples", certainty };
  switch (unit.weight) {
    case "wall":
      return [{ id: "wall", label: "Time", unit: "ns", certainty }, ...(evented ? [] : [counted])];
    case "bytes":
      return [{ id: "bytes", label: "Memory", unit: "bytes", certainty }, ...(evented ? [] : [counted])];
    case "samples":
      return [counted];
  }
}
