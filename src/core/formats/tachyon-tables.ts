import { utf8 } from "./byte-reader.ts";
import { FormatError } from "./source.ts";

/** Header, strings and frames of a file of Python's `profiling.sampling`; the samples stay where they are. */
export interface TachyonFile {
  readonly isLittleEndian: boolean;
  readonly pythonVersion: string;
  readonly intervalUs: number;
  /** `wall`, `cpu`, `gil`, `all`, `exception`; '' where the file does not say. */
  readonly mode: string;
  readonly samplesEnd: number;
  readonly frames: readonly TachyonFrame[];
  /** Percent of the samples that could not be taken; 0 where the file does not say. */
  readonly failedPercent: number;
}

export interface TachyonFrame {
  readonly name: string;
  readonly file: string;
  /** 0 for frames without a place in a source. */
  readonly line: number;
  readonly column: number;
}

export const HEADER_BYTES = 64;
const FOOTER_BYTES = 32;
const VERSION = 1;
const MODES = ["", "wall", "cpu", "gil", "all", "exception"];

/** Where fields stand: development versions of 3.15 count samples in four bytes, which moves all that follows. */
const LAYOUTS = [
  { strings: 40, frames: 48, compression: 56, mode: 60 },
  { strings: 36, frames: 44, compression: 52, mode: 56 },
] as const;

/** Throws `FormatError` where the file is not whole or compressed. */
export function readTachyonTables(bytes: Uint8Array): TachyonFile {
  if (bytes.length < HEADER_BYTES + FOOTER_BYTES) throw new FormatError(CUT_OFF, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittleEndian = bytes[0] === 0x48;
  const u32 = (at: number): number => view.getUint32(at, isLittleEndian);
  const u64 = (at: number): number => Number(view.getBigUint64(at, isLittleEndian));
  if (u32(4) !== VERSION) throw new FormatError(`This file is of version ${u32(4)}: Heatline reads ${VERSION}.`, 4);
  const footer = bytes.length - FOOTER_BYTES;
  const layout = LAYOUTS.find(
    ({ strings, frames }) => u64(strings) >= HEADER_BYTES && u64(strings) <= u64(frames) && u64(frames) <= footer,
  );
  if (layout === undefined || u64(footer + 8) !== bytes.length) throw new FormatError(CUT_OFF, bytes.length);
  if (u32(layout.compression) !== 0)
    throw new FormatError("The samples are compressed with zstd: record with `--compression none` to read them here.");
  const strings = readStrings(createCursor(bytes, u64(layout.strings), footer), u32(footer));
  return {
    isLittleEndian,
    pythonVersion: bytes.subarray(8, 11).join("."),
    intervalUs: u64(20),
    mode: MODES[u32(layout.mode)] ?? "",
    samplesEnd: u64(layout.strings),
    frames: readFrames(createCursor(bytes, u64(layout.frames), footer), u32(footer + 4), strings),
    failedPercent: readFailedPercent(view, footer, isLittleEndian),
  };
}

const CUT_OFF = "This file is not whole: its profiler did not end, or the file is cut off.";

/** Each has a byte or more, so that a false count ends with the file. */
function readStrings(cursor: TachyonCursor, count: number): string[] {
  const strings: string[] = [];
  for (let index = 0; index < count; index++) strings.push(utf8(cursor.take(cursor.varint())));
  return strings;
}

function readFrames(cursor: TachyonCursor, count: number, strings: readonly string[]): TachyonFrame[] {
  const frames: TachyonFrame[] = [];
  for (let index = 0; index < count; index++) {
    const [file, name] = [strings[cursor.varint()], strings[cursor.varint()]];
    if (file === undefined || name === undefined)
      throw new FormatError("A frame has a name outside the table of strings.", cursor.offset);
    const line = cursor.zigzag();
    cursor.zigzag(); // lines to the end
    const column = cursor.zigzag();
    cursor.zigzag(); // columns to the end
    cursor.byte(); // opcode
    frames.push({ name, file, line: Math.max(0, line), column: Math.max(0, column + 1) });
  }
  return frames;
}

const STATS_BYTES = 56;

/** `TACHSTAT` stands 24 bytes from the end of the block of 56 bytes before the footer. */
function readFailedPercent(view: DataView, footer: number, isLittleEndian: boolean): number {
  const start = footer - STATS_BYTES;
  if (start < HEADER_BYTES) return 0;
  const isThere = [..."TACHSTAT"].every((letter, index) => view.getUint8(start + 40 + index) === letter.charCodeAt(0));
  if (!isThere || view.getUint32(start + 52, isLittleEndian) !== STATS_BYTES) return 0;
  const percent = view.getFloat64(start + 16, isLittleEndian);
  return percent > 0 && percent <= 100 ? percent : 0;
}

/** Reads numbers of variable length (LEB128) from `[start, end)`. */
export interface TachyonCursor {
  readonly offset: number;
  readonly left: number;
  byte(): number;
  varint(): number;
  zigzag(): number;
  take(length: number): Uint8Array;
}

export function createCursor(bytes: Uint8Array, start: number, end: number): TachyonCursor {
  let offset = start;

  const take = (length: number): number => {
    if (length > end - offset) throw new FormatError("A value ends outside its part of the file.", offset);
    offset += length;
    return offset - length;
  };

  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      const byte = bytes[take(1)] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new FormatError("A number is longer than ten bytes.", offset);
  };

  return {
    get offset() {
      return offset;
    },
    get left() {
      return end - offset;
    },
    byte: () => bytes[take(1)] ?? 0,
    varint,
    zigzag() {
      const value = varint();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    take(length) {
      const from = take(length);
      return bytes.subarray(from, from + length);
    },
  };
}
