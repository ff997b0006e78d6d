import { type Field, fieldText, pushNumbers, readFields, readMessage, requireContent } from "./protobuf-wire.ts";
import type { SampleType } from "./sample-types.ts";
import { FormatError } from "./source.ts";

/** A pprof file with its tables read and its samples still in place: the strings may stand behind all else. */
export interface PprofFile {
  readonly types: readonly SampleType[];
  readonly defaultType: string;
  readonly periodType: SampleType;
  readonly period: number;
  readonly functions: ReadonlyMap<number, PprofFunction>;
  /** Whether any function has a file; where none has, names may hold the places (Pyroscope). */
  readonly hasFiles: boolean;
  readonly locations: ReadonlyMap<number, PprofLocation>;
  readonly strings: readonly string[];
  /** Sample `i` is the message in bytes `[ranges[2 * i], ranges[2 * i + 1])`. */
  readonly sampleRanges: readonly number[];
}

export interface PprofFunction {
  readonly name: string;
  readonly file: string;
  readonly startLine: number;
}

export interface PprofLocation {
  /** Ids in `functions`, the innermost inlined one first; none where an address has no symbol. */
  readonly functionIds: readonly number[];
  readonly lines: readonly number[];
  readonly columns: readonly number[];
  readonly address: number;
  /** The binary, for addresses without a symbol. */
  readonly binary: string;
}

/** Reads all but the samples. Throws `FormatError`. */
export function readTables(bytes: Uint8Array): PprofFile {
  const strings: string[] = [];
  const types: Record3[] = [];
  const rows = { functions: [] as Record3[], locations: [] as LocationRow[], mappings: [] as Record3[] };
  const sampleRanges: number[] = [];
  const numbers = { period: 0, defaultType: 0 };
  let periodType: Record3 = [0, 0, 0, 0, 0, 0];
  readFields(bytes, 0, bytes.length, (field) => {
    switch (field.number) {
      case 1:
        types.push(readRecord(bytes, field));
        break;
      case 2:
        requireContent(field);
        sampleRanges.push(field.start, field.end);
        break;
      case 3:
        rows.mappings.push(readRecord(bytes, field));
        break;
      case 4:
        rows.locations.push(readLocation(bytes, field));
        break;
      case 5:
        rows.functions.push(readRecord(bytes, field));
        break;
      case 6:
        strings.push(fieldText(bytes, field));
        break;
      case 11:
        periodType = readRecord(bytes, field);
        break;
      case 12:
        numbers.period = field.value;
        break;
      case 14:
        numbers.defaultType = field.value;
        break;
      default: // times, comments and what later versions add
    }
  });
  const text = (index: number): string => stringAt(strings, index);
  const typeOf = (row: Record3): SampleType => ({ type: text(row[1]), unit: text(row[2]) });
  const binaries = byId(
    rows.mappings,
    (row) => row[1],
    (row) => text(row[5]),
    "mappings",
  );
  const functions = byId(
    rows.functions,
    (row) => row[1],
    (row) => functionOf(row, text),
    "functions",
  );
  return {
    types: types.map(typeOf),
    defaultType: text(numbers.defaultType),
    periodType: typeOf(periodType),
    period: numbers.period,
    functions,
    hasFiles: [...functions.values()].some(({ file }) => file !== ""),
    locations: byId(
      rows.locations,
      ({ id }) => id,
      (row) => ({ ...row, binary: binaries.get(row.mappingId) ?? "" }),
      "locations",
    ),
    strings,
    sampleRanges,
  };
}

/** The numbers of fields 1 to 5 of a message that has little else; index 0 is not used. */
type Record3 = [number, number, number, number, number, number];

function readRecord(bytes: Uint8Array, message: Field): Record3 {
  const record: Record3 = [0, 0, 0, 0, 0, 0];
  readMessage(bytes, message, ({ number, value }) => {
    if (number <= 5 && !Number.isNaN(value)) record[number] = value;
  });
  return record;
}

interface LocationRow extends Omit<PprofLocation, "binary"> {
  readonly id: number;
  readonly mappingId: number;
}

function readLocation(bytes: Uint8Array, message: Field): LocationRow {
  const functionIds: number[] = [];
  const lines: number[] = [];
  const columns: number[] = [];
  let [id, mappingId, address] = [0, 0, 0];
  readMessage(bytes, message, (field) => {
    if (field.number === 1) id = field.value;
    else if (field.number === 2) mappingId = field.value;
    else if (field.number === 3) address = field.value;
    else if (field.number === 4) {
      const [, functionId, line, column] = readRecord(bytes, field);
      functionIds.push(functionId);
      lines.push(line);
      columns.push(column);
    }
  });
  return { id, mappingId, address, functionIds, lines, columns };
}

function functionOf([, , name, systemName, file, startLine]: Record3, text: (index: number) => string): PprofFunction {
  return { name: text(name) || text(systemName), file: text(file), startLine };
}

function stringAt(strings: readonly string[], index: number): string {
  // Index 0 is "", also where a file has no strings at all.
  const text = index === 0 ? (strings[0] ?? "") : strings[index];
  if (text === undefined) throw new FormatError("A name points outside the table of strings.");
  return text;
}

function byId<Row, Value>(
  rows: readonly Row[],
  idOf: (row: Row) => number,
  toValue: (row: Row) => Value,
  what: string,
): Map<number, Value> {
  const values = new Map<number, Value>();
  for (const row of rows) {
    const id = idOf(row);
    if (values.has(id)) throw new FormatError(`Two ${what} have the same id.`);
    values.set(id, toValue(row));
  }
  return values;
}

/** The stack (ids of locations, leaf first), values and labels of one sample. */
export interface PprofSample {
  readonly locationIds: number[];
  readonly values: number[];
  /** Keys and values in turn. */
  readonly labels: string[];
}

/** Reads the sample with this number; the arrays of `into` are emptied and filled, so that a million samples need no garbage. */
export function readSample(bytes: Uint8Array, file: PprofFile, index: number, into: PprofSample): void {
  into.locationIds.length = 0;
  into.values.length = 0;
  into.labels.length = 0;
  readFields(bytes, file.sampleRanges[index * 2] ?? 0, file.sampleRanges[index * 2 + 1] ?? 0, (field) => {
    if (field.number === 1) pushNumbers(bytes, field, into.locationIds);
    else if (field.number === 2) pushNumbers(bytes, field, into.values);
    else if (field.number === 3) {
      const [, key, text, number] = readRecord(bytes, field);
      into.labels.push(stringAt(file.strings, key), text === 0 ? String(number) : stringAt(file.strings, text));
    }
  });
}
