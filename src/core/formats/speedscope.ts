import type { Profile } from "../profile/model.ts";
import { firstCharacter, hasText } from "./edge-text.ts";
import { stringOr } from "./json.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { addEvents } from "./speedscope-events.ts";
import {
  createGroup,
  readName,
  readUnit,
  type SpeedscopeGroup,
  type SpeedscopePlace,
  weightsOf,
} from "./speedscope-group.ts";
import { addSamples, placeStacks } from "./speedscope-samples.ts";
import { type ScannedProfile, scanSpeedscope } from "./speedscope-scan.ts";
import { textChunks } from "./text-bytes.ts";

/**
 * speedscope's JSON (its `src/lib/file-format-spec.ts`), as py-spy, memray and others write it. Stacks are root first.
 * py-spy writes one profile per thread, its line is the executing one and every weight is 1/rate seconds of a thread
 * that was running: `wall` is time on CPU by samples, idle time is not in it, and on the timeline neither. Where weights have
 * no unit the order of the samples is the timeline. The file may be longer than the longest string: it is read piece by piece.
 */
export const speedscope: Format = { id: "speedscope", label: "speedscope JSON", detect, parse };

const MARK = "speedscope.app/file-format-schema";

function detect({ head, tail }: ProfileSource): boolean {
  return firstCharacter(head) === "{" && (hasText(head, MARK) || hasText(tail, MARK));
}

function parse(source: ProfileSource): ParseOutcome {
  const file = scanSpeedscope(textChunks(source));
  const { frames } = file;
  if (frames === null) throw new FormatError("'shared' should be an object.");
  if (file.profiles === null) throw new FormatError("'profiles' should be a list.");
  const producer = stringOr(file.exporter, stringOr(file.name, "unknown tool"));
  const groups = new Map<string, SpeedscopeGroup>();
  const places = file.profiles.map((profile): SpeedscopePlace => {
    const { pid, threadId, threadName } = readName(stringOr(profile.name, ""));
    const unit = readUnit(profile.unit);
    const key = `${pid} ${unit.weight} ${profile.type === "evented"}`;
    if (groups.size === MOST_GROUPS && !groups.has(key))
      throw new FormatError(`This file tells of more than ${MOST_GROUPS} processes.`);
    const group = groups.get(key) ?? createGroup(frames, producer, pid, unit);
    groups.set(key, group);
    const start = startOf(profile) * unit.factor;
    group.startNs = Math.min(group.startNs, start);
    return { profile, group, thread: group.builder.thread(threadId, threadName), factor: unit.factor, startNs: start };
  });
  const leaves = placeStacks(file.stacks, places, frames.length);
  for (const place of places) addProfile(place, leaves);
  return { ok: true, profiles: [...groups.values()].map(finish) };
}

const MOST_GROUPS = 4096;

function startOf({ startValue }: ScannedProfile): number {
  return typeof startValue === "number" && Number.isFinite(startValue) ? startValue : 0;
}

function addProfile(place: SpeedscopePlace, leaves: Int32Array): void {
  switch (place.profile.type) {
    case "sampled":
      addSamples(place, leaves);
      break;
    case "evented":
      addEvents(place);
      break;
    default:
      throw new FormatError("A profile is neither of the type 'sampled' nor 'evented'.");
  }
}

function finish(group: SpeedscopeGroup): Profile {
  const profile = group.builder.build(weightsOf(group), [...group.warnings]);
  const { timeline } = profile;
  return group.unit.weight === "samples" && timeline
    ? { ...profile, timeline: { ...timeline, unit: "samples" } }
    : profile;
}
