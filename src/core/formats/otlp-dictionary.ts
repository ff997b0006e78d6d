import type { TreeBuilder } from "../profile/builder.ts";
import { type JsonObject, lineOr0, requireArray, requireIndex, requireObject } from "./json.ts";
import type { SampleType } from "./sample-types.ts";
import { FormatError } from "./source.ts";

/** The tables that all profiles of an OTLP file share. Index 0 of each means "none"; an index that is not there is refused. */
export interface OtlpDictionary {
  text(index: unknown): string;
  typeOf(valueType: unknown): SampleType;
  /** Indices of locations, leaf first; none for stack 0. */
  stack(index: number): readonly number[];
  readonly stackCount: number;
  /** The builder's frames of a location, outermost first. */
  frames(builder: TreeBuilder, location: number): number[];
  /** The attributes with these indices as text, by key. */
  attributes(indices: unknown): Map<string, string>;
  /** The attributes of a resource, which stand there themselves. */
  ownAttributes(keyValues: unknown): Map<string, string>;
}

export function createOtlpDictionary(dictionary: JsonObject): OtlpDictionary {
  const table = (name: string): readonly unknown[] => requireArray(dictionary[name] ?? [], `'${name}'`);
  const [strings, stacks, locations] = [table("stringTable"), table("stackTable"), table("locationTable")];
  const [functions, mappings, attributeTable] = [
    table("functionTable"),
    table("mappingTable"),
    table("attributeTable"),
  ];

  const text = (index: unknown): string => {
    const known = strings[requireIndex(index ?? 0, Math.max(1, strings.length), "The index of a text")] ?? "";
    if (typeof known !== "string") throw new FormatError("'stringTable' should hold text.");
    return known;
  };

  const row = (rows: readonly unknown[], index: unknown, what: string): JsonObject | null => {
    const at = requireIndex(index ?? 0, Math.max(1, rows.length), what);
    return at === 0 ? null : requireObject(rows[at], what);
  };

  const lineFrame = (builder: TreeBuilder, entry: unknown): number => {
    const line = requireObject(entry, "A line");
    const known = row(functions, line["functionIndex"], "The function of a line") ?? {};
    const name = text(known["nameStrindex"]) || text(known["systemNameStrindex"]) || "(no name)";
    const file = builder.file(text(known["filenameStrindex"]));
    const functionIndex = builder.function(name, file, lineOr0(integer(known["startLine"])));
    return builder.frame(functionIndex, lineOr0(integer(line["line"])), lineOr0(integer(line["column"])));
  };

  const valueText = (entry: unknown): string => {
    const value = requireObject(entry ?? {}, "The value of an attribute");
    const plain = value["stringValue"] ?? value["intValue"] ?? value["doubleValue"];
    return plain === undefined ? text(value["stringValueStrindex"]) : String(plain);
  };

  const named = (entry: JsonObject): [string, string] => {
    const { key } = entry;
    return [typeof key === "string" && key !== "" ? key : text(entry["keyStrindex"]), valueText(entry["value"])];
  };

  return {
    text,
    typeOf(valueType) {
      const type = requireObject(valueType ?? {}, "A type of values");
      return { type: text(type["typeStrindex"]), unit: text(type["unitStrindex"]) };
    },
    stackCount: Math.max(1, stacks.length),
    stack: (index) =>
      requireArray(row(stacks, index, "A stack")?.["locationIndices"] ?? [], "'locationIndices'").map((location) =>
        requireIndex(location, Math.max(1, locations.length), "A location of a stack"),
      ),
    frames(builder, index) {
      const location = row(locations, index, "A location");
      const lines = requireArray(location?.["lines"] ?? [], "'lines'");
      if (lines.length > 0) return lines.map((line) => lineFrame(builder, line)).reverse();
      const address = integer(location?.["address"]);
      const binary = row(mappings, location?.["mappingIndex"], "The mapping of a location");
      const name = address === 0 ? "(unknown)" : `0x${address.toString(16)}`;
      return [builder.frame(builder.function(name, builder.file(text(binary?.["filenameStrindex"])), 0), 0)];
    },
    attributes: (indices) =>
      new Map(
        requireArray(indices ?? [], "'attributeIndices'").map((index) =>
          named(row(attributeTable, index, "An attribute") ?? {}),
        ),
      ),
    ownAttributes: (keyValues) =>
      new Map(
        requireArray(keyValues ?? [], "'attributes'").map((entry) => named(requireObject(entry, "An attribute"))),
      ),
  };
}

/** A whole number: 64-bit ones are text in JSON, and one that is 0 is left out. Beyond 2^53 the nearest double. */
export function integer(value: unknown): number {
  const number = typeof value === "string" && /^-?\d{1,20}$/.test(value) ? Number(value) : (value ?? 0);
  if (typeof number !== "number" || !Number.isFinite(number)) throw new FormatError("A number is none.");
  return number;
}
