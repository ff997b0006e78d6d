import { hasText } from "./edge-text.ts";
import { type JsonObject, parseJson, requireArray, requireIndex, requireObject, stringOr } from "./json.ts";
import { createOtlpDictionary, integer, type OtlpDictionary } from "./otlp-dictionary.ts";
import { createOtlpProcess, type OtlpProcess } from "./otlp-process.ts";
import { readOtlpProtobuf } from "./otlp-protobuf.ts";
import { peekContent } from "./protobuf-wire.ts";
import { measuresOf, type SampleType } from "./sample-types.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * OpenTelemetry's profiles, `ProfilesData` of v1development (opentelemetry-proto `profiles.proto`, alpha, as of 1.45), in
 * JSON or protobuf. One resource is one process; each of its profiles has one type of values. A sample has values, or
 * times, or both; a time without a value counts 1. Stacks are leaf first. The format still changes: what does not resolve
 * is refused.
 */
export const otlpProfiles: Format = { id: "otlp-profiles", label: "OTLP profiles", detect, parse };

function detect({ head, tail }: ProfileSource): boolean {
  if (isMessage(head)) return true;
  const start = head.findIndex((byte) => byte > 0x20);
  const has = (key: string): boolean => hasText(head, key) || hasText(tail, key);
  return head[start] === 0x7b && has('"resourceProfiles"') && has('"dictionary"');
}

/**
 * Resources, in them a resource with its attributes or else profiles of a scope: four messages in each other. pprof's first
 * message has numbers.
 */
function isMessage(head: Uint8Array): boolean {
  const resourceProfiles = head[0] === 0x0a ? peekContent(head, 0) : null;
  if (resourceProfiles === null) return false;
  let [outer, inner] = [resourceProfiles, peekContent(head, resourceProfiles.start)];
  if (inner !== null && inner.number === 1 && inner.end === inner.start) inner = peekContent(head, inner.end);
  for (let depth = 0; depth < 3; depth++) {
    if (inner === null || inner.number > 3 || inner.end > outer.end) return false;
    [outer, inner] = [inner, peekContent(head, inner.start)];
  }
  return true;
}

function parse(source: ProfileSource): ParseOutcome {
  const bytes = source.bytes();
  const file = isMessage(source.head)
    ? readOtlpProtobuf(bytes)
    : requireObject(parseJson(source.text(), "This OTLP file"), "An OTLP file");
  const dictionary = createOtlpDictionary(requireObject(file["dictionary"] ?? {}, "'dictionary'"));
  const profiles = objectsIn(file, "resourceProfiles").flatMap((entry, number) =>
    profilesOfResource(entry, number, dictionary),
  );
  const types = new Map(profiles.map(({ type }) => [keyOf(type), type]));
  const measures = measuresOf([...types.values()]);
  const columns = new Map([...types.keys()].map((key, index) => [key, index]));
  const periods = measures.map(() => 0);
  const processes = new Map<string, OtlpProcess>();
  const budget = { frames: bytes.length * MOST_FRAMES_PER_BYTE };
  for (const profile of profiles) {
    const column = columns.get(keyOf(profile.type)) ?? 0;
    // The period of a profile is of its values only where it has their type.
    if (keyOf(profile.periodType) === keyOf(profile.type))
      periods[column] = profile.period * (measures[column]?.factor ?? 1);
    for (const sample of profile.samples) {
      const { pid, threadId, threadName } = placeOf(profile, dictionary.attributes(sample["attributeIndices"]));
      const key = `${profile.resource} ${pid}`;
      const process = processes.get(key) ?? createOtlpProcess(dictionary, measures, profile.producer, pid, budget);
      processes.set(key, process);
      const stack = requireIndex(sample["stackIndex"] ?? 0, dictionary.stackCount, "The stack of a sample");
      addObservations(process, process.leaf(stack, threadId, threadName), column, sample);
    }
  }
  if (processes.size === 0) throw new FormatError("This OTLP file has no samples.");
  return { ok: true, profiles: [...processes.values()].map((process) => process.finish(periods)) };
}

/** Threads share stacks, so that a file may have more frames than bytes; only one made to hurt has many times more. */
const MOST_FRAMES_PER_BYTE = 8;

interface OtlpProfile {
  /** Number of the resource in the file: one process, if samples do not say otherwise. */
  readonly resource: number;
  readonly producer: string;
  readonly pid: string;
  readonly type: SampleType;
  readonly periodType: SampleType;
  readonly period: number;
  readonly samples: readonly JsonObject[];
}

function profilesOfResource(entry: JsonObject, number: number, dictionary: OtlpDictionary): OtlpProfile[] {
  const resource = requireObject(entry["resource"] ?? {}, "'resource'");
  const attributes = dictionary.ownAttributes(resource["attributes"]);
  return objectsIn(entry, "scopeProfiles").flatMap((scopeProfiles) => {
    const scope = requireObject(scopeProfiles["scope"] ?? {}, "'scope'");
    const name = stringOr(scope["name"], "") || (attributes.get("telemetry.sdk.name") ?? "unknown tool");
    const version = stringOr(scope["version"], "");
    return objectsIn(scopeProfiles, "profiles").map((profile) => ({
      resource: number,
      producer: version === "" ? name : `${name}@${version}`,
      pid: attributes.get("process.pid") ?? "",
      type: dictionary.typeOf(profile["sampleType"]),
      periodType: dictionary.typeOf(profile["periodType"]),
      period: integer(profile["period"]),
      samples: objectsIn(profile, "samples"),
    }));
  });
}

function objectsIn(object: JsonObject, key: string): JsonObject[] {
  return requireArray(object[key] ?? [], `'${key}'`).map((entry) => requireObject(entry, `An entry of '${key}'`));
}

function keyOf({ type, unit }: SampleType): string {
  return `${type}\n${unit}`;
}

function placeOf({ pid }: OtlpProfile, attributes: ReadonlyMap<string, string>) {
  const own = attributes.get("process.pid") ?? pid;
  return {
    pid: /^\d{1,9}$/.test(own) ? Number(own) : null,
    threadId: attributes.get("thread.id") ?? "",
    threadName: attributes.get("thread.name") ?? "",
  };
}

function addObservations(process: OtlpProcess, node: number, column: number, sample: JsonObject): void {
  const values = requireArray(sample["values"] ?? [], "'values'");
  const times = requireArray(sample["timestampsUnixNano"] ?? [], "'timestampsUnixNano'");
  // Until 1.40 the fields of a sample had other numbers: its attributes stand where the link is now.
  if (Number.isNaN(sample["linkIndex"]) || (values.length === 0 && times.length === 0))
    throw new FormatError("A sample has neither values nor times: the file is of another version of OTLP.");
  if (values.length > 0 && times.length > 0 && values.length !== times.length)
    throw new FormatError(`A sample has ${values.length} values, but ${times.length} times.`);
  for (let index = 0; index < Math.max(values.length, times.length); index++) {
    const value = values.length > 0 ? integer(values[index]) : 1;
    process.add(node, column, value, times.length > 0 ? integer(times[index]) : Number.NaN);
  }
}
