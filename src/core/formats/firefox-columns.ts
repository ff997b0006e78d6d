import { type JsonObject, requireArray } from "./json.ts";
import { FormatError } from "./source.ts";

/** Readers for columns of tables: what is not there, or null, is a default. */

/** A column of a table; empty where the table has none of this name. */
export function columnOf(table: JsonObject, name: string): readonly unknown[] {
  return table[name] === undefined || table[name] === null ? [] : requireArray(table[name], `The column '${name}'`);
}

/** Indices into another table; -1 for null. Throws `FormatError` for anything else. */
export function indexColumn(values: readonly unknown[], below: number, name: string): Int32Array {
  return Int32Array.from(values, (value) => {
    if (value === null || value === undefined || value === -1) return -1;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= below)
      throw new FormatError(`The column '${name}' points outside its table.`);
    return value;
  });
}

/** Finite numbers; 0 for null. */
export function numberColumn(values: readonly unknown[], name: string): Float64Array {
  return Float64Array.from(values, (value) => {
    if (value === null || value === undefined) return 0;
    if (typeof value !== "number" || !Number.isFinite(value))
      throw new FormatError(`The column '${name}' holds something that is not a number.`);
    return value;
  });
}

/** Throws `FormatError` where a stack does not stand after its parent, as it does in every version of the format. */
export function checkedPrefixes(prefix: Int32Array): Int32Array {
  if (prefix.some((parent, stack) => parent >= stack))
    throw new FormatError("A stack of this profile stands before its parent.");
  return prefix;
}
