import { type ByteReader, createByteReader, utf8 } from "./byte-reader.ts";
import { FormatError } from "./source.ts";

/**
 * Python's pickle format (`Lib/pickle.py`, `Lib/pickletools.py`), protocols 2 to 5, as far as profiles need it: numbers,
 * text, tuples, lists, dicts, and objects of the classes that the caller names. Nothing is executed: an object is its
 * class's name and its state, a class that was not asked for ends the reading, and so does every opcode that calls
 * something. The reader is a loop over a stack, so nesting costs no depth; every value needs at least a byte of the file.
 */
export type PickleValue = null | boolean | number | string | PickleList | PickleDict | PickleClass | PickleObject;
/** A tuple or a list. */
export type PickleList = readonly PickleValue[];

export interface PickleDict {
  readonly kind: "dict";
  /** Keys and values in turn, in the order of the file. */
  readonly items: readonly PickleValue[];
}

export interface PickleClass {
  readonly kind: "class";
  readonly name: string;
}

export interface PickleObject {
  readonly kind: "object";
  readonly className: string;
  readonly state: PickleValue;
}

/** A pickle of something that was not asked for. */
class ClassRefused extends FormatError {
  readonly className: string;

  constructor(className: string, offset: number) {
    super(`This pickle holds '${className}', which Heatline does not read: nothing of it was loaded.`, offset);
    this.className = className;
  }
}

const PROTO = 0x80;

export function isPickle(head: Uint8Array): boolean {
  const protocol = head[1] ?? 0;
  return head[0] === PROTO && protocol >= 2 && protocol <= 5;
}

/** The first class that a pickle names, as `module.name`; null where its beginning names none. */
export function pickledClass(head: Uint8Array): string | null {
  if (!isPickle(head)) return null;
  try {
    readPickle(head, NO_CLASSES);
  } catch (error) {
    if (error instanceof ClassRefused) return error.className;
    if (!(error instanceof FormatError)) throw error;
  }
  return null;
}

const NO_CLASSES: ReadonlySet<string> = new Set();

/** Reads a pickle; only the classes named in `allowed` (`module.name`) may be in it. Throws `FormatError`. */
export function readPickle(bytes: Uint8Array, allowed: ReadonlySet<string>): PickleValue {
  if (!isPickle(bytes)) throw new FormatError("This is not a pickle of protocol 2 to 5.", 0);
  const machine: Machine = { reader: createByteReader(bytes), allowed, stack: [], marks: [], memo: [] };
  for (;;) {
    const at = machine.reader.offset;
    const opcode = machine.reader.u8();
    if (opcode === STOP) return pop(machine);
    const operation = OPERATIONS[opcode];
    if (operation === undefined)
      throw new FormatError(`This pickle does something that no profile needs (opcode ${opcode}): it is not read.`, at);
    operation(machine);
    if (machine.stack.length > MAX_STACK)
      throw new FormatError("This pickle is no profile: its stack is too deep.", at);
  }
}

type MutableDict = { readonly kind: "dict"; readonly items: PickleValue[] };
type MutableObject = { readonly kind: "object"; readonly className: string; state: PickleValue };

interface Machine {
  readonly reader: ByteReader;
  readonly allowed: ReadonlySet<string>;
  readonly stack: PickleValue[];
  /** Stack heights at which a MARK was set. */
  readonly marks: number[];
  /** An array, as slots count up from 0: a Map takes a third of all the time. */
  readonly memo: PickleValue[];
}

const STOP = 0x2e;
/** Python's pickler puts items on lists a thousand at a time; a tuple is as long as a traceback, at most 65,535 frames. */
const MAX_STACK = 1 << 18;
/** Python 2 counts from 1, and `pickletools.optimize` leaves out what is not referred to. */
const LARGEST_MEMO_GAP = 1 << 16;
/** Twice the digits of a 64-bit number. */
const MAX_INTEGER_BYTES = 16;

const OPERATIONS: readonly (((machine: Machine) => void) | undefined)[] = table({
  128: ({ reader }) => reader.take(1), // PROTO
  149: ({ reader }) => reader.take(8), // FRAME
  40: ({ marks, stack }) => marks.push(stack.length), // MARK
  78: ({ stack }) => stack.push(null), // NONE
  136: ({ stack }) => stack.push(true), // NEWTRUE
  137: ({ stack }) => stack.push(false), // NEWFALSE
  75: ({ stack, reader }) => stack.push(reader.u8()), // BININT1
  77: ({ stack, reader }) => stack.push(reader.u16()), // BININT2
  74: ({ stack, reader }) => stack.push(reader.i32()), // BININT
  138: ({ stack, reader }) => stack.push(integer(reader)), // LONG1
  71: ({ stack, reader }) => stack.push(bigEndianDouble(reader.take(8))), // BINFLOAT
  140: ({ stack, reader }) => stack.push(utf8(reader.take(reader.u8()))), // SHORT_BINUNICODE
  88: ({ stack, reader }) => stack.push(utf8(reader.take(reader.i32()))), // BINUNICODE
  85: ({ stack, reader }) => stack.push(utf8(reader.take(reader.u8()))), // SHORT_BINSTRING, of Python 2
  84: ({ stack, reader }) => stack.push(utf8(reader.take(reader.i32()))), // BINSTRING, of Python 2
  41: ({ stack }) => stack.push([]), // EMPTY_TUPLE
  93: ({ stack }) => stack.push([]), // EMPTY_LIST
  125: ({ stack }) => stack.push({ kind: "dict", items: [] }), // EMPTY_DICT
  133: (machine) => machine.stack.push([pop(machine)]), // TUPLE1
  134: (machine) => machine.stack.push(popMany(machine, 2)), // TUPLE2
  135: (machine) => machine.stack.push(popMany(machine, 3)), // TUPLE3
  116: (machine) => machine.stack.push(popToMark(machine)), // TUPLE
  97: (machine) => append(machine, popMany(machine, 1)), // APPEND
  101: (machine) => append(machine, popToMark(machine)), // APPENDS
  115: (machine) => setItems(machine, popMany(machine, 2)), // SETITEM
  117: (machine) => setItems(machine, popToMark(machine)), // SETITEMS
  113: (machine) => memoize(machine, machine.reader.u8()), // BINPUT
  114: (machine) => memoize(machine, machine.reader.i32()), // LONG_BINPUT
  148: (machine) => memoize(machine, machine.memo.length), // MEMOIZE
  104: (machine) => recall(machine, machine.reader.u8()), // BINGET
  106: (machine) => recall(machine, machine.reader.i32()), // LONG_BINGET
  99: (machine) => pushClass(machine, readLine(machine.reader), readLine(machine.reader)), // GLOBAL
  147: (machine) => pushNamedClass(machine, popMany(machine, 2)), // STACK_GLOBAL
  129: (machine) => newObject(machine, popMany(machine, 2)), // NEWOBJ
  98: (machine) => build(machine, pop(machine)), // BUILD
});

function table(operations: Readonly<Record<number, (machine: Machine) => unknown>>) {
  return Array.from({ length: 256 }, (_, opcode) => operations[opcode]);
}

function pop(machine: Machine): PickleValue {
  requireValues(machine, 1);
  return machine.stack.pop() ?? null;
}

function popMany(machine: Machine, count: number): PickleValue[] {
  requireValues(machine, count);
  return take(machine.stack, count);
}

function requireValues({ stack, marks, reader }: Machine, count: number): void {
  if (stack.length - (marks.at(-1) ?? 0) < count)
    throw new FormatError("This pickle is damaged: a value is missing.", reader.offset);
}

function popToMark({ stack, marks, reader }: Machine): PickleValue[] {
  const mark = marks.pop();
  if (mark === undefined) throw new FormatError("This pickle is damaged: a mark is missing.", reader.offset);
  return take(stack, stack.length - mark);
}

/** Removes the last values, as `splice` would, which is several times slower. */
function take(stack: PickleValue[], count: number): PickleValue[] {
  const items = count <= SHORT ? new Array<PickleValue>(count) : stack.slice(stack.length - count);
  for (let index = count - 1; index >= 0; index--) items[index] = stack.pop() ?? null;
  return items;
}

const SHORT = 16;

function top({ stack, marks, reader }: Machine): PickleValue {
  const value = stack.at(-1);
  if (value === undefined || stack.length === marks.at(-1))
    throw new FormatError("This pickle is damaged: a value is missing.", reader.offset);
  return value;
}

function append(machine: Machine, items: readonly PickleValue[]): void {
  const list = top(machine);
  if (!Array.isArray(list)) throw new FormatError("This pickle appends to what is no list.", machine.reader.offset);
  for (const item of items) list.push(item);
}

function setItems(machine: Machine, items: readonly PickleValue[]): void {
  const dict = top(machine);
  if (!isDict(dict) || items.length % 2 !== 0)
    throw new FormatError("This pickle sets an item of what is no dict.", machine.reader.offset);
  for (const item of items) (dict as MutableDict).items.push(item);
}

function memoize(machine: Machine, slot: number): void {
  const { memo, reader } = machine;
  if (slot < 0 || slot > memo.length + LARGEST_MEMO_GAP)
    throw new FormatError("This pickle numbers its values in no order.", reader.offset);
  memo[slot] = top(machine);
}

function recall({ memo, stack, reader }: Machine, slot: number): void {
  const value = memo[slot];
  if (value === undefined) throw new FormatError("This pickle refers to a value that is not there.", reader.offset);
  stack.push(value);
}

function pushNamedClass(machine: Machine, [module, name]: readonly PickleValue[]): void {
  if (typeof module !== "string" || typeof name !== "string")
    throw new FormatError("This pickle names a class by what is no text.", machine.reader.offset);
  pushClass(machine, module, name);
}

function pushClass({ allowed, stack, reader }: Machine, module: string, name: string): void {
  const className = `${module}.${name}`;
  if (!allowed.has(className)) throw new ClassRefused(className, reader.offset);
  stack.push({ kind: "class", name: className });
}

function newObject({ stack, reader }: Machine, [type]: readonly PickleValue[]): void {
  if (typeof type !== "object" || type === null || !("kind" in type) || type.kind !== "class")
    throw new FormatError("This pickle makes an object of what is no class.", reader.offset);
  stack.push({ kind: "object", className: type.name, state: null });
}

function build(machine: Machine, state: PickleValue): void {
  const object = top(machine);
  if (!isObject(object))
    throw new FormatError("This pickle gives a state to what is no object.", machine.reader.offset);
  (object as MutableObject).state = state;
}

export function isDict(value: PickleValue | undefined): value is PickleDict {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "dict";
}

function isObject(value: PickleValue | undefined): value is PickleObject {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "object";
}

/** The value of a text key in an object's state; undefined where there is none. */
export function attribute(object: PickleValue | undefined, key: string): PickleValue | undefined {
  const state = isObject(object) ? object.state : null;
  if (!isDict(state)) return undefined;
  // The last of equal keys counts, as in a dict.
  for (let at = state.items.length - 2; at >= 0; at -= 2) if (state.items[at] === key) return state.items[at + 1];
  return undefined;
}

/** Little-endian two's complement of any length; beyond 2^53 the nearest double. */
function integer(reader: ByteReader): number {
  const digits = reader.take(reader.u8());
  if (digits.length > MAX_INTEGER_BYTES)
    throw new FormatError("A number of this pickle is larger than any in a profile.", reader.offset);
  let value = 0;
  for (let index = digits.length - 1; index >= 0; index--) value = value * 256 + (digits[index] ?? 0);
  const isNegative = (digits.at(-1) ?? 0) >= 0x80;
  return isNegative ? value - 256 ** digits.length : value;
}

function bigEndianDouble(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, false);
}

function readLine(reader: ByteReader): string {
  const bytes: number[] = [];
  for (let byte = reader.u8(); byte !== 0x0a; byte = reader.u8()) bytes.push(byte);
  return utf8(Uint8Array.from(bytes));
}
