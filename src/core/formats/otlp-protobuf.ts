import type { JsonObject } from "./json.ts";
import { type Field, fieldText, pushNumbers, readFields, requireContent } from "./protobuf-wire.ts";

/**
 * OTLP's profiles in protobuf, as the objects that their JSON would be (opentelemetry-proto, `profiles.proto` of
 * v1development as of 1.45): so both are read by the same code. Fields that nobody asks for are left out.
 */
export function readOtlpProtobuf(bytes: Uint8Array): JsonObject {
  return readShape(bytes, 0, bytes.length, PROFILES_DATA);
}

type Kind = "number" | "text" | "numbers" | "fixed64s" | { readonly one: Shape } | { readonly many: Shape };
/** Field number -> name in JSON and kind. */
type Shape = Readonly<Record<number, readonly [name: string, kind: Kind]>>;

const VALUE_TYPE: Shape = { 1: ["typeStrindex", "number"], 2: ["unitStrindex", "number"] };
const ANY_VALUE: Shape = {
  1: ["stringValue", "text"],
  3: ["intValue", "number"],
  4: ["doubleValue", "number"],
  8: ["stringValueStrindex", "number"],
};
const KEY_VALUE: Shape = { 1: ["key", "text"], 2: ["value", { one: ANY_VALUE }], 3: ["keyStrindex", "number"] };

const SAMPLE: Shape = {
  1: ["stackIndex", "number"],
  2: ["attributeIndices", "numbers"],
  3: ["linkIndex", "number"],
  4: ["values", "numbers"],
  5: ["timestampsUnixNano", "fixed64s"],
};

const PROFILE: Shape = {
  1: ["sampleType", { one: VALUE_TYPE }],
  2: ["samples", { many: SAMPLE }],
  3: ["timeUnixNano", "number"],
  5: ["periodType", { one: VALUE_TYPE }],
  6: ["period", "number"],
};

const SCOPE_PROFILES: Shape = {
  1: ["scope", { one: { 1: ["name", "text"], 2: ["version", "text"] } }],
  2: ["profiles", { many: PROFILE }],
};

const RESOURCE: Shape = { 1: ["attributes", { many: KEY_VALUE }] };

const LINE: Shape = { 1: ["functionIndex", "number"], 2: ["line", "number"], 3: ["column", "number"] };

const DICTIONARY: Shape = {
  1: ["mappingTable", { many: { 4: ["filenameStrindex", "number"] } }],
  2: [
    "locationTable",
    { many: { 1: ["mappingIndex", "number"], 2: ["address", "number"], 3: ["lines", { many: LINE }] } },
  ],
  3: [
    "functionTable",
    {
      many: {
        1: ["nameStrindex", "number"],
        2: ["systemNameStrindex", "number"],
        3: ["filenameStrindex", "number"],
        4: ["startLine", "number"],
      },
    },
  ],
  5: ["stringTable", "text"],
  6: ["attributeTable", { many: { 1: ["keyStrindex", "number"], 2: ["value", { one: ANY_VALUE }] } }],
  7: ["stackTable", { many: { 1: ["locationIndices", "numbers"] } }],
};

const PROFILES_DATA: Shape = {
  1: [
    "resourceProfiles",
    { many: { 1: ["resource", { one: RESOURCE }], 2: ["scopeProfiles", { many: SCOPE_PROFILES }] } },
  ],
  2: ["dictionary", { one: DICTIONARY }],
};

/** The only text that there is more than one of. */
const REPEATED_TEXT = "stringTable";

/** As deep as the shapes are: no file can make it deeper. */
function readShape(bytes: Uint8Array, start: number, end: number, shape: Shape): JsonObject {
  const object: Record<string, unknown> = {};
  readFields(bytes, start, end, (field) => {
    const [name, kind] = shape[field.number] ?? [];
    if (name !== undefined && kind !== undefined) setField(object, name, kind, bytes, field);
  });
  return object;
}

function setField(object: Record<string, unknown>, name: string, kind: Kind, bytes: Uint8Array, field: Field): void {
  if (kind === "number") object[name] = field.value;
  else if (kind === "text" && name !== REPEATED_TEXT) object[name] = fieldText(bytes, field);
  else if (kind === "text") listOf<string>(object, name).push(fieldText(bytes, field));
  else if (kind === "numbers" || kind === "fixed64s")
    pushNumbers(bytes, field, listOf<number>(object, name), kind === "fixed64s");
  else {
    requireContent(field);
    if ("one" in kind) object[name] = readShape(bytes, field.start, field.end, kind.one);
    else listOf<JsonObject>(object, name).push(readShape(bytes, field.start, field.end, kind.many));
  }
}

function listOf<Item>(object: Record<string, unknown>, name: string): Item[] {
  const list = object[name];
  if (Array.isArray(list)) return list;
  const fresh: Item[] = [];
  object[name] = fresh;
  return fresh;
}
