import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Profile, Weight } from "../profile/model.ts";
import { isPySpyHeading, readCallStack, readTraceFrame, type TraceFrame, threadNameOf } from "./chrome-trace-frame.ts";
import { createLane, type Lane } from "./chrome-trace-lane.ts";
import { readTraceText, type TraceText } from "./chrome-trace-text.ts";
import { firstCharacter, hasText } from "./edge-text.ts";
import { type JsonObject, requireAmount, requireObject, stringOr } from "./json.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * Chrome's trace event format ("Trace Event Format", Google), as VizTracer, py-spy (`-f chrometrace`) and PyTorch's
 * profiler write it: events with `ph` (`X` whole calls, `B` and `E` their ends, `M` names; counters, instants and flows are
 * no calls), `pid`, `tid`, and `ts` and `dur` in microseconds. Nesting is by time, within a thread.
 */
export const chromeTrace: Format = { id: "chrome-trace", label: "Chrome trace", detect, parse };

function detect({ head, tail }: ProfileSource): boolean {
  const first = firstCharacter(head);
  if (first === "[") return hasText(head, '"ph"');
  return first === "{" && (hasText(head, '"traceEvents"') || hasText(tail, '"traceEvents"'));
}

/** One process of the trace. */
interface Process {
  readonly builder: TreeBuilder;
  readonly frames: Map<string, number>;
  readonly lanes: Map<string, ThreadLane>;
}

interface ThreadLane {
  readonly lane: Lane;
  readonly id: string;
  /** From an `M` event, or from the heading of py-spy's stacks. */
  name: string;
}

interface Trace {
  readonly producer: Producer;
  readonly processes: Map<string, Process>;
  firstUs: number;
  unbegun: number;
}

interface Producer {
  readonly name: string;
  readonly isPySpy: boolean;
}

function parse(source: ProfileSource): ParseOutcome {
  const text = readTraceText(source.text());
  const trace: Trace = {
    producer: readProducer(text),
    processes: new Map(),
    firstUs: Number.POSITIVE_INFINITY,
    unbegun: 0,
  };
  for (const entry of text.events) addEvent(trace, requireObject(entry, "An event"));
  return { ok: true, profiles: finish(trace, warningsOf(text)) };
}

function readProducer({ events, around }: TraceText): Producer {
  const vizTracer = around["viztracer_metadata"];
  if (typeof vizTracer === "object" && vizTracer !== null && "version" in vizTracer)
    return { name: `VizTracer@${String(vizTracer.version)}`, isPySpy: false };
  if (around["schemaVersion"] !== undefined && around["deviceProperties"] !== undefined)
    return { name: "PyTorch profiler", isPySpy: false };
  const isPySpy = events.some((event) => requireObject(event, "An event")["cat"] === "py-spy");
  return { name: isPySpy ? "py-spy" : "unknown tool", isPySpy };
}

function addEvent(trace: Trace, event: JsonObject): void {
  // PyTorch marks its whole recording and its steps in lanes of their own.
  if (event["cat"] === "Trace") return;
  switch (event["ph"]) {
    case "X": {
      const start = timeOf(trace, event);
      const { process, thread } = placeOf(trace, event);
      const end = start + requireAmount(event["dur"] ?? 0, "The duration of an event");
      const callers = readCallStack(event).map((frame) => frameOf(process, frame));
      thread.lane.add(start, end, frameOf(process, readTraceFrame(event)), callers);
      return;
    }
    case "B": {
      const { process, thread } = placeOf(trace, event);
      const frame = readTraceFrame(event);
      const isHeading = isPySpyHeading(event, frame);
      if (isHeading) thread.name ||= threadNameOf(frame.name);
      thread.lane.begin(timeOf(trace, event), isHeading ? -1 : frameOf(process, frame));
      return;
    }
    case "E":
      if (!placeOf(trace, event).thread.lane.end(timeOf(trace, event))) trace.unbegun += 1;
      return;
    case "M":
      if (event["name"] === "thread_name") nameThread(trace, event);
      return;
    default:
      return;
  }
}

function timeOf(trace: Trace, event: JsonObject): number {
  const us = event["ts"];
  if (typeof us !== "number" || !Number.isFinite(us)) throw new FormatError("The time of an event is not a number.");
  if (us < trace.firstUs) trace.firstUs = us;
  return us;
}

function placeOf({ processes, producer }: Trace, event: JsonObject): { process: Process; thread: ThreadLane } {
  const pid = event["pid"];
  const key = String(pid);
  let process = processes.get(key);
  if (process === undefined) {
    const number = typeof pid === "number" && Number.isInteger(pid) ? pid : null;
    const builder = createTreeBuilder({ format: chromeTrace.id, producer: producer.name, pid: number });
    process = { builder, frames: new Map(), lanes: new Map() };
    processes.set(key, process);
  }
  const id = String(event["tid"] ?? "");
  let thread = process.lanes.get(id);
  if (thread === undefined) {
    thread = { lane: createLane(), id, name: "" };
    process.lanes.set(id, thread);
  }
  return { process, thread };
}

function nameThread(trace: Trace, event: JsonObject): void {
  const args = event["args"];
  if (typeof args === "object" && args !== null && "name" in args)
    placeOf(trace, event).thread.name = stringOr(args.name, "");
}

function frameOf({ builder, frames }: Process, { name, file, firstLine, line }: TraceFrame): number {
  const key = `${name}\0${file}\0${firstLine}\0${line}`;
  const known = frames.get(key);
  if (known !== undefined) return known;
  const frame = builder.frame(builder.function(name, builder.file(file), firstLine), line);
  frames.set(key, frame);
  return frame;
}

function warningsOf({ around, isCutOff }: TraceText): string[] {
  const warnings: string[] = [];
  if (isCutOff) warnings.push("The file is cut off: only the events that are whole were read.");
  const metadata = around["viztracer_metadata"];
  if (typeof metadata === "object" && metadata !== null && "overflow" in metadata && metadata.overflow === true)
    warnings.push("VizTracer's buffer was too small: the calls of the beginning are missing.");
  return warnings;
}

function finish(trace: Trace, fileWarnings: readonly string[]): Profile[] {
  const profiles: Profile[] = [];
  for (const { builder, lanes } of trace.processes.values()) {
    let [unended, overlapping, tasks] = [0, 0, 0];
    for (const { lane, id, name } of lanes.values()) {
      if (lane.isEmpty()) continue;
      const problems = lane.place(builder, builder.thread(id, name), trace.firstUs);
      unended += problems.unended;
      overlapping += problems.overlapping;
      if (/^Task-\d+$/.test(name)) tasks += 1;
    }
    const warnings = [...fileWarnings];
    if (unended > 0) warnings.push(`${unended} calls had not ended: they count up to the last event of their thread.`);
    if (trace.unbegun > 0) warnings.push(`${trace.unbegun} calls began before the recording: they are left out.`);
    if (overlapping > 0) warnings.push(`${overlapping} calls outlast the call around them: they were cut there.`);
    if (tasks > 0) warnings.push("Each asyncio task is a thread here: its time is also in the thread that ran it.");
    const profile = builder.build(weightsOf(trace.producer), warnings);
    if (profile.threads.length > 0) profiles.push(profile);
  }
  if (profiles.length === 0) throw new FormatError("This trace holds no calls.");
  return profiles;
}

function weightsOf({ isPySpy }: Producer): Weight[] {
  if (isPySpy) {
    const because = "py-spy's trace counts idle time to the calls that were seen before it";
    return [{ id: "wall", label: "Time", unit: "ns", certainty: { kind: "estimated", because } }];
  }
  return [
    { id: "wall", label: "Time", unit: "ns", certainty: { kind: "exact" } },
    { id: "calls", label: "Calls", unit: "calls", certainty: { kind: "exact" } },
  ];
}
