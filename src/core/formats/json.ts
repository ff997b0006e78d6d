import { FormatError } from "./source.ts";

/** Hand-written checks for JSON at the door: samples come by the hundred thousand, one schema object each is too slow. */

export type JsonObject = { readonly [key: string]: unknown };

/** Parses one JSON text. Throws `FormatError` with the position where the engine tells it. */
export function parseJson(text: string, what: string, baseOffset = 0): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(reason)?.[1];
    throw new FormatError(
      `${what} is not whole JSON: the file may be cut off.`,
      position === undefined ? null : baseOffset + Number(position),
    );
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function requireObject(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new FormatError(`${what} should be an object.`);
  return value;
}

export function requireArray(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new FormatError(`${what} should be a list.`);
  return value;
}

/** A whole number in [0, below). */
export function requireIndex(value: unknown, below: number, what: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= below)
    throw new FormatError(`${what} points outside its table.`);
  return value;
}

/** A finite number that is not negative. */
export function requireAmount(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    throw new FormatError(`${what} should be a number that is not negative.`);
  return value;
}

export function stringOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

/** A line number: a positive 31-bit integer, else 0 (unknown). */
export function lineOr0(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 0x7fffffff ? value : 0;
}
