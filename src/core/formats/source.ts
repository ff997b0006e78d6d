import type { Profile } from "../profile/model.ts";

/**
 * A file to be read as a profile, decompressed where it was compressed. `bytes` and `text` are for formats whose files
 * are small; a format whose files are not reads `chunks`.
 */
export interface ProfileSource {
  /** File name, for messages only: formats are told apart by content. */
  readonly name: string;
  /** The first bytes, `EDGE_BYTES` of them where there are so many: what `detect` looks at. */
  readonly head: Uint8Array;
  /** The last bytes, as many. Overlaps `head` in a small file. */
  readonly tail: Uint8Array;
  /** The whole file. Throws `FormatError` where it is too large for one piece of memory. */
  bytes(): Uint8Array;
  /** The whole file as UTF-8. Throws `FormatError` where it is too long for one string. */
  text(): string;
  /** The file from its beginning, piece by piece; each piece is only good until the next is asked for. */
  chunks(): Iterable<Uint8Array>;
}

export const EDGE_BYTES = 1 << 16;

/** JavaScript strings end at 2^29 - 24 characters. */
const LONGEST_TEXT = 2 ** 29 - 24;

/** A source of bytes that are in memory. `decode` reads UTF-8: this folder has no TextDecoder. */
export function bytesSource(name: string, bytes: Uint8Array, decode: (bytes: Uint8Array) => string): ProfileSource {
  return {
    name,
    head: bytes.subarray(0, EDGE_BYTES),
    tail: bytes.subarray(Math.max(0, bytes.length - EDGE_BYTES)),
    bytes: () => bytes,
    text() {
      if (bytes.length > LONGEST_TEXT)
        throw new FormatError(`A file of this format can be read up to ${Math.round(LONGEST_TEXT / 1e6)} MB.`);
      return decode(bytes);
    },
    chunks: () => [bytes],
  };
}

export type ParseOutcome = { readonly ok: true; readonly profiles: Profile[] } | ParseFailure;

/** One line for people. `offset` counts bytes in binary formats and characters in text, null where it is unknown. */
export interface ParseFailure {
  readonly ok: false;
  readonly message: string;
  readonly offset: number | null;
}

/** One input format. `detect` looks at content only; `parse` may throw `FormatError`, which the registry reports. */
export interface Format {
  readonly id: string;
  readonly label: string;
  detect(source: ProfileSource): boolean;
  parse(source: ProfileSource): ParseOutcome;
}

/** A file that is not what its format says. The message is one line for people. */
export class FormatError extends Error {
  readonly offset: number | null;

  constructor(message: string, offset: number | null = null) {
    super(message);
    this.name = "FormatError";
    this.offset = offset;
  }
}
