import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { Weight } from "../profile/model.ts";
import { lineOr0, stringOr } from "./json.ts";
import { FormatError } from "./source.ts";
import type { ScannedFrame, ScannedProfile } from "./speedscope-scan.ts";

/** A profile of the file and where it goes. */
export interface SpeedscopePlace {
  readonly profile: ScannedProfile;
  readonly group: SpeedscopeGroup;
  readonly thread: number;
  /** From the profile's unit to that of its weight. */
  readonly factor: number;
  readonly startNs: number;
}

/** One profile per process and unit: threads of a process belong together, bytes and seconds do not. */
export interface SpeedscopeGroup {
  readonly builder: TreeBuilder;
  readonly unit: KnownUnit;
  /** Index in `shared.frames` -> frame of the builder, `HEADING` or `PROBE`. */
  readonly frames: Int32Array;
  readonly warnings: Set<string>;
  /** Where the first profile of the group begins. */
  startNs: number;
  evented: boolean;
  samples: number;
}

export function createGroup(
  frames: readonly ScannedFrame[],
  producer: string,
  pid: number | null,
  unit: KnownUnit,
): SpeedscopeGroup {
  const builder = createTreeBuilder({ format: "speedscope", producer, pid });
  const indices = Int32Array.from(frames, (frame) => {
    if (producer.startsWith("py-spy") && isHeading(frame)) return HEADING;
    if (isProbe(frame)) return PROBE;
    const file = builder.file(stringOr(frame.file, ""));
    const functionIndex = builder.function(stringOr(frame.name, "(no name)"), file, 0);
    return builder.frame(functionIndex, lineOr0(frame.line), lineOr0(frame.col));
  });
  return {
    builder,
    unit,
    frames: indices,
    warnings: new Set(),
    startNs: Number.POSITIVE_INFINITY,
    evented: false,
    samples: 0,
  };
}

/** Stands for frames that are no functions: they are left out of the stacks. */
const HEADING = -1;

/** Stands for frames of Heatline's own probe, where the program waits for py-spy: a sample with one is left out. */
export const PROBE = -2;

function isProbe(frame: ScannedFrame): boolean {
  const file = stringOr(frame.file, "");
  return file.includes("heatline_probe") && /[\\/]probe[\\/]heatline_probe[\\/]\w+\.py$/.test(file);
}

/**
 * With -s and -t py-spy puts `process 77:"command line"` and `thread (123): NAME` on top; the profile's name has both.
 * CPython 3.12 and newer call a class's `__init__` through a frame of their own, named `__init__` in a file `__init__`.
 */
function isHeading(frame: ScannedFrame): boolean {
  if (frame.file === "__init__" && frame.name === "__init__") return true;
  return frame.file === "" && /^(?:process \d+:"|thread \()/.test(stringOr(frame.name, ""));
}

/** py-spy names profiles `Thread 123 "MainThread"`, with -s `Process 77 Thread 123 "MainThread"`; `?` is no id. */
export function readName(name: string): { pid: number | null; threadId: string; threadName: string } {
  const match = /^(?:Process (\d+) )?Thread (\S+) "(.*)"$/s.exec(name);
  if (match === null) return { pid: null, threadId: name, threadName: name };
  const [, pid, threadId = "", threadName = ""] = match;
  return { pid: pid === undefined ? null : Number(pid), threadId: threadId === "?" ? "" : threadId, threadName };
}

export interface KnownUnit {
  readonly weight: "wall" | "bytes" | "samples";
  readonly factor: number;
}

export function readUnit(unit: unknown): KnownUnit {
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

export function weightsOf({ unit, evented, samples }: SpeedscopeGroup): Weight[] {
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
