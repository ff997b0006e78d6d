import { latin1, utf8 } from "./byte-reader.ts";
import type { ProfileSource } from "./source.ts";

/**
 * Text files as their tools and their readers' shells leave them: UTF-8, UTF-8 with a byte order mark, or UTF-16 with
 * one (PowerShell's `>` writes that). Everything behind these functions sees UTF-8 without a mark.
 */

type Encoding = "utf-8" | "utf-16-le" | "utf-16-be";

function encodingOf(head: Uint8Array): { readonly encoding: Encoding; readonly markBytes: number } {
  const [first, second, third] = head;
  if (first === 0xff && second === 0xfe) return { encoding: "utf-16-le", markBytes: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: "utf-16-be", markBytes: 2 };
  const marked = first === 0xef && second === 0xbb && third === 0xbf;
  return { encoding: "utf-8", markBytes: marked ? 3 : 0 };
}

/** The first kilobytes as text, for `detect`: one character per byte, so that what is not ASCII is not readable. */
export function headText({ head }: ProfileSource): string {
  const { encoding, markBytes } = encodingOf(head);
  const bytes = head.subarray(markBytes);
  return latin1(encoding === "utf-8" ? bytes : createTranscoder(encoding)(bytes));
}

/** The whole file as text. Throws `FormatError` where it is too long for one string. */
export function wholeText(source: ProfileSource): string {
  const { encoding, markBytes } = encodingOf(source.head);
  if (encoding !== "utf-8") return utf8(createTranscoder(encoding)(source.bytes().subarray(markBytes)));
  const text = source.text();
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** The file as UTF-8, piece by piece. Each piece is only good until the next is asked for. */
export function* textChunks(source: ProfileSource): Generator<Uint8Array> {
  const { encoding, markBytes } = encodingOf(source.head);
  const transcode = encoding === "utf-8" ? null : createTranscoder(encoding);
  let marksLeft = markBytes;
  for (const chunk of source.chunks()) {
    const skipped = Math.min(marksLeft, chunk.length);
    marksLeft -= skipped;
    const bytes = skipped > 0 ? chunk.subarray(skipped) : chunk;
    yield transcode === null ? bytes : transcode(bytes);
  }
}

/** UTF-16 to UTF-8 over pieces; lone surrogates are kept as three bytes each, as Python's `surrogatepass` does. */
function createTranscoder(encoding: Encoding): (bytes: Uint8Array) => Uint8Array {
  const lowByte = encoding === "utf-16-le" ? 0 : 1;
  /** What was begun in the piece before: one byte of a unit, and a high surrogate. */
  let pendingByte = -1;
  let pendingHigh = 0;

  return (bytes) => {
    const target = new Uint8Array(Math.ceil((bytes.length + 3) / 2) * 3);
    let length = 0;
    const write = (point: number): void => {
      if (point < 0x80) target[length++] = point;
      else if (point < 0x800) length = put(target, length, [0xc0 | (point >> 6), tail(point, 0)]);
      else if (point < 0x10000) length = put(target, length, [0xe0 | (point >> 12), tail(point, 6), tail(point, 0)]);
      else length = put(target, length, [0xf0 | (point >> 18), tail(point, 12), tail(point, 6), tail(point, 0)]);
    };
    for (const byte of bytes) {
      if (pendingByte < 0) {
        pendingByte = byte;
        continue;
      }
      const unit = lowByte === 0 ? pendingByte | (byte << 8) : (pendingByte << 8) | byte;
      pendingByte = -1;
      const isLow = (unit & 0xfc00) === 0xdc00;
      if (pendingHigh > 0 && !isLow) write(pendingHigh);
      if ((unit & 0xfc00) === 0xd800) {
        pendingHigh = unit;
        continue;
      }
      write(pendingHigh > 0 && isLow ? 0x10000 + ((pendingHigh - 0xd800) << 10) + (unit - 0xdc00) : unit);
      pendingHigh = 0;
    }
    return target.subarray(0, length);
  };
}

function tail(point: number, shift: number): number {
  return 0x80 | ((point >> shift) & 0x3f);
}

function put(target: Uint8Array, at: number, bytes: readonly number[]): number {
  target.set(bytes, at);
  return at + bytes.length;
}
