import type { Profile } from "../profile/model.ts";

/** A file to be read as a profile. */
export interface ProfileSource {
  /** File name, for messages only: formats are told apart by content. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8 text; decoded by the caller, since this folder has no TextDecoder. */
  text(): string;
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
