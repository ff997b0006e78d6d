import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/setup/paths.mjs";
import { parseProfile } from "../../src/core/formats/registry.ts";
import { bytesSource, type ProfileSource } from "../../src/core/formats/source.ts";
import type { Profile } from "../../src/core/profile/model.ts";

const folder = join(root, "test", "core", "fixtures");

/** Bytes as the parsers get them. */
export function sourceOf(bytes: Uint8Array, name = "profile"): ProfileSource {
  return bytesSource(name, bytes, (part) => new TextDecoder().decode(part));
}

export function textSource(text: string, name = "profile"): ProfileSource {
  return sourceOf(new TextEncoder().encode(text), name);
}

export function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}

export function fixtureText(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/**
 * The profile files among the fixtures, relative to their folder: those of Heatline's own profilers, and all that lies in
 * the folder `profiles` of a format.
 */
export function profileFixtures(): string[] {
  const own = readdirSync(folder).filter((name) => /\.(?:speedscope\.json|pstats|jsonl)$/.test(name));
  return [...own, ...readdirSync(folder).flatMap(formatFixtures)].sort();
}

/** The profile files of one format: `<format id>/profiles/*`. */
export function formatFixtures(formatId: string): string[] {
  const dir = join(folder, formatId, "profiles");
  return existsSync(dir) ? readdirSync(dir).map((name) => `${formatId}/profiles/${name}`) : [];
}

/** Where the text of a fixture stands, as `checkGolden` knows it. */
export function goldenFile(fixture: string): string {
  const text = `${fixture}.txt`;
  return join(folder, text.includes("/profiles/") ? text.replace("/profiles/", "/golden/") : join("golden", text));
}

export function parseFixture(name: string): Profile[] {
  return profilesOf(sourceOf(readFixture(name), name));
}

/** The profiles of a source; fails with the parser's message. */
export function profilesOf(source: ProfileSource): Profile[] {
  const outcome = parseProfile(source);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.profiles;
}

/** Bytes of which a parser sees its edges and one piece after the other, as of a file too large for memory. */
export function piecewiseSource(bytes: Uint8Array, pieceBytes: number): ProfileSource {
  const refuse = (): never => {
    throw new Error("this file is too large for one piece of memory");
  };
  return { ...sourceOf(bytes), bytes: refuse, text: refuse, chunks: () => piecesOf(bytes, pieceBytes) };
}

/** Each piece is overwritten when the next is asked for. */
function* piecesOf(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(pieceBytes);
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const piece = bytes.subarray(from, from + pieceBytes);
    buffer.fill(0x3b);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}
