import type { Recording } from "./protocol/recording.ts";
import type { RunView } from "./protocol/server.ts";
import { dayAndTime, recordingTitle } from "./recording-title.ts";
import { clockTime } from "./run-title.ts";

/** When the run began, or the profile file was written last; ISO. */
function recordedAt(recording: Recording): string {
  return recording.kind === "run" ? recording.manifest.startedAt : recording.file.modifiedAt;
}

/** True where the first was made after the second. */
export function isNewer(first: Recording, second: Recording): boolean {
  return Date.parse(recordedAt(first)) > Date.parse(recordedAt(second));
}

/** Names that tell two recordings apart: runs of one program have the same title. `report.py (12:04:31)`. */
export function comparedNames(first: Recording, second: Recording): readonly [string, string] {
  const day = (recording: Recording) => dayAndTime(recordedAt(recording)).slice(0, 10);
  const isOneDay = day(first) === day(second);
  const name = (recording: Recording) => {
    const time = recordedAt(recording);
    const when = isOneDay ? `${clockTime(time)}:${two(new Date(time).getSeconds())}` : dayAndTime(time);
    return `${recordingTitle(recording)} (${when})`;
  };
  return [name(first), name(second)];
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** What limits a comparison beyond the limits of either side. */
export function comparisonWarnings(
  { weights }: Pick<RunView, "weights">,
  against: Pick<RunView, "weights">,
  weight: string,
): string[] {
  const unit = weights.find(({ id }) => id === weight)?.unit;
  const isTraced = (of: typeof weights) => of.find(({ id }) => id === weight)?.certainty.kind !== "sampled";
  if (unit !== "ns" || isTraced(weights) === isTraced(against.weights)) return [];
  return [
    "One of the two was sampled, the other traced. Tracing slows down programs of many small calls: a part of the difference is its own.",
  ];
}
