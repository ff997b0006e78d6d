import { type ByteReader, createByteReader, latin1, utf8 } from "./byte-reader.ts";
import { FormatError } from "./source.ts";

/**
 * Python's marshal format (`Python/marshal.c`), versions 2 to 6 as far as profiles need it: numbers, text, tuples,
 * lists, sets, dicts, both kinds of references, and code objects, of which only name, file and line are kept. Nothing
 * is executed; depth, counts and references are bounded, values that contain themselves are refused.
 */
export type MarshalValue = null | boolean | number | string | MarshalTuple | MarshalDict | MarshalCode;
export type MarshalTuple = readonly MarshalValue[];

export interface MarshalDict {
  readonly kind: "dict";
  readonly keys: readonly MarshalValue[];
  readonly values: readonly MarshalValue[];
}

export interface MarshalCode {
  readonly kind: "code";
  readonly name: string;
  readonly file: string;
  readonly firstLine: number;
}

export interface MarshalFile {
  readonly value: MarshalValue;
  /** Bytes after the value: Python ignores them too. */
  readonly trailingBytes: number;
}

/** The shape of a code object: the file does not say which Python wrote it. (formats.md B2: verified on wild files.) */
interface CodeLayout {
  readonly leadingInts: number;
  /** Objects before `co_firstlineno`; file, name (and qualified name) are the last of them. */
  readonly objects: number;
  readonly nameFromEnd: number;
  readonly trailingObjects: number;
}

const CODE_LAYOUTS: readonly CodeLayout[] = [
  { leadingInts: 5, objects: 8, nameFromEnd: 2, trailingObjects: 2 }, // 3.11 and newer
  { leadingInts: 6, objects: 8, nameFromEnd: 1, trailingObjects: 1 }, // 3.8 to 3.10
  { leadingInts: 5, objects: 8, nameFromEnd: 1, trailingObjects: 1 }, // 3.4 to 3.7
  { leadingInts: 4, objects: 8, nameFromEnd: 1, trailingObjects: 1 }, // 2.7
];

const MAX_DEPTH = 8;
/** Constants of code objects hold the code of nested functions. */
const MAX_DEPTH_WITH_CODE = 40;

/** Reads one marshalled value. Throws `FormatError`. */
export function readMarshal(bytes: Uint8Array): MarshalFile {
  const plain = attempt(bytes, null);
  if (plain !== CODE_FOUND) return plain;
  for (const layout of CODE_LAYOUTS) {
    try {
      const file = attempt(bytes, layout);
      if (file !== CODE_FOUND && file.trailingBytes === 0) return file;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  }
  throw new FormatError("The file holds a code object of an unknown Python version.");
}

const CODE_FOUND = Symbol("code found");
const INCOMPLETE = Symbol("incomplete");
type Reference = MarshalValue | typeof INCOMPLETE;

interface State {
  readonly reader: ByteReader;
  readonly layout: CodeLayout | null;
  readonly references: Reference[];
  /** Python 2 keeps interned byte strings in a list of their own. */
  readonly internedBytes: string[];
}

/** Thrown inside this file only: the bytes must be read again with a layout for code objects. */
class CodeFound extends Error {}

function attempt(bytes: Uint8Array, layout: CodeLayout | null): MarshalFile | typeof CODE_FOUND {
  const state: State = { reader: createByteReader(bytes), layout, references: [], internedBytes: [] };
  try {
    const value = readValue(state, 0);
    return { value, trailingBytes: state.reader.left };
  } catch (error) {
    if (error instanceof CodeFound) return CODE_FOUND;
    throw error;
  }
}

function readValue(state: State, depth: number): MarshalValue {
  const { reader, references } = state;
  const at = reader.offset;
  if (depth > (state.layout === null ? MAX_DEPTH : MAX_DEPTH_WITH_CODE))
    throw new FormatError("Values are nested deeper than in any profile.", at);
  const type = reader.u8();
  if ((type & 0x80) === 0) return readTyped(state, type, depth, at);
  // The slot is taken before the children are read, as the writer numbers it.
  const slot = references.push(INCOMPLETE) - 1;
  const value = readTyped(state, type & 0x7f, depth, at);
  references[slot] = value;
  return value;
}

const REFERENCE = 0x72;
const SMALL_TUPLE = 0x29;
const FLOAT = 0x67;
const INT = 0x69;

function readTyped(state: State, type: number, depth: number, at: number): MarshalValue {
  const { reader } = state;
  // Nearly all of a file is these four.
  if (type === REFERENCE) return dereference(state.references[reader.i32()], at);
  if (type === SMALL_TUPLE) return readSequence(state, reader.u8(), depth);
  if (type === FLOAT) return reader.f64();
  if (type === INT) return reader.i32();
  switch (String.fromCharCode(type)) {
    case "N":
    case "S":
    case ".":
      return null;
    case "T":
      return true;
    case "F":
      return false;
    case "I":
      return reader.i64();
    case "l":
      return readLong(reader);
    case "f":
      return Number(latin1(reader.take(reader.u8())));
    case "z":
    case "Z":
      return latin1(reader.take(reader.u8()));
    case "a":
    case "A":
      return latin1(reader.take(reader.i32()));
    case "u":
    case "s":
      return utf8(reader.take(reader.i32()));
    case "t":
      return readInterned(state);
    case "R":
      return dereference(state.internedBytes[reader.i32()], at);
    case "(":
    case "[":
    case "<":
    case ">":
      return readSequence(state, reader.i32(), depth);
    case "{":
    case "}": // frozendict of 3.15
      return readDict(state, depth);
    case "c":
      return readCode(state, depth);
    case "y":
      reader.take(16);
      return null;
    case ":":
      return readSequence(state, 3, depth);
    default:
      throw new FormatError(`A byte of an unknown type (${type}): this is not a cProfile file.`, at);
  }
}

/** `t` is interned text in Python 3 and an interned byte string in Python 2, whose `R` counts only these. */
function readInterned({ reader, internedBytes }: State): string {
  const text = utf8(reader.take(reader.i32()));
  internedBytes.push(text);
  return text;
}

function dereference(value: Reference | undefined, at: number): MarshalValue {
  if (value === undefined) throw new FormatError("A reference points to nothing.", at);
  if (value === INCOMPLETE) throw new FormatError("A value contains itself.", at);
  return value;
}

/** Digits of 15 bits; beyond 2^53 the nearest double. */
function readLong(reader: ByteReader): number {
  const count = reader.i32();
  const digits = Math.abs(count);
  if (digits * 2 > reader.left) throw new FormatError("A number is longer than the file.", reader.offset);
  let value = 0;
  let scale = 1;
  for (let index = 0; index < digits; index++) {
    value += reader.u16() * scale;
    scale *= 0x8000;
  }
  return count < 0 ? -value : value;
}

function readSequence(state: State, count: number, depth: number): MarshalTuple {
  const { reader } = state;
  if (count < 0 || count > reader.left) throw new FormatError("A list is longer than the file.", reader.offset);
  // Tuples are short and come by the hundred thousand: pushing to an empty array reserves four times their size.
  const items = count <= SHORT ? new Array<MarshalValue>(count) : [];
  for (let index = 0; index < count; index++) items[index] = readValue(state, depth + 1);
  return items;
}

const SHORT = 16;
const NULL = 0x30;

function readDict(state: State, depth: number): MarshalDict {
  const keys: MarshalValue[] = [];
  const values: MarshalValue[] = [];
  while (!atNull(state)) {
    keys.push(readValue(state, depth + 1));
    if (atNull(state)) throw new FormatError("A key has no value.", state.reader.offset);
    values.push(readValue(state, depth + 1));
  }
  return { kind: "dict", keys, values };
}

/** Consumes the NULL that ends a dict, if it comes next. */
function atNull({ reader }: State): boolean {
  if (reader.peek() !== NULL) return false;
  reader.u8();
  return true;
}

function readCode(state: State, depth: number): MarshalCode {
  const { reader, layout } = state;
  if (layout === null) throw new CodeFound();
  for (let index = 0; index < layout.leadingInts; index++) reader.i32();
  const objects: MarshalValue[] = [];
  for (let index = 0; index < layout.objects; index++) objects.push(readValue(state, depth + 1));
  const firstLine = reader.i32();
  for (let index = 0; index < layout.trailingObjects; index++) readValue(state, depth + 1);
  const name = objects.at(-layout.nameFromEnd);
  const file = objects.at(-layout.nameFromEnd - 1);
  if (typeof name !== "string" || typeof file !== "string")
    throw new FormatError("A code object is not laid out as expected.", reader.offset);
  return { kind: "code", name, file, firstLine };
}
