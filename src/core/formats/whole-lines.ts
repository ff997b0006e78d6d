import { FormatError } from "./source.ts";

const NEWLINE = 0x0a;
const LONGEST_LINE_BYTES = 256 * 1024 * 1024;

/**
 * Cuts pieces of a file where its lines end: every piece but the last ends with a newline. Only lines that lie across
 * two pieces are copied. Each piece is only good until the next is asked for. Throws `FormatError` at a line so long
 * that the file cannot be text.
 */
export function* wholeLines(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let begun = new Uint8Array(1 << 12);
  let begunLength = 0;
  const keep = (bytes: Uint8Array): void => {
    const needed = begunLength + bytes.length;
    if (needed > LONGEST_LINE_BYTES) throw new FormatError("A line is longer than any stack can be.");
    if (needed > begun.length) {
      const grown = new Uint8Array(Math.max(needed, begun.length * 2));
      grown.set(begun.subarray(0, begunLength));
      begun = grown;
    }
    begun.set(bytes, begunLength);
    begunLength = needed;
  };

  for (const chunk of chunks) {
    let from = 0;
    if (begunLength > 0) {
      const end = chunk.indexOf(NEWLINE) + 1;
      keep(end === 0 ? chunk : chunk.subarray(0, end));
      if (end === 0) continue;
      yield begun.subarray(0, begunLength);
      begunLength = 0;
      from = end;
    }
    const last = chunk.lastIndexOf(NEWLINE) + 1;
    if (last > from) yield chunk.subarray(from, last);
    keep(chunk.subarray(Math.max(from, last)));
  }
  if (begunLength > 0) yield begun.subarray(0, begunLength);
}
